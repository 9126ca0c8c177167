package org.phantomnet.relay.main.config;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.directory.RelayListVerifier;
import org.phantomnet.relay.https.PinnedServer;

/**
 * The table [tokens], checked: how a relay learns whose tokens it may take. Immutable.
 *
 * @param list file of the signed list, which must name this relay; read again as it changes
 * @param authorities public keys whose signatures count
 * @param threshold how many of them must have signed
 * @param mirrors directories that the file is kept as new as; none if something else does that
 */
public record TokenSettings(
    Path list, List<Bytes> authorities, int threshold, List<PinnedServer> mirrors) {
  private static final int MOST_AUTHORITIES = 32;

  public TokenSettings {
    authorities = List.copyOf(authorities);
    mirrors = List.copyOf(mirrors);
  }

  /** Judges lists as a client does. */
  public RelayListVerifier verifier(Clock clock, boolean testEstate) {
    return new RelayListVerifier(authorities, threshold, clock, testEstate);
  }

  static TokenSettings of(ConfigTable table, Path directory) throws ConfigException {
    Path list = table.path("list", directory);
    List<Bytes> authorities = new ArrayList<>();
    for (String text : table.texts("authorities")) {
      if (!text.matches("[0-9a-f]{64}")) {
        throw table.wrong("authorities", "must hold keys of 64 hex digits, as estate.json does");
      }
      authorities.add(Bytes.copyOf(HexFormat.of().parseHex(text)));
    }
    if (authorities.isEmpty()
        || authorities.size() > MOST_AUTHORITIES
        || authorities.stream().distinct().count() != authorities.size()) {
      throw table.wrong(
          "authorities", "must name the list's authorities, 1 to " + MOST_AUTHORITIES + ", once");
    }
    int threshold = table.number("threshold", 1, authorities.size(), authorities.size());
    List<PinnedServer> mirrors = DirectorySettings.servers(table, "mirrors");
    table.refuseUnknownKeys();
    return new TokenSettings(list, authorities, threshold, mirrors);
  }
}
