package org.phantomnet.desktop.media.child;

import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.phantomnet.protocol.rule.Rule;

/**
 * Keeps libwebrtc's headless playout thread at 100 rounds a second. That thread (webrtc-java
 * 0.14.0) pulls 10 ms of sound, calls our sink, then sleeps for 10 ms less the time this took in
 * whole milliseconds; what the sleep takes too long is lost for good, so it pulls 85 to 99 times a
 * second and speech is compressed to fit. A sink that returns 10 ms after the round began makes it
 * skip its sleep: then the sink sets the pace, and it can wake up precisely.
 *
 * <p>The thread never pulls twice within 10 ms as its own clock counts, so a round that came late
 * stays late; the client's playout makes up for that. For the playout thread.
 */
final class PullPacer {
  private static final long MILLI = 1_000_000;
  private static final long PERIOD_MILLIS = 10;

  /**
   * From one return of the sink to the next begin of a round, at most, unless the thread was held
   * up.
   */
  private static final long TURN_NANOS = MILLI / 5;

  /** Work of a round before the sink is called, at most. */
  private static final long MAX_WORK_NANOS = 5 * MILLI;

  private final LongSupplier clock;
  private final LongConsumer park;
  private long returned;

  /** By the clock that libwebrtc uses too (CLOCK_MONOTONIC). */
  PullPacer() {
    this(System::nanoTime, LockSupport::parkNanos);
  }

  PullPacer(LongSupplier clock, LongConsumer park) {
    this.clock = clock;
    this.park = park;
  }

  /** Returns when the round that called the sink at {@code now} may end. */
  @Rule("ENG-25")
  void hold(long now) {
    long began = now - returned < MAX_WORK_NANOS ? returned + TURN_NANOS : now;
    long until = (began / MILLI + PERIOD_MILLIS) * MILLI;
    for (long left = until - now; left > 0; left = until - clock.getAsLong()) {
      park.accept(left);
    }
    returned = clock.getAsLong();
  }
}
