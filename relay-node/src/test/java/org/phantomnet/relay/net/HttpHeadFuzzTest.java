package org.phantomnet.relay.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.phantomnet.protocol.rule.Covers;

/** HTTP on port 443: heads of anything, cut anywhere. */
class HttpHeadFuzzTest {
  /**
   * The first byte says how long the pieces are. A head ends where a plain search finds its empty
   * line, or at the bound, however it is cut; and only "HEAD " is told from the rest.
   */
  @FuzzTest
  @Covers("TURN-20")
  void head(byte[] data) {
    if (data.length == 0) {
      return;
    }
    byte[] stream = Arrays.copyOfRange(data, 1, data.length);
    int piece = 1 + (data[0] & 0x3f);
    HttpHead head = new HttpHead();
    boolean ended = false;
    int at = 0;
    while (!ended && at < stream.length) {
      int length = Math.min(piece, stream.length - at);
      ended = head.parse(stream, at, length);
      at += length;
    }

    String text = new String(stream, StandardCharsets.ISO_8859_1);
    assertEquals(end(text) >= 0, ended);
    if (ended) {
      assertEquals((end(text) + piece - 1) / piece, (at + piece - 1) / piece);
      assertEquals(text.startsWith("HEAD "), head.withoutBody());
    }
  }

  /** How many bytes the head has, its empty line with them; -1 without one. */
  private static int end(String text) {
    for (int i = 0; i < text.length(); i++) {
      String line = text.substring(0, i + 1);
      if (i + 1 >= HttpHead.MAX_LENGTH || line.matches("(?s).*\n\r*\n")) {
        return i + 1;
      }
    }
    return -1;
  }

  static List<byte[]> headSeeds() {
    return List.of(
        "\3GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
        "?HEAD / HTTP/1.0\n\n after".getBytes(StandardCharsets.US_ASCII),
        "\1\n\n".getBytes(StandardCharsets.US_ASCII),
        "\1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
  }
}
