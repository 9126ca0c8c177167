package org.phantomnet.desktop.capture.child;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;
import org.phantomnet.desktop.media.pipe.CaptureFault;
import org.phantomnet.desktop.media.pipe.Picture;

/**
 * A capture child whose camera sees a bright, noisy wall, for as many pictures as its mark says,
 * and that has no model.
 */
public final class ScriptedCamera implements Camera {
  public static final int WIDTH = 320;
  public static final int HEIGHT = 240;
  public static final int LIGHT = 200;

  private final int pictures;
  private int taken;

  private ScriptedCamera(int pictures) {
    this.pictures = pictures;
  }

  public static void main(String[] args) throws IOException {
    CaptureChild.run(
        (kind, id) -> new ScriptedCamera(Integer.parseInt(id)), BlackoutsWithoutModel::of);
  }

  @Override
  public Picture next() throws CaptureException {
    if (taken == pictures) {
      throw new CaptureException(CaptureFault.CAMERA_GONE);
    }
    LockSupport.parkNanos(33_000_000);
    byte[] pixels = new byte[Picture.length(WIDTH, HEIGHT)];
    for (int at = 0; at < pixels.length; at++) {
      pixels[at] = (byte) (at < WIDTH * HEIGHT ? LIGHT + (at * 31 + taken * 7) % 9 : 128);
    }
    return new Picture(WIDTH, HEIGHT, ++taken, ByteBuffer.wrap(pixels));
  }
}
