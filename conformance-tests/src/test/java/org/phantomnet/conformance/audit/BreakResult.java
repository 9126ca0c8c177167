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
    List<String> red = red(outcomes);
    if (red.isEmpty()) {
      problems.add("no test noticed");
    }
    for (String expected : made.red()) {
      if (!red.contains(expected)) {
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

  private static List<String> red(List<TestOutcome> outcomes) {
    return outcomes.stream()
        .filter(outcome -> outcome.kind() == TestOutcome.Kind.RED)
        .map(TestOutcome::name)
        .toList();
  }

  List<String> red() {
    return red(outcomes);
  }

  boolean noticed() {
    return problem.isEmpty();
  }
}
