package org.phantomnet.desktop.client;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.phantomnet.engine.port.TimerPort;

/**
 * A call that a person wants before relays and grants are there, as right after the start: begun
 * once they are, and at the latest when the patience is over, so that the call itself says what is
 * missing. Thread-safe.
 */
public final class WaitingCall {
  static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final Duration LOOK_EVERY = Duration.ofMillis(100);
  private static final long LOOKS = PATIENCE.dividedBy(LOOK_EVERY);

  private final BooleanSupplier ready;
  private final TimerPort timers;
  private final Runnable begin;
  private long looks;
  private boolean over;

  /**
   * @param ready whether what such a call needs is there
   * @param begin run once, on the timers' thread; short
   */
  WaitingCall(BooleanSupplier ready, TimerPort timers, Runnable begin) {
    this.ready = ready;
    this.timers = timers;
    this.begin = begin;
  }

  /** Starts to wait. Once. */
  public void start() {
    timers.after(LOOK_EVERY, this::look);
  }

  private void look() {
    synchronized (this) {
      looks++;
      if (over) {
        return;
      }
      if (looks < LOOKS && !ready.getAsBoolean()) {
        start();
        return;
      }
      over = true;
    }
    begin.run();
  }

  /**
   * The person does not want it any more.
   *
   * @return whether it had not begun
   */
  public synchronized boolean drop() {
    boolean waited = !over;
    over = true;
    return waited;
  }
}
