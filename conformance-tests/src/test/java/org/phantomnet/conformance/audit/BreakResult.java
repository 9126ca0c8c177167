package org.phantomnet.conformance.audit;

import java.util.ArrayList;
import java.util.List;

/**
 * What the tests of an attack said of a build without one of its defences.
 *
 * @param problem why this proves nothing; empty if the tests noticed
 */
record BreakResult(Break made, List<TestOutcome> outcomes, String problem) {
  BreakResult {
    outcomes = List.copyOf(outcomes);
  }

  static BreakResult impossible(Break made, String why) {
    return new BreakResult(made, List.of(), why);
  }

  static BreakResult of(Break made, List<TestOutcome> outcomes) {
    List<String> problems = new ArrayList<>();
    List<String> red = names(outcomes, TestOutcome.Kind.RED);
    List<String> leftOut = names(outcomes, TestOutcome.Kind.LEFT_OUT);
    if (red.isEmpty() && leftOut.isEmpty()) {
      problems.add("no test noticed");
    }
    for (String expected : made.red()) {
      if (!red.contains(expected) && !leftOut.contains(expected)) {
        problems.add(
            outcomes.stream()
                .filter(outcome -> outcome.name().equals(expected))
                .map(
                    outcome ->
                        expected + " was not red but " + outcome.kind() + ": " + outcome.said())
                .findFirst()
                .orElse(expected + " is no test of " + made.attack()));
      }
    }
    return new BreakResult(made, outcomes, String.join("; ", problems));
  }

  private static List<String> names(List<TestOutcome> outcomes, TestOutcome.Kind kind) {
    return outcomes.stream()
        .filter(outcome -> outcome.kind() == kind)
        .map(TestOutcome::name)
        .toList();
  }

  List<String> red() {
    return names(outcomes, TestOutcome.Kind.RED);
  }

  /** Nothing is wrong, but no test that was named could run here. */
  boolean leftOut() {
    return problem.isEmpty() && made.red().stream().noneMatch(red()::contains);
  }

  boolean noticed() {
    return problem.isEmpty();
  }

  /** {@code red}, {@code left out} or {@code UNNOTICED}. */
  String verdict() {
    return leftOut() ? "left out" : noticed() ? "red" : "UNNOTICED";
  }
}
