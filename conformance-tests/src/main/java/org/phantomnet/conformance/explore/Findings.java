package org.phantomnet.conformance.explore;

import java.util.EnumMap;
import java.util.Map;

/** The invariants that one step broke, with the first reason for each. */
final class Findings {
  private final Map<Invariant, String> broken = new EnumMap<>(Invariant.class);

  void add(Invariant invariant, String why) {
    broken.putIfAbsent(invariant, why);
  }

  void require(boolean holds, Invariant invariant, String why) {
    if (!holds) {
      add(invariant, why);
    }
  }

  boolean none() {
    return broken.isEmpty();
  }

  Map<Invariant, String> all() {
    return new EnumMap<>(broken);
  }
}
