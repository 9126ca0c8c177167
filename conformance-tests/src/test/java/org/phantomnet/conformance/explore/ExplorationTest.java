package org.phantomnet.conformance.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.phantomnet.engine.state.CallEvent;
import org.phantomnet.engine.state.CallState;

/**
 * Two real call machines through every state they can reach, within the bounds of each test run.
 */
@Tag("beside-others")
class ExplorationTest {
  /** Only the machine itself says it, inside one step. */
  private static final Set<String> NEVER_POSTED =
      Set.of(
          "GlareLost",
          // a move needs a third device: spec/transitions/moves.json and MoveScenarioTest
          "MoveReceived",
          "Continued",
          "NotContinued",
          "PeerHeard");

  private static List<Task.Result> results = List.of();

  @BeforeAll
  static void explore() throws InterruptedException {
    results = Explore.run(Task.all());
  }

  @Test
  void everyReachableState_keepsEveryInvariant() {
    for (Task.Result result : results) {
      assertEquals(Map.of(), result.broken(), () -> String.join("\n", result.chart()));
    }
  }

  @Test
  void everyScenario_isExploredOverTheWholeBounds() {
    Set<String> names = new TreeSet<>();
    results.stream()
        .filter(result -> result.bounds().equals(Bounds.any(1, 0)))
        .forEach(result -> names.add(result.scenario()));

    Set<String> expected = new TreeSet<>();
    Scenarios.all().forEach(scenario -> expected.add(scenario.name()));
    assertEquals(expected, names);
  }

  @Test
  void everyState_isReached() {
    assertEquals(names(CallState.class), covered().states());
  }

  @Test
  void everyEventThatCanBePosted_isMet() {
    SortedSet<String> expected = new TreeSet<>();
    for (Class<?> kind : CallEvent.class.getPermittedSubclasses()) {
      expected.addAll(names(kind));
    }
    expected.removeAll(NEVER_POSTED);

    assertEquals(expected, covered().events());
  }

  @Test
  void everyMode_letsTheTwoTalk() {
    for (String mode : List.of("FAST", "PRIVATE", "PARANOID")) {
      assertTrue(talks("one calls, " + mode).contains("1/1"), mode);
    }
  }

  @Test
  void restartInACall_leavesTheOtherAlone() {
    assertTrue(talks("one calls, PRIVATE").containsAll(Set.of("1/0", "0/1")));
  }

  @Test
  void glare_isWonEachWay() {
    assertTrue(talks("both call, PRIVATE").containsAll(Set.of("1/1", "2/2")));
    assertTrue(talks("both call, FAST and PRIVATE").contains("2/2"));
  }

  @Test
  void channelThatCountsItsFaults_leadsNowhereElse() {
    Scenario scenario = Scenarios.named("one calls, PRIVATE");
    Exploration counted = explored(scenario, Bounds.LITERAL);
    Exploration any = explored(scenario, Bounds.any(1, 0));

    Set<String> more = counted.situations();
    more.removeAll(any.situations());
    assertEquals(Set.of(), more);
  }

  @Test
  void sameScenario_givesTheSameNumbers() {
    Scenario scenario = Scenarios.named("one calls, PRIVATE");

    Task.Result first = Task.of(scenario, Bounds.any(1, 1)).run();
    Task.Result second = Task.of(scenario, Bounds.any(1, 1)).run();

    assertEquals(first.states(), second.states());
    assertEquals(first.transitions(), second.transitions());
    assertEquals(first.depth(), second.depth());
  }

  private static Set<String> talks(String scenario) {
    return results.stream()
        .filter(result -> result.scenario().equals(scenario))
        .findFirst()
        .orElseThrow()
        .talks();
  }

  private static Exploration explored(Scenario scenario, Bounds bounds) {
    Exploration exploration = new Exploration(scenario, new Options(bounds, true), Map.of(), false);
    exploration.run();
    return exploration;
  }

  private static Coverage covered() {
    Coverage all = new Coverage();
    results.forEach(result -> all.add(result.coverage()));
    return all;
  }

  private static SortedSet<String> names(Class<?> sealed) {
    SortedSet<String> names = new TreeSet<>();
    Arrays.stream(sealed.getPermittedSubclasses())
        .forEach(permitted -> names.add(permitted.getSimpleName()));
    return names;
  }
}
