package org.phantomnet.conformance.explore;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** From which visit each visit came. */
final class Path {
  private final Map<Long, Long> before = new HashMap<>();

  void put(long visit, long from) {
    before.put(visit, from);
  }

  /** The visits from the first one to that one. */
  List<Long> to(long visit) {
    List<Long> visits = new ArrayList<>();
    long at = visit;
    while (at != -1) {
      visits.add(at);
      at = before.getOrDefault(at, -1L);
    }
    Collections.reverse(visits);
    return visits;
  }
}
