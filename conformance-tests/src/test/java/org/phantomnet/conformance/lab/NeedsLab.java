package org.phantomnet.conformance.lab;

import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/**
 * Skips the tests of a class where there can be no lab, and prints why. To be called before the
 * first of them.
 */
public final class NeedsLab {
  /** Set by {@code ./phantom test --no-lab}. */
  private static final String LEFT_OUT = "lab.leave-out";

  private static final Optional<String> REASON =
      Boolean.getBoolean(LEFT_OUT) ? Optional.of("--no-lab was asked for") : Rights.missing();

  private NeedsLab() {}

  public static void orSkip(Class<?> test) {
    REASON.ifPresent(
        reason -> System.err.println("SKIPPED " + test.getSimpleName() + ": " + reason));
    Assumptions.assumeTrue(REASON.isEmpty(), () -> REASON.orElse(""));
  }
}
