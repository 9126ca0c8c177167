package org.phantomnet.conformance.crash;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waiting for what real engines and processes do in their own time. */
public final class Moments {
  private static final Duration STEP = Duration.ofMillis(1);

  private Moments() {}

  /** Until it is so; fails if it is not within the time. */
  public static void until(Duration within, BooleanSupplier reached) {
    long limit = System.nanoTime() + within.toNanos();
    while (!reached.getAsBoolean()) {
      assertTrue(System.nanoTime() < limit, "not in time");
      Pause.of(STEP);
    }
  }
}
