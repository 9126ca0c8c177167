package org.phantomnet.conformance.audit;

import java.util.List;
import java.util.Map;

/** What came of one attack on the build as it is. */
record AttackResult(Attack attack, List<TestOutcome> outcomes) {
  AttackResult {
    outcomes = List.copyOf(outcomes);
  }

  static AttackResult of(
      Attack attack, List<MountedTest> tests, Map<String, TestOutcome> outcomes) {
    return new AttackResult(
        attack,
        tests.stream()
            .map(
                test ->
                    outcomes.getOrDefault(
                        test.name(),
                        new TestOutcome(test.name(), TestOutcome.Kind.BROKE, "did not run", 0)))
            .toList());
  }

  /** The attack was withstood, or none of it can be mounted yet. */
  boolean good() {
    return failed().isEmpty() && !(attack.mustHold() && mounted().isEmpty());
  }

  List<TestOutcome> failed() {
    return mounted().stream().filter(outcome -> outcome.kind() != TestOutcome.Kind.PASSED).toList();
  }

  List<TestOutcome> leftOut() {
    return of(true);
  }

  private List<TestOutcome> mounted() {
    return of(false);
  }

  private List<TestOutcome> of(boolean leftOut) {
    return outcomes.stream()
        .filter(outcome -> leftOut == (outcome.kind() == TestOutcome.Kind.LEFT_OUT))
        .toList();
  }

  /** {@code pass}, {@code pass in part}, {@code FAIL}, {@code NO TEST} or {@code later}. */
  String verdict() {
    if (!failed().isEmpty()) {
      return "FAIL";
    } else if (mounted().isEmpty()) {
      return attack.mustHold() ? "NO TEST" : "later";
    }
    return attack.mustHold() ? "pass" : "pass in part";
  }
}
