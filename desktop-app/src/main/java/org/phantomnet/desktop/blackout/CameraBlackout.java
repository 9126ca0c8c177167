package org.phantomnet.desktop.blackout;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.phantomnet.desktop.capture.LetOut;
import org.phantomnet.desktop.capture.OwnPictures;
import org.phantomnet.desktop.capture.Preview;
import org.phantomnet.desktop.media.pipe.Picture;
import org.phantomnet.desktop.video.Y4m;
import org.phantomnet.engine.port.SafeFrame;

/** Writes what leaves of a camera, by the port that calls have. One use, one thread. */
public final class CameraBlackout {
  private static final int PER_SECOND = 30;

  private final OwnPictures camera;
  private final Path out;
  private final Figures figures;
  private Optional<Y4m.Writer> writer = Optional.empty();

  public CameraBlackout(OwnPictures camera, Path out, Figures figures) {
    this.camera = camera;
    this.out = out;
    this.figures = figures;
  }

  /**
   * Writes each frame as it comes.
   *
   * @param goOn asked some thirty times a second
   * @throws UncheckedIOException if the file cannot be written
   */
  public void write(BooleanSupplier goOn) {
    try {
      Preview.watch(camera, goOn, seen -> write(seen.frame()));
    } finally {
      writer.ifPresent(CameraBlackout::close);
    }
  }

  private void write(SafeFrame frame) {
    try {
      if (writer.isEmpty()) {
        writer = Optional.of(Y4m.write(out, frame.width(), frame.height(), PER_SECOND));
      }
      Optional<LetOut> known = camera.about(frame);
      if (known.isPresent()
          && writer
              .get()
              .write(
                  new Picture(
                      frame.width(), frame.height(), frame.timestampNanos(), frame.i420()))) {
        figures.add(known.get().took().toNanos() / 1e6, known.get().state(), "");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void close(Y4m.Writer writer) {
    try {
      writer.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
