package org.phantomnet.engine.path;

import java.util.Map;

/** How many packets of one direction were refused, by verdict. Guarded by that direction's lock. */
final class Refusals {
  private final int[] counts = new int[TunnelVerdict.values().length];

  void add(TunnelVerdict verdict) {
    counts[verdict.ordinal()]++;
  }

  /** Those that there were, each under its verdict's name behind {@code prefix}. */
  void collect(String prefix, Map<String, Integer> into) {
    for (TunnelVerdict verdict : TunnelVerdict.values()) {
      if (counts[verdict.ordinal()] > 0) {
        into.put(prefix + verdict.name(), counts[verdict.ordinal()]);
      }
    }
  }
}
