package org.phantomnet.conformance.crash;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Time that passes: when to kill, or how long a line is cut, is what these runs are about. */
public final class Pause {
  private Pause() {}

  /** So long nothing is done. */
  public static void of(Duration time) {
    try {
      // nobody counts this one down
      new CountDownLatch(1).await(time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** As often a hair as up to all of {@code longest}. */
  static void drawn(Random chance, Duration longest) {
    long most = longest.toNanos() / (chance.nextBoolean() ? 20 : 1);
    of(Duration.ofNanos((long) (chance.nextDouble() * most)));
  }
}
