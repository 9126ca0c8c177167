package org.phantomnet.desktop.capture;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.phantomnet.desktop.media.pipe.CaptureFault;
import org.phantomnet.desktop.media.pipe.FrameRing;
import org.phantomnet.desktop.media.pipe.FromCapture;
import org.phantomnet.desktop.media.pipe.FromCaptureCodec;
import org.phantomnet.desktop.media.pipe.Picture;
import org.phantomnet.desktop.media.pipe.ToCapture;
import org.phantomnet.desktop.media.pipe.ToCaptureCodec;

/**
 * In a capture child's place: a camera that sees a bright, noisy wall, for as long as its mark
 * says.
 */
final class ScriptedCamera {
  static final int WIDTH = 320;
  static final int HEIGHT = 240;
  static final int LIGHT = 200;

  private ScriptedCamera() {}

  @SuppressWarnings("resource") // the process ends
  public static void main(String[] args) throws Exception {
    OutputStream out = new FileOutputStream("/dev/fd/4");
    if (new ToCaptureCodec(new FileInputStream("/dev/fd/3")).next()
        instanceof ToCapture.Open open) {
      FrameRing ring = FrameRing.open(Path.of(open.directory(), "from"));
      out.write(FromCaptureCodec.encode(new FromCapture.Opened()));
      int pictures = Integer.parseInt(open.id());
      for (int i = 0; i < pictures; i++) {
        byte[] pixels = new byte[Picture.length(WIDTH, HEIGHT)];
        for (int at = 0; at < pixels.length; at++) {
          pixels[at] = (byte) (at < WIDTH * HEIGHT ? LIGHT + (at * 31 + i * 7) % 9 : 128);
        }
        int slot = ring.write(new Picture(WIDTH, HEIGHT, i + 1L, ByteBuffer.wrap(pixels)));
        out.write(FromCaptureCodec.encode(new FromCapture.Frame(slot)));
        LockSupport.parkNanos(33_000_000);
      }
      out.write(FromCaptureCodec.encode(new FromCapture.Failed(CaptureFault.CAMERA_GONE)));
    }
  }
}
