package org.phantomnet.conformance.explore;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** One scenario over some bounds, and what came of it. */
public final class Task {
  private final Scenario scenario;
  private final Options options;
  private final Map<Side, Machine> machines;

  /**
   * What came of it.
   *
   * @param states pairs of devices and what may still be delivered, each counted once
   * @param rounds times a state was explored: again if it is met with less spent
   * @param devices states of each device by itself
   * @param talks which of Alice's and of Bob's gates were open together, as bits by call
   * @param chart the shortest way to what is broken; empty if everything holds
   */
  public record Result(
      String scenario,
      Bounds bounds,
      int states,
      long rounds,
      long transitions,
      int depth,
      List<Integer> devices,
      double seconds,
      Map<Invariant, String> broken,
      List<String> chart,
      Coverage coverage,
      Set<String> talks) {}

  Task(Scenario scenario, Options options, Map<Side, Machine> machines) {
    this.scenario = scenario;
    this.options = options;
    this.machines = machines;
  }

  /** What every test run explores: see docs/adr. */
  public static List<Task> all() {
    List<Task> tasks = new ArrayList<>();
    for (Scenario scenario : Scenarios.all()) {
      tasks.add(of(scenario, Bounds.any(1, 0)));
    }
    for (Scenario scenario : Scenarios.all()) {
      if (scenario.isSmall()) {
        tasks.add(of(scenario, Bounds.any(1, 1)));
        tasks.add(of(scenario, Bounds.LITERAL));
      }
    }
    return List.copyOf(tasks);
  }

  /** The same and more, for hours rather than seconds. */
  static List<Task> soak() {
    List<Task> tasks = new ArrayList<>(all());
    for (Scenario scenario : Scenarios.all()) {
      tasks.add(of(scenario, Bounds.any(1, 1)));
      tasks.add(of(scenario, Bounds.LITERAL));
      tasks.add(new Task(scenario, new Options(Bounds.any(1, 0), false), Map.of()));
    }
    tasks.add(of(Scenarios.huge(), Bounds.any(1, 0)));
    return tasks;
  }

  static Task of(Scenario scenario, Bounds bounds) {
    return new Task(scenario, new Options(bounds, true), Map.of());
  }

  static Task of(PlantedBug bug) {
    return new Task(bug.scenario(), new Options(Bounds.any(0, 0), true), bug.machines());
  }

  Scenario scenario() {
    return scenario;
  }

  Bounds bounds() {
    return options.bounds();
  }

  public Result run() {
    long began = System.nanoTime();
    Exploration exploration = new Exploration(scenario, options, machines, false);
    exploration.run();
    Map<Invariant, String> broken =
        exploration.violation().map(Exploration.Violation::broken).orElse(Map.of());
    List<String> chart = List.of();
    if (!broken.isEmpty()) {
      chart = chart();
    } else {
      Optional<String> restless = restless(exploration);
      if (restless.isPresent()) {
        broken = Map.of(Invariant.ENDS, restless.get());
      }
    }
    Coverage coverage = new Coverage();
    List<Integer> devices = new ArrayList<>();
    for (Side side : Side.values()) {
      coverage.add(exploration.table(side).coverage);
      devices.add(exploration.table(side).size());
    }
    return new Result(
        scenario.name(),
        options.bounds(),
        exploration.states(),
        exploration.rounds(),
        exploration.transitions(),
        exploration.depth(),
        List.copyOf(devices),
        (System.nanoTime() - began) / 1e9,
        broken,
        chart,
        coverage,
        talks(exploration));
  }

  private static Set<String> talks(Exploration exploration) {
    Set<String> talks = new TreeSet<>();
    for (int alices = 0; alices < Traits.CALLS; alices++) {
      for (int bobs = 0; bobs < Traits.CALLS; bobs++) {
        if (exploration.talked(alices, bobs)) {
          talks.add(alices + "/" + bobs);
        }
      }
    }
    return talks;
  }

  /** Explores again, up to the first violation, and remembers the way this time. */
  private List<String> chart() {
    Exploration again = new Exploration(scenario, options, machines, true);
    again.run();
    return new Chart(again).of(again.violation().orElseThrow());
  }

  private static Optional<String> restless(Exploration exploration) {
    for (Side side : Side.values()) {
      DeviceTable table = exploration.table(side);
      List<Integer> states = table.settling().restless();
      if (!states.isEmpty()) {
        return Optional.of("a run without end from " + Chart.states(table.device(states.get(0))));
      }
    }
    return Optional.empty();
  }
}
