package org.phantomnet.conformance.audit;

/**
 * What came of one test; a parameterized one is as bad as its worst case.
 *
 * @param name as {@link MountedTest#name()}
 * @param said what the failure said, on one line; empty if it passed
 */
public record TestOutcome(String name, Kind kind, String said, long millis) {
  /** From best to worst. */
  public enum Kind {
    PASSED,
    /** It says of itself that it cannot run here, as where there can be no lab. */
    LEFT_OUT,
    /** A claim of the test did not hold. */
    RED,
    /** The test broke down, or did not run: that proves nothing. */
    BROKE
  }

  TestOutcome and(TestOutcome other) {
    TestOutcome worse = other.kind.compareTo(kind) > 0 ? other : this;
    // a claim that did not hold counts, whatever else went wrong in other cases
    TestOutcome shown = kind == Kind.RED ? this : other.kind == Kind.RED ? other : worse;
    return new TestOutcome(name, shown.kind, shown.said, millis + other.millis);
  }
}
