package org.phantomnet.engine.loop;

import java.time.Duration;
import java.time.Instant;

/** How often something may be asked in a call, and how far apart. Effect thread only. */
final class Allowance {
  private final int most;
  private final Duration apart;
  private int taken;
  private Instant last = Instant.MIN;

  Allowance(int most, Duration apart) {
    this.most = most;
    this.apart = apart;
  }

  /** True while it may be asked once more now; counts it. */
  boolean take(Instant now) {
    if (taken >= most || last != Instant.MIN && now.isBefore(last.plus(apart))) {
      return false;
    }
    taken++;
    last = now;
    return true;
  }

  /** What was taken last was welcome: it does not count. */
  void giveBack() {
    taken--;
  }
}
