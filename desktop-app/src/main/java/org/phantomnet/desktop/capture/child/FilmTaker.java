package org.phantomnet.desktop.capture.child;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.phantomnet.desktop.media.pipe.CaptureFault;
import org.phantomnet.desktop.media.pipe.Picture;
import org.phantomnet.desktop.video.Film;
import org.phantomnet.desktop.video.Y4m;

/**
 * A film that a camera would take: a file of pictures, thirty a second by the clock, over and over.
 * As with a camera, pictures for which nobody has time are lost. One thread.
 */
final class FilmTaker implements Camera {
  private final Y4m film;
  private final long began = System.nanoTime();
  private long next;

  private FilmTaker(Y4m film) {
    this.film = film;
  }

  static FilmTaker open(String path) throws CaptureException {
    try {
      return new FilmTaker(Y4m.open(Path.of(path))); // open as long as the process
    } catch (IOException | InvalidPathException e) {
      throw new CaptureException(CaptureFault.NO_SUCH_SOURCE);
    }
  }

  @Override
  public Picture next() {
    next = Math.max(next, Film.number(System.nanoTime() - began));
    long due = began + Film.time(next);
    while (System.nanoTime() < due) {
      LockSupport.parkNanos(due - System.nanoTime());
    }
    long number = next++;
    return new Picture(film.width(), film.height(), Film.time(number), film.picture(number));
  }
}
