package org.phantomnet.conformance.crash;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * When to kill: some time after the cycle began, or a hair after an event of the victim, where
 * steps are under way. Made on one thread; told events on others.
 */
final class Moment implements Consumer<JsonNode> {
  private static final int LATEST_MILLIS = 1_200;
  private static final int MOST_EVENTS = 12;
  private static final int HAIR_MICROS = 6_000;

  private final boolean byEvent;
  private final Duration after;
  private final CountDownLatch events;

  private Moment(boolean byEvent, Duration after, int events) {
    this.byEvent = byEvent;
    this.after = after;
    this.events = new CountDownLatch(events);
  }

  static Moment drawn(Random chance) {
    if (chance.nextBoolean()) {
      return new Moment(false, Duration.ofNanos(micros(chance, LATEST_MILLIS * 1_000)), 0);
    }
    int events = 1 + chance.nextInt(MOST_EVENTS);
    return new Moment(true, Duration.ofNanos(micros(chance, HAIR_MICROS)), events);
  }

  /** For a process that starts: nothing of it is awaited. */
  static Moment inTime(Random chance) {
    return new Moment(false, Duration.ofNanos(micros(chance, LATEST_MILLIS * 1_000)), 0);
  }

  private static long micros(Random chance, int most) {
    return chance.nextInt(most) * 1_000L;
  }

  @Override
  public void accept(JsonNode event) {
    events.countDown();
  }

  /** Returns when it has come. */
  void await() throws InterruptedException {
    if (byEvent) {
      events.await(LATEST_MILLIS, TimeUnit.MILLISECONDS);
    }
    // nobody counts this one down: it is the time itself that is waited for
    new CountDownLatch(1).await(after.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public String toString() {
    return byEvent
        ? "after " + events.getCount() + " events and " + after.toNanos() / 1_000 + " us"
        : "after " + after.toMillis() + " ms";
  }
}
