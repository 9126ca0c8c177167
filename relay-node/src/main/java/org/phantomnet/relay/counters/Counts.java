package org.phantomnet.relay.counters;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.phantomnet.protocol.rule.Rule;

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

  /**
   * Packets taken in whose fate is not counted: 0 whenever no loop is at work on one, but for
   * {@link Counter#FAULTS}.
   */
  @Rule("TURN-46")
  public long unaccounted() {
    long in = get(Counter.PACKETS_FROM_CLIENTS) + get(Counter.PACKETS_FROM_PEERS);
    long out =
        get(Counter.REQUESTS) + get(Counter.FORWARDED_TO_PEER) + get(Counter.FORWARDED_TO_CLIENT);
    for (Counter counter : Counter.values()) {
      if (counter.dropsPacket()) {
        out += get(counter);
      }
    }
    return in - out;
  }

  /** Allocations that live now. */
  public long liveAllocations() {
    return get(Counter.ALLOCATIONS_MADE) - get(Counter.ALLOCATIONS_ENDED);
  }
}
