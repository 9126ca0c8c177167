package org.phantomnet.conformance.transactions;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Counts what the device's own threads come to the end of, so that a script can wait until nothing
 * is left to do. Thread-safe.
 */
final class Quiet implements DyingStore.Watch {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Map<String, Integer> ends = new HashMap<>();
  private boolean died;

  @Override
  public synchronized void foundNothing(String thread) {
    ends.merge(thread, 1, Integer::sum);
    notifyAll();
  }

  @Override
  public synchronized void died() {
    died = true;
    notifyAll();
  }

  synchronized boolean hasDied() {
    return died;
  }

  /**
   * Lets a thread run through its queue once from now on: the first end it comes to after {@code
   * wake} may belong to a round that had begun before, the second does not.
   */
  void runThrough(String thread, Runnable wake) {
    for (int i = 0; i < 2; i++) {
      int before;
      synchronized (this) {
        before = ends.getOrDefault(thread, 0);
      }
      wake.run();
      awaitEnd(thread, before);
    }
  }

  private synchronized void awaitEnd(String thread, int before) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try {
      while (!died && ends.getOrDefault(thread, 0) <= before) {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (left <= 0) {
          throw new IllegalStateException(thread + " does not come to an end");
        }
        wait(left);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  static void await(CountDownLatch latch) {
    try {
      if (!latch.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException("the session thread does not answer");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
