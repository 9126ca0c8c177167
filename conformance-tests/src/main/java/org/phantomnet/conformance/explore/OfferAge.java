package org.phantomnet.conformance.explore;

import java.time.Duration;
import java.time.Instant;

/** How old an offer looks to the device that gets it (AGE-1, AGE-2). */
enum OfferAge {
  FRESH(Duration.ZERO, Duration.ZERO),
  /** The clocks disagree; the mailbox says that it just came. */
  DOUBTFUL(Duration.ofMinutes(2), Duration.ZERO),
  EXPIRED(Duration.ofMinutes(2), Duration.ofMinutes(2));

  private final Duration age;
  private final Duration held;

  OfferAge(Duration age, Duration held) {
    this.age = age;
    this.held = held;
  }

  Instant createdAt(Instant now) {
    return now.minus(age);
  }

  Duration heldByMailbox() {
    return held;
  }
}
