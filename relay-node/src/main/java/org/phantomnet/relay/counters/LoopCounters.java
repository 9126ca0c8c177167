package org.phantomnet.relay.counters;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * One event loop's counts. Only its loop adds, so a plain read-modify-write with an ordered store
 * is enough; any thread may read.
 */
public final class LoopCounters {
  private final AtomicLongArray counts = new AtomicLongArray(Counter.values().length);

  public void add(Counter counter) {
    add(counter, 1);
  }

  public void add(Counter counter, long amount) {
    int index = counter.ordinal();
    counts.setRelease(index, counts.getPlain(index) + amount);
  }

  public long get(Counter counter) {
    return counts.getAcquire(counter.ordinal());
  }
}
