package org.phantomnet.desktop.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.phantomnet.desktop.media.VideoOut;
import org.phantomnet.desktop.media.pipe.Picture;
import org.phantomnet.desktop.video.Y4m;

/**
 * A file in place of a screen, into which every fifth picture that arrives is written. Opened with
 * the first picture, whose size the file gets. For one thread.
 */
public final class SeenCopy implements VideoOut {
  /** Of so many pictures one is written. */
  public static final int EVERY = 5;

  private static final int WRITTEN_A_SECOND = 6;

  private final Optional<Path> seen;
  private final Consumer<String> recording;
  private Optional<Y4m.Writer> file = Optional.empty();
  private int count;

  /**
   * @param seen where what was seen goes, if wanted
   * @param recording told "seen" with the first picture
   */
  SeenCopy(Optional<Path> seen, Consumer<String> recording) {
    this.seen = seen;
    this.recording = recording;
  }

  @Override
  public void show(Picture picture) {
    try {
      if (count == 0) {
        recording.accept("seen");
        file =
            seen.isPresent()
                ? Optional.of(
                    Y4m.write(seen.get(), picture.width(), picture.height(), WRITTEN_A_SECOND))
                : Optional.empty();
      }
      if (count++ % EVERY == 0 && file.isPresent()) {
        file.get().write(picture);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      if (file.isPresent()) {
        file.get().close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
