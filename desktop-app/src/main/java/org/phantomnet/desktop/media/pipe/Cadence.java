package org.phantomnet.desktop.media.pipe;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.phantomnet.protocol.rule.Rule;

/**
 * Runs one task every 10 ms on a thread of its own, without drift. A thread that was held up
 * catches up to {@link #MAX_LATE_NANOS}, then starts afresh. Stopped by {@link #close}, which does
 * not wait.
 */
public final class Cadence implements AutoCloseable {
  /** Between two blocks. */
  @Rule("ENG-22")
  public static final long PERIOD_NANOS = 10_000_000;

  private static final long MAX_LATE_NANOS = 30 * PERIOD_NANOS;

  private final long first;
  private final BooleanSupplier task;
  private final Runnable last;
  private final Thread thread;
  private volatile boolean stopped;

  private Cadence(String name, long delayNanos, BooleanSupplier task, Runnable last) {
    this.first = System.nanoTime() + delayNanos;
    this.task = task;
    this.last = last;
    thread = new Thread(this::run, name);
    thread.setDaemon(true);
    thread.setPriority(Thread.MAX_PRIORITY);
  }

  /**
   * @param task false ends it
   * @param last runs on the same thread once, after the last round, also if {@code task} threw
   */
  public static Cadence start(String name, BooleanSupplier task, Runnable last) {
    return startLater(name, 0, task, last);
  }

  /** As {@link #start}, with the first round so much later. */
  public static Cadence startLater(
      String name, long delayNanos, BooleanSupplier task, Runnable last) {
    Cadence cadence = new Cadence(name, delayNanos, task, last);
    cadence.thread.start();
    return cadence;
  }

  private void run() {
    try {
      long next = first;
      await(next);
      while (!stopped) {
        if (!task.getAsBoolean()) {
          return;
        }
        next += PERIOD_NANOS;
        long now = System.nanoTime();
        if (now - next > MAX_LATE_NANOS) {
          next = now;
        }
        await(next);
      }
    } finally {
      last.run();
    }
  }

  private void await(long next) {
    for (long left = next - System.nanoTime(); !stopped && left > 0; ) {
      LockSupport.parkNanos(this, left);
      left = next - System.nanoTime();
    }
  }

  @Override
  public void close() {
    stopped = true;
    LockSupport.unpark(thread);
  }
}
