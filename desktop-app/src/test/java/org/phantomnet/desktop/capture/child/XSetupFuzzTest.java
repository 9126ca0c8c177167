package org.phantomnet.desktop.capture.child;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.phantomnet.desktop.media.pipe.CaptureFault;
import org.phantomnet.protocol.rule.Covers;

/** What an X server says of itself: any program that holds its socket may be one. */
class XSetupFuzzTest {
  @FuzzTest
  @Covers("ENG-118")
  void setup(byte[] data) {
    try {
      XSetup setup = XSetup.read(ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN));
      assertTrue(setup.depth() >= 0 && setup.depth() < 256);
      assertTrue(setup.width() < 1 << 16 && setup.height() < 1 << 16);
    } catch (CaptureException refused) {
      assertEquals(CaptureFault.DISPLAY_UNSUPPORTED, refused.fault());
    } catch (IOException cut) {
      assertEquals("setup", cut.getMessage());
    }
  }

  static List<byte[]> setupSeeds() {
    ByteBuffer setup = ByteBuffer.allocate(32 + 8 + 40 + 8 + 24).order(ByteOrder.LITTLE_ENDIAN);
    setup.putInt(4, 0x200000).putInt(8, 0x1fffff).put(21, (byte) 1);
    setup.put(32, (byte) 24).put(33, (byte) 32);
    int screen = 40;
    setup
        .putInt(screen, 0x2ad)
        .putShort(screen + 20, (short) 1280)
        .putShort(screen + 22, (short) 720);
    setup.putInt(screen + 32, 0x21).put(screen + 38, (byte) 24).put(screen + 39, (byte) 1);
    setup.put(screen + 40, (byte) 24).putShort(screen + 42, (short) 1);
    int visual = screen + 48;
    setup.putInt(visual, 0x21).putInt(visual + 8, 0xff0000).putInt(visual + 12, 0xff00);
    setup.putInt(visual + 16, 0xff);
    return List.of(setup.array());
  }
}
