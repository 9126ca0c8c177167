package org.phantomnet.messenger.relays;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.phantomnet.engine.port.TimerPort;

/** Timers that fire when a test says so. */
final class ManualTimers implements TimerPort {
  private static final int SECONDS = 10;

  private final BlockingQueue<Planned> planned = new LinkedBlockingQueue<>();

  record Planned(Duration delay, Runnable task) {}

  @Override
  public Timer after(Duration delay, Runnable task) {
    Planned plan = new Planned(delay, task);
    planned.add(plan);
    return () -> planned.remove(plan);
  }

  @Override
  public long nanos() {
    return 0;
  }

  /** Waits until something is planned, and takes it. */
  Planned next() throws InterruptedException {
    Planned plan = planned.poll(SECONDS, TimeUnit.SECONDS);
    if (plan == null) {
      throw new AssertionError("nothing is planned");
    }
    return plan;
  }
}
