package org.phantomnet.desktop.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.phantomnet.desktop.capture.LetOut;
import org.phantomnet.desktop.capture.OwnPictures;
import org.phantomnet.desktop.media.VideoIn;
import org.phantomnet.desktop.media.pipe.Picture;
import org.phantomnet.desktop.video.Y4m;
import org.phantomnet.engine.port.SafeFrame;

/**
 * Hands pictures on as they are sent, and writes each into a file; into a second one, a line for
 * each, what is known of it. Begins both with the first picture. For one thread.
 */
public final class SentCopy implements VideoIn {
  private static final int WRITTEN_A_SECOND = 30;

  private final OwnPictures own;
  private final VideoIn port;
  private final Path sent;
  private Optional<Y4m.Writer> file = Optional.empty();
  private Optional<Writer> lines = Optional.empty();

  SentCopy(OwnPictures own, Path sent) {
    this.own = own;
    this.port = own.open();
    this.sent = sent;
  }

  /** Beside the file of the pictures: when it was taken in nanoseconds, state, microseconds. */
  public static Path lines(Path sent) {
    return sent.resolveSibling(sent.getFileName() + ".txt");
  }

  @Override
  public Optional<SafeFrame> next() {
    Optional<SafeFrame> frame = port.next();
    try {
      if (frame.isPresent()) {
        write(frame.get());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return frame;
  }

  private void write(SafeFrame frame) throws IOException {
    if (file.isEmpty()) {
      file = Optional.of(Y4m.write(sent, frame.width(), frame.height(), WRITTEN_A_SECOND));
      lines = Optional.of(Files.newBufferedWriter(lines(sent)));
    }
    Picture picture =
        new Picture(frame.width(), frame.height(), frame.timestampNanos(), frame.i420());
    if (file.get().write(picture)) {
      lines.orElseThrow().write(line(own.about(frame)));
    }
  }

  private static String line(Optional<LetOut> known) {
    return known
        .map(
            letOut ->
                String.format(
                    Locale.ROOT,
                    "%d %s %d%n",
                    letOut.takenNanos(),
                    letOut.state(),
                    letOut.took().toNanos() / 1_000))
        .orElse("-\n");
  }

  @Override
  public void close() {
    port.close();
    try {
      if (file.isPresent()) {
        file.get().close();
        lines.orElseThrow().close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
