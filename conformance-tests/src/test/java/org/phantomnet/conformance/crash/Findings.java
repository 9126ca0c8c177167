package org.phantomnet.conformance.crash;

import java.util.ArrayList;
import java.util.List;

/** What must not have happened. Thread-safe. */
final class Findings {
  private static final int MOST = 20;

  private final List<String> all = new ArrayList<>();

  synchronized void add(String finding) {
    if (all.size() < MOST) {
      all.add(finding);
    }
  }

  synchronized List<String> all() {
    return List.copyOf(all);
  }
}
