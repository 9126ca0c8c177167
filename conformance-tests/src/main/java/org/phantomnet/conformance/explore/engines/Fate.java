package org.phantomnet.conformance.explore.engines;

import java.time.Duration;
import java.util.List;

/** What the network does with one message: when it arrives, how often. */
public enum Fate {
  /** In the order in which it was sent among its like. */
  IN_TIME(Duration.ofMillis(20)),
  /** Behind everything that was answered meanwhile, and before anything is said again. */
  LATE(Duration.ofSeconds(3)),
  LOST(),
  /** Once at once and once behind what followed. */
  TWICE(Duration.ofMillis(20), Duration.ofSeconds(3)),
  /** A mailbox kept it until its sender had said it again, or given up. */
  HELD(Duration.ofSeconds(40));

  private final List<Duration> arrivals;

  Fate(Duration... arrivals) {
    this.arrivals = List.of(arrivals);
  }

  /** How long after it was sent it arrives, each time. */
  List<Duration> arrivals() {
    return arrivals;
  }
}
