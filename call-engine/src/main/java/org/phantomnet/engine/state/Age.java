package org.phantomnet.engine.state;

import java.time.Duration;
import java.time.Instant;
import org.phantomnet.protocol.rule.Rule;

/** Whether an offer is young enough to ring. */
enum Age {
  /** Within the limit by the own clock. */
  FRESH,
  /** The clocks disagree, but the mailbox says it just came: only the live caller can tell. */
  DOUBTFUL,
  EXPIRED;

  @Rule({"AGE-1", "AGE-2"})
  static Age of(Instant createdAt, Duration heldByMailbox, Instant now) {
    if (Duration.between(createdAt, now).abs().compareTo(Limits.OFFER_AGE) <= 0) {
      return FRESH;
    }
    return justCame(heldByMailbox) ? DOUBTFUL : EXPIRED;
  }

  /** As far as the mailbox can be believed. */
  static boolean justCame(Duration heldByMailbox) {
    return !heldByMailbox.isNegative() && heldByMailbox.compareTo(Limits.OFFER_AGE) < 0;
  }
}
