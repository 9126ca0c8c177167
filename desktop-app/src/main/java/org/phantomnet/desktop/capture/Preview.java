package org.phantomnet.desktop.capture;

import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.phantomnet.desktop.media.VideoIn;
import org.phantomnet.engine.port.SafeFrame;
import org.phantomnet.protocol.rule.Rule;

/**
 * Shows a person, before a call, what would be sent: the same frames from the same port, and no
 * engine anywhere. Stateless.
 */
public final class Preview {
  private static final Duration PAUSE = Duration.ofMillis(30);

  private Preview() {}

  /**
   * The frame that would be sent after that time; empty if there is none.
   *
   * @param settling how long pictures are let go by, as long as there are any
   */
  @Rule("ENG-128")
  public static Optional<SafeFrame> after(OwnPictures pictures, Duration settling) {
    Optional<SafeFrame> last = Optional.empty();
    long end = System.nanoTime() + settling.toNanos();
    try (VideoIn port = pictures.open()) {
      while (System.nanoTime() < end) {
        Optional<SafeFrame> frame = port.next();
        last = frame.isPresent() ? frame : last;
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
    return last;
  }

  /** The same in colours, for a person's eyes (BT.601, limited range). */
  public static BufferedImage image(SafeFrame frame) {
    int width = frame.width();
    int height = frame.height();
    ByteBuffer i420 = frame.i420();
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    int u = width * height;
    int v = u + u / 4;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double luma = 1.164 * ((i420.get(y * width + x) & 0xff) - 16);
        int chroma = y / 2 * (width / 2) + x / 2;
        int blue = (i420.get(u + chroma) & 0xff) - 128;
        int red = (i420.get(v + chroma) & 0xff) - 128;
        image.setRGB(
            x,
            y,
            part(luma + 1.596 * red) << 16
                | part(luma - 0.813 * red - 0.392 * blue) << 8
                | part(luma + 2.017 * blue));
      }
    }
    return image;
  }

  private static int part(double value) {
    return (int) Math.max(0, Math.min(255, Math.round(value)));
  }
}
