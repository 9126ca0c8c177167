package org.phantomnet.conformance.transactions;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Stands until moved. Starts at the system's time, because libsignal looks at that too. */
final class MovableClock extends Clock {
  private Instant now = Instant.ofEpochMilli(System.currentTimeMillis());

  synchronized void advance(Duration by) {
    now = now.plus(by);
  }

  @Override
  public synchronized Instant instant() {
    return now;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
