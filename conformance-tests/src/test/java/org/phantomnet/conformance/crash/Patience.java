package org.phantomnet.conformance.crash;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Waits for things that come one by one: on a busy machine as long as they come, and no longer than
 * the limit for the next of them. One thread.
 */
final class Patience {
  /**
   * So long nothing changes before it is taken as all that comes: longer than a client pauses at
   * the most after failures, and starts afterwards on a busy machine.
   */
  static final Duration LIMIT = Duration.ofSeconds(90);

  private final Duration limit;
  private final LongSupplier nanoTime;
  private int fewest = Integer.MAX_VALUE;
  private long since;

  Patience() {
    this(LIMIT, System::nanoTime);
  }

  /**
   * @param nanoTime as {@link System#nanoTime}
   */
  Patience(Duration limit, LongSupplier nanoTime) {
    this.limit = limit;
    this.nanoTime = nanoTime;
    this.since = nanoTime.getAsLong();
  }

  /**
   * @param left how many are still to come
   * @return whether none came for the limit
   */
  boolean isOver(int left) {
    long now = nanoTime.getAsLong();
    if (left < fewest) {
      fewest = left;
      since = now;
    }
    return now - since > limit.toNanos();
  }
}
