package org.phantomnet.conformance.explore;

import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.phantomnet.conformance.explore.engines.ExploreEngines;
import org.phantomnet.protocol.signal.CallMode;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./phantom explore}: explores two real call machines and says what holds. */
@Command(
    name = "explore",
    mixinStandardHelpOptions = true,
    description = {
      "Goes through every state that two call machines can reach together, and checks what must hold",
      "in each. Without options: what every test run explores. Naming a bound of the channel counts",
      "losses and repeats one by one instead of allowing any number of them."
    })
public final class Explore implements Callable<Integer> {
  @Option(names = "--mode", description = "only scenarios with a call in this mode")
  private Optional<CallMode> mode = Optional.empty();

  @Option(names = "--glare", description = "only scenarios in which both call")
  private boolean glare;

  @Option(names = "--in-flight", description = "messages in flight each way (3)")
  private Optional<Integer> inFlight = Optional.empty();

  @Option(names = "--losses", description = "messages lost, in all (2)")
  private Optional<Integer> losses = Optional.empty();

  @Option(names = "--repeats", description = "messages repeated, in all (1)")
  private Optional<Integer> repeats = Optional.empty();

  @Option(names = "--restarts", description = "process deaths of each device (1)")
  private Optional<Integer> restarts = Optional.empty();

  @Option(names = "--waiting", description = "events of a device that may wait for their turn (0)")
  private Optional<Integer> waiting = Optional.empty();

  @Option(names = "--soak", description = "wider bounds, for many minutes")
  private boolean soak;

  @Option(
      names = "--break",
      description = "plants a bug that breaks the invariant (or the bug of that name)")
  private Optional<String> breaks = Optional.empty();

  @Option(names = "--trace", description = "prints the shortest way to what is broken")
  private boolean trace;

  private static final int MEBIBYTE = 20;

  private final PrintStream out;

  Explore(PrintStream out) {
    this.out = out;
  }

  public static void main(String[] args) {
    System.exit(
        new CommandLine(new Explore(System.out))
            .addSubcommand(new ExploreEngines(System.out))
            .setCaseInsensitiveEnumValuesAllowed(true)
            .execute(args));
  }

  @Override
  public Integer call() throws InterruptedException {
    List<Task> tasks = tasks();
    if (tasks.isEmpty()) {
      out.println("no scenario is like that");
      return CommandLine.ExitCode.USAGE;
    }
    long began = System.nanoTime();
    List<Task.Result> results = run(tasks);
    return print(results, Duration.ofNanos(System.nanoTime() - began))
        ? CommandLine.ExitCode.OK
        : CommandLine.ExitCode.SOFTWARE;
  }

  private List<Task> tasks() {
    if (breaks.isPresent()) {
      List<Task> tasks = new ArrayList<>();
      for (PlantedBug bug : PlantedBug.values()) {
        if (breaks.get().equalsIgnoreCase(bug.name())
            || breaks.get().equalsIgnoreCase(bug.breaks().name())) {
          tasks.add(Task.of(bug));
        }
      }
      return tasks;
    }
    List<Task> tasks = new ArrayList<>();
    for (Task task : planned()) {
      Scenario scenario = task.scenario();
      boolean inMode =
          mode.isEmpty() || scenario.calls().stream().anyMatch(call -> call.mode() == mode.get());
      if (inMode && (!glare || scenario.isGlare())) {
        tasks.add(task);
      }
    }
    return tasks;
  }

  private List<Task> planned() {
    boolean bounded = inFlight.isPresent() || losses.isPresent() || repeats.isPresent();
    if (!bounded && restarts.isEmpty() && waiting.isEmpty()) {
      return soak ? Task.soak() : Task.all();
    }
    Bounds bounds =
        new Bounds(
            !bounded,
            bounded ? inFlight.orElse(Bounds.LITERAL.inFlight()) : 0,
            bounded ? losses.orElse(Bounds.LITERAL.losses()) : 0,
            bounded ? repeats.orElse(Bounds.LITERAL.repeats()) : 0,
            restarts.orElse(1),
            waiting.orElse(0));
    List<Task> tasks = new ArrayList<>();
    Scenarios.all().forEach(scenario -> tasks.add(Task.of(scenario, bounds)));
    return tasks;
  }

  /** Two at a time; the order and the numbers are the same on each run. */
  static List<Task.Result> run(List<Task> tasks) throws InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      List<Callable<Task.Result>> calls = new ArrayList<>();
      tasks.forEach(task -> calls.add(task::run));
      List<Task.Result> results = new ArrayList<>();
      for (Future<Task.Result> result : threads.invokeAll(calls)) {
        results.add(result.get());
      }
      return results;
    } catch (ExecutionException failed) {
      throw new IllegalStateException(failed.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  private boolean print(List<Task.Result> results, Duration took) {
    Map<Bounds, List<Task.Result>> byBounds = new LinkedHashMap<>();
    results.forEach(
        result -> byBounds.computeIfAbsent(result.bounds(), key -> new ArrayList<>()).add(result));
    long states = 0;
    boolean holds = true;
    for (Map.Entry<Bounds, List<Task.Result>> group : byBounds.entrySet()) {
      out.println("bounds: " + group.getKey());
      out.printf("  %-44s %10s %12s %6s %8s%n", "", "states", "transitions", "depth", "seconds");
      for (Task.Result result : group.getValue()) {
        out.printf(
            "  %-44s %10d %12d %6d %8.1f%n",
            result.scenario(),
            result.states(),
            result.transitions(),
            result.depth(),
            result.seconds());
        states += result.states();
        holds &= result.broken().isEmpty();
      }
    }
    out.printf(
        "%d states in %.1f s on two threads; at most %d MiB of heap, of %d MiB allowed%n",
        states,
        took.toMillis() / 1e3,
        peakHeap() >> MEBIBYTE,
        Runtime.getRuntime().maxMemory() >> MEBIBYTE);
    printInvariants(results, states);
    return holds;
  }

  /** The most that was in use at once, garbage included; each pool's peak counts. */
  private static long peakHeap() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .mapToLong(pool -> pool.getPeakUsage().getUsed())
        .sum();
  }

  private void printInvariants(List<Task.Result> results, long states) {
    for (Invariant invariant : Invariant.values()) {
      List<Task.Result> broken = new ArrayList<>();
      results.stream()
          .filter(result -> result.broken().containsKey(invariant))
          .forEach(broken::add);
      out.printf(
          "%-12s %s: %s%n",
          invariant,
          invariant.says(),
          broken.isEmpty() ? "held in " + states + " states" : "BROKEN");
      for (Task.Result result : broken) {
        out.println("    " + result.scenario() + ": " + result.broken().get(invariant));
        if (trace) {
          result.chart().forEach(line -> out.println("      " + line));
        }
      }
    }
  }
}
