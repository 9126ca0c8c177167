package org.phantomnet.testkit;

import java.time.Duration;
import java.time.Instant;
import org.phantomnet.engine.port.TimerPort;

/** Timers in virtual time. */
public final class VirtualTimers implements TimerPort {
  private final VirtualTime time;

  public VirtualTimers(VirtualTime time) {
    this.time = time;
  }

  @Override
  public long nanos() {
    return Duration.between(Instant.EPOCH, time.now()).toNanos();
  }

  @Override
  public Timer after(Duration delay, Runnable task) {
    return time.after(delay, task)::cancel;
  }
}
