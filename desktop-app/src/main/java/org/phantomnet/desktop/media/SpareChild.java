package org.phantomnet.desktop.media;

import java.io.IOException;
import java.util.Optional;

/**
 * At most one idle child of one kind, started before it is needed, so that a call does not wait for
 * a Java to start. Thread-safe; until {@link #close}.
 */
final class SpareChild {
  private final Start start;
  private Optional<MediaProcess> idle = Optional.empty();
  private boolean closed;

  SpareChild(Start start) {
    this.start = start;
  }

  /**
   * The idle child, or one started now.
   *
   * @throws IOException if none can be started
   */
  synchronized MediaProcess take() throws IOException {
    Optional<MediaProcess> taken = idle.filter(MediaProcess::isAlive);
    idle = Optional.empty();
    return taken.isPresent() ? taken.get() : start.start();
  }

  /** Starts one unless one is idle. */
  synchronized void fill() {
    if (!closed && idle.filter(MediaProcess::isAlive).isEmpty()) {
      try {
        idle = Optional.of(start.start());
      } catch (IOException e) {
        idle = Optional.empty(); // the next call tries again and says so
      }
    }
  }

  /** Ends the idle child, if there is one. */
  synchronized void drop() {
    idle.ifPresent(MediaProcess::destroy);
    idle = Optional.empty();
  }

  /** Ends the idle child for good. */
  synchronized void close() {
    closed = true;
    drop();
  }

  /** Starts a child of this kind. */
  interface Start {
    MediaProcess start() throws IOException;
  }
}
