package org.phantomnet.desktop.blackout;

import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.phantomnet.desktop.media.pipe.Picture;
import org.phantomnet.desktop.video.Y4m;
import org.phantomnet.engine.blackout.Blackout;
import org.phantomnet.engine.blackout.CameraChoice;
import org.phantomnet.engine.blackout.RawFrame;
import org.phantomnet.engine.blackout.Rotation;
import org.phantomnet.engine.port.SafeFrame;
import org.phantomnet.segmenter.SelfieModel;

/** Treats a clip as a camera's pictures, as quickly as that goes. Stateless. */
public final class ClipBlackout {
  /** Shorter sides are no camera's. */
  public static final int LEAST_SIDE = RawFrame.MIN_SIDE;

  private static final int PER_SECOND = 30;
  private static final long PERIOD = Duration.ofSeconds(1).toNanos() / PER_SECOND;

  private ClipBlackout() {}

  /**
   * Writes what would leave.
   *
   * @param clock a monotonic clock, by which a frame may be late
   */
  public static void write(
      Y4m clip, Y4m.Writer writer, CameraChoice choice, LongSupplier clock, Figures figures)
      throws IOException {
    try (Blackout blackout = new Blackout(new SelfieModel(), clock)) {
      blackout.choose(choice);
      for (int i = 0; i < clip.pictures(); i++) {
        RawFrame frame =
            new RawFrame(
                clip.picture(i), clip.width(), clip.height(), Rotation.NONE, (i + 1) * PERIOD, 0);
        long began = System.nanoTime();
        SafeFrame safe = blackout.apply(frame);
        figures.add((System.nanoTime() - began) / 1e6, blackout.state(), " of " + clip.pictures());
        writer.write(new Picture(safe.width(), safe.height(), safe.timestampNanos(), safe.i420()));
      }
    }
  }
}
