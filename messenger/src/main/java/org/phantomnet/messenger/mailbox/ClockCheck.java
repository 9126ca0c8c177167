package org.phantomnet.messenger.mailbox;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.phantomnet.protocol.rule.Rule;

/** Compares the own clock with the mailbox's. */
final class ClockCheck {
  static final Duration TOLERANCE = Duration.ofMinutes(5);

  private ClockCheck() {}

  @Rule("MBX-12")
  static boolean isWrong(Clock own, Instant mailbox) {
    return Duration.between(mailbox, own.instant()).abs().compareTo(TOLERANCE) > 0;
  }
}
