package org.phantomnet.relay.main.config;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.directory.RelayListVerifier;
import org.phantomnet.relay.https.PinnedServer;

/**
 * The table [directory], checked. Immutable.
 *
 * @param list the file that is served
 * @param pending where descriptors that others submit are kept; absent to take none
 * @param mirrors other directories whose newer lists are taken over
 * @param trust whose lists count; absent only without mirrors
 */
public record DirectorySettings(
    Path list, Optional<Path> pending, List<PinnedServer> mirrors, Optional<Trust> trust) {
  private static final int MOST_MIRRORS = 16;
  private static final int MOST_AUTHORITIES = 32; // as many signatures as a list may have
  private static final int KEY_LENGTH = 32;

  public DirectorySettings {
    mirrors = List.copyOf(mirrors);
  }

  /**
   * Authorities whose keys an operator pins. Immutable.
   *
   * @param keys Ed25519 public keys, 32 bytes each
   * @param threshold how many of them must have signed
   */
  public record Trust(List<Bytes> keys, int threshold) {
    public Trust {
      keys = List.copyOf(keys);
    }

    /** Judges lists as a client does. */
    public RelayListVerifier verifier(Clock clock, boolean testEstate) {
      return new RelayListVerifier(keys, threshold, clock, testEstate);
    }

    static Optional<Trust> of(ConfigTable table) throws ConfigException {
      List<Bytes> keys = new ArrayList<>();
      for (String text : table.texts("authorities")) {
        if (!text.matches("[0-9a-f]{64}")) {
          throw table.wrong(
              "authorities",
              "must hold public keys, 64 of 0-9 and a-f each: 'relay authority key'");
        }
        Bytes key = Bytes.copyOf(HexFormat.of().parseHex(text));
        if (key.length() != KEY_LENGTH || keys.contains(key)) {
          throw table.wrong("authorities", "names a key twice: each counts once");
        }
        keys.add(key);
      }
      if (keys.isEmpty()) {
        return Optional.empty();
      }
      if (keys.size() > MOST_AUTHORITIES) {
        throw table.wrong("authorities", "may name at most " + MOST_AUTHORITIES);
      }
      int threshold = table.number("threshold", 1, keys.size(), 0);
      if (threshold == 0) {
        throw table.wrong("threshold", "is missing: say how many of the authorities must sign");
      }
      return Optional.of(new Trust(keys, threshold));
    }
  }

  static DirectorySettings of(ConfigTable table, Path directory) throws ConfigException {
    Path list = table.path("list", directory);
    Optional<Path> pending = table.optionalPath("pending", directory);
    List<PinnedServer> mirrors = servers(table, "mirrors");
    Optional<Trust> trust = Trust.of(table);
    if (!mirrors.isEmpty() && trust.isEmpty()) {
      throw table.wrong(
          "authorities", "is missing: mirrors are not trusted, so name whose lists count");
    }
    table.refuseUnknownKeys();
    return new DirectorySettings(list, pending, mirrors, trust);
  }

  static List<PinnedServer> servers(ConfigTable table, String key) throws ConfigException {
    List<PinnedServer> servers = new ArrayList<>();
    for (String text : table.texts(key)) {
      servers.add(
          PinnedServer.parse(text)
              .orElseThrow(() -> table.wrong(key, "must hold " + PinnedServer.FORM)));
    }
    if (servers.size() > MOST_MIRRORS) {
      throw table.wrong(key, "may name at most " + MOST_MIRRORS);
    }
    return servers;
  }
}
