package org.phantomnet.testkit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A device's clock over virtual time; it may be wrong. */
public final class VirtualClock extends Clock {
  private final VirtualTime time;
  private Duration skew = Duration.ZERO;

  public VirtualClock(VirtualTime time) {
    this.time = time;
  }

  /** From now on the clock is ahead by {@code ahead}. */
  public void skew(Duration ahead) {
    skew = ahead;
  }

  @Override
  public Instant instant() {
    return time.now().plus(skew);
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
