package org.phantomnet.relay.turn;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/**
 * One flow of src/test/resources/captures, whose README says how each was made.
 *
 * @param fromClient whether the client sent it; the peer otherwise
 */
record Capture(boolean fromClient, byte[] data) {
  static List<Capture> read(String name) throws IOException {
    try (InputStream in = Capture.class.getResourceAsStream("/captures/" + name + ".txt")) {
      String text =
          new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.US_ASCII);
      return text.lines()
          .map(
              line ->
                  new Capture(
                      line.startsWith("> "),
                      HexFormat.of().parseHex(line.substring("> ".length()))))
          .toList();
    }
  }
}
