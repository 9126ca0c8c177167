package org.phantomnet.messenger.relays;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.phantomnet.engine.port.TimerPort;

/**
 * Runs one blocking task now and again on a daemon thread of its own; each run says when the next
 * is due.
 */
final class Periodic implements AutoCloseable {
  private final TimerPort timers;
  private final Supplier<Duration> task;
  private final ExecutorService thread;
  private TimerPort.@Nullable Timer next;
  private volatile boolean closed;

  /**
   * @param task returns the pause until it wants to run again; must not throw
   */
  Periodic(String name, TimerPort timers, Supplier<Duration> task) {
    this.timers = timers;
    this.task = task;
    this.thread =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            work -> {
              Thread daemon = new Thread(work, name);
              daemon.setDaemon(true);
              return daemon;
            },
            new ThreadPoolExecutor.DiscardPolicy());
  }

  /** The next run is {@code pause} from now, whatever was planned. */
  synchronized void in(Duration pause) {
    if (closed) {
      return;
    }
    if (next != null) {
      next.cancel();
    }
    next = timers.after(pause, () -> thread.execute(this::run));
  }

  boolean isClosed() {
    return closed;
  }

  private void run() {
    if (!closed) {
      in(task.get());
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (next != null) {
      next.cancel();
    }
    thread.shutdownNow();
  }
}
