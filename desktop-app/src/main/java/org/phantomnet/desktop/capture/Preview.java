package org.phantomnet.desktop.capture;

import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.phantomnet.desktop.media.VideoIn;
import org.phantomnet.engine.blackout.BlackoutState;
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
   * What would be sent.
   *
   * @param state what a camera's blackout says of it; empty for what is no camera's
   */
  public record Seen(SafeFrame frame, Optional<BlackoutState> state) {}

  /**
   * Gives each frame that would be sent, on this thread; looks once at least.
   *
   * @param goOn asked some thirty times a second; the port is closed once it says no
   */
  @Rule("ENG-128")
  public static void watch(OwnPictures pictures, BooleanSupplier goOn, Consumer<Seen> each) {
    try (VideoIn port = pictures.open()) {
      do {
        port.next()
            .map(frame -> new Seen(frame, pictures.about(frame).map(LetOut::state)))
            .ifPresent(each);
        LockSupport.parkNanos(PAUSE.toNanos());
      } while (goOn.getAsBoolean());
    }
  }

  /**
   * The frame that would be sent after that time; empty if there is none.
   *
   * @param settling how long pictures are let go by, as long as there are any
   */
  public static Optional<Seen> after(OwnPictures pictures, Duration settling) {
    List<Seen> last = new ArrayList<>();
    long end = System.nanoTime() + settling.toNanos();
    watch(
        pictures,
        () -> System.nanoTime() < end,
        seen -> {
          last.clear();
          last.add(seen);
        });
    return last.stream().findFirst();
  }

  /** The same in colours, for a person's eyes (BT.601, limited range). */
  public static BufferedImage image(SafeFrame frame) {
    return image(frame.i420(), frame.width(), frame.height());
  }

  /** The same of an I420 picture. */
  public static BufferedImage image(ByteBuffer i420, int width, int height) {
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
