package org.phantomnet.relay.https;

import java.net.URI;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.phantomnet.protocol.bytes.Bytes;

/**
 * Another node's HTTPS listener as operators write it: {@code https://host:port#pin}. Immutable.
 *
 * @param host a name or an address, IPv6 in brackets
 * @param pin SHA-256 of its SubjectPublicKeyInfo, 32 bytes
 */
public record PinnedServer(String host, int port, Bytes pin) {
  /** What to write, for error messages. */
  public static final String FORM = "https://host:port#pin, the pin being 64 of 0-9 and a-f";

  private static final int MAX_PORT = 65_535;
  private static final Pattern WRITTEN =
      Pattern.compile(
          "https://([a-z0-9][a-z0-9.-]{0,252}|\\[[0-9a-f:.]{2,45}]):([0-9]{1,5})#([0-9a-f]{64})");

  /** Empty for anything but that form. Looks nothing up. */
  public static Optional<PinnedServer> parse(String text) {
    Matcher written = WRITTEN.matcher(text);
    if (!written.matches()) {
      return Optional.empty();
    }
    int port = Integer.parseInt(written.group(2));
    if (port < 1 || port > MAX_PORT) {
      return Optional.empty();
    }
    PinnedServer server =
        new PinnedServer(
            written.group(1), port, Bytes.copyOf(HexFormat.of().parseHex(written.group(3))));
    try {
      return server.uri("/").getHost() == null ? Optional.empty() : Optional.of(server);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Host and port, for the operator to read. */
  public String place() {
    return host + ":" + port;
  }

  URI uri(String path) {
    return URI.create("https://" + place() + path);
  }

  @Override
  public String toString() {
    return "PinnedServer";
  }
}
