package org.phantomnet.desktop.media.pipe;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.List;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.rule.Covers;

/** What a child that was taken over writes before a picture in the {@link FrameRing}. */
class FrameRingFuzzTest {
  @FuzzTest
  @Covers("ENG-105")
  void header(byte[] data) {
    try {
      FrameRing.Header header = FrameRing.Header.decode(ByteBuffer.wrap(data));
      assertTrue(Picture.isSize(header.width(), header.height()) && header.sequence() >= 0);
      assertTrue(Picture.length(header.width(), header.height()) <= Picture.MAX_LENGTH);
    } catch (ProtocolException refused) {
      assertTrue(String.valueOf(refused.getMessage()).matches("[A-Z_]+"));
    }
  }

  static List<byte[]> headerSeeds() {
    return List.of(
        ByteBuffer.allocate(24).putLong(1).putLong(2).putInt(640).putInt(360).array(),
        ByteBuffer.allocate(24).putLong(9).putLong(-1).putInt(720).putInt(1280).array());
  }
}
