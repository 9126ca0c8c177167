package org.phantomnet.relay.counters;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** A snapshot: the sum over all loops at about one time. Immutable. */
public record Counts(Map<Counter, Long> byCounter) {
  public Counts {
    byCounter = Collections.unmodifiableMap(new EnumMap<>(byCounter));
  }

  public static Counts of(List<LoopCounters> loops) {
    Map<Counter, Long> sum = new EnumMap<>(Counter.class);
    for (Counter counter : Counter.values()) {
      long total = 0;
      for (LoopCounters loop : loops) {
        total += loop.get(counter);
      }
      sum.put(counter, total);
    }
    return new Counts(sum);
  }

  public long get(Counter counter) {
    return byCounter.getOrDefault(counter, 0L);
  }

  /** Allocations that live now. */
  public long liveAllocations() {
    return get(Counter.ALLOCATIONS_MADE) - get(Counter.ALLOCATIONS_ENDED);
  }
}
