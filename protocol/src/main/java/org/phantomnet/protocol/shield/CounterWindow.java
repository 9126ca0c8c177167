package org.phantomnet.protocol.shield;

import org.phantomnet.protocol.rule.Rule;

/**
 * Which of the newest counters were taken, after RFC 4303 section 3.4.3. One thread at a time;
 * never allocates.
 */
final class CounterWindow {
  /** How far behind the newest a counter may be, in packets. */
  static final int SIZE = 1024;

  private final long[] taken = new long[SIZE / Long.SIZE];
  private long newest = -1;

  /** True if this counter may still be taken. */
  @Rule("SHIELD-6")
  boolean mayTake(long counter) {
    return counter > newest || counter > newest - SIZE && !isTaken(counter);
  }

  /** Takes a counter that may be taken. */
  void take(long counter) {
    if (counter > newest) {
      long skipped = Math.min(counter - newest, SIZE);
      for (long between = counter - skipped + 1; between < counter; between++) {
        taken[word(between)] &= ~bit(between);
      }
      newest = counter;
    }
    taken[word(counter)] |= bit(counter);
  }

  private boolean isTaken(long counter) {
    return (taken[word(counter)] & bit(counter)) != 0;
  }

  private static int word(long counter) {
    return (int) (counter % SIZE) / Long.SIZE;
  }

  private static long bit(long counter) {
    return 1L << counter % Long.SIZE;
  }
}
