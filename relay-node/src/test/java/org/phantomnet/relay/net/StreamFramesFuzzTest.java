package org.phantomnet.relay.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;

/** TURN over TCP: streams of anything, cut anywhere. */
class StreamFramesFuzzTest {
  /**
   * The first byte says how long the pieces are in which the rest arrives. Frames come out the same
   * as if all had come at once, none is longer than a packet, and waiting for more is only for
   * frames that can still become whole.
   */
  @FuzzTest
  @Covers("TURN-12")
  @Adversary("ADV-49")
  void stream(byte[] data) {
    if (data.length == 0) {
      return;
    }
    byte[] stream = Arrays.copyOfRange(data, 1, data.length);

    List<Integer> whole = frames(stream, stream.length);
    List<Integer> pieces = frames(stream, 1 + (data[0] & 0x3f));

    assertEquals(whole, pieces);
  }

  /** Lengths of the frames in order; -1 at the end if the stream broke. */
  private static List<Integer> frames(byte[] stream, int piece) {
    List<Integer> frames = new ArrayList<>();
    int at = 0;
    int received = 0;
    do {
      received = Math.min(stream.length, received + piece);
      int length = StreamFrames.length(stream, at, received - at);
      while (length > 0 && length <= received - at) {
        frames.add(length);
        at += length;
        length = StreamFrames.length(stream, at, received - at);
      }
      if (length == StreamFrames.BROKEN) {
        frames.add(length);
        return frames;
      }
      assertTrue(length <= PacketBuffer.MAX_PACKET);
      assertTrue(length != StreamFrames.INCOMPLETE || received - at < 4, "never tells");
    } while (received < stream.length);
    return frames;
  }

  static List<byte[]> streamSeeds() {
    byte[] bare = {
      0, 3, 0, 0, 0x21, 0x12, (byte) 0xa4, 0x42, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12
    };
    byte[] seed = new byte[1 + 3 * bare.length + 8];
    seed[0] = 6;
    System.arraycopy(bare, 0, seed, 1, bare.length);
    System.arraycopy(new byte[] {0x40, 1, 0, 3, 9, 9, 9, 0}, 0, seed, 1 + bare.length, 8);
    System.arraycopy(bare, 0, seed, 9 + bare.length, bare.length);
    byte[] http = "?GET / HTTP/1.1\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    return List.of(seed, http, new byte[] {0, 0, 3, 0, 1}, new byte[] {0, 0x40, 1, -1, -1});
  }
}
