package org.phantomnet.conformance.explore.engines;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./phantom explore engines}: explores whole engines and says what holds. */
@Command(
    name = "engines",
    mixinStandardHelpOptions = true,
    description = {
      "Plays stories of whole call engines (devices that answer at once, modes, keys, networks and video",
      "that change, a call that moves) in virtual time, once for every way in which the network may",
      "delay, lose, repeat or hold up to so many of their messages, and checks what must hold."
    })
public final class ExploreEngines implements Callable<Integer> {
  private static final double NANOS = 1e9;

  @Option(names = "--deviations", description = "messages with another fate than usual (1)")
  private int deviations = 1;

  @Option(names = "--story", description = "only this one: ${COMPLETION-CANDIDATES}")
  private Optional<Story> only = Optional.empty();

  private final PrintStream out;

  public ExploreEngines(PrintStream out) {
    this.out = out;
  }

  private record Timed(EngineExploration.Result result, Duration took) {}

  /** Two at a time; the numbers are the same on each run. */
  @Override
  public Integer call() throws InterruptedException {
    if (deviations < 0) {
      out.println("--deviations: 0 or more");
      return CommandLine.ExitCode.USAGE;
    }
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      List<Future<Timed>> all = new ArrayList<>();
      for (Story story : only.map(List::of).orElse(List.of(Story.values()))) {
        all.add(threads.submit(() -> timed(story)));
      }
      out.printf("%-40s %8s %8s %8s %8s%n", "", "messages", "runs", "talked", "seconds");
      boolean holds = true;
      for (Future<Timed> each : all) {
        holds &= print(each.get());
      }
      out.println(holds ? "everything holds" : "BROKEN");
      return holds ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    } catch (ExecutionException failed) {
      throw new IllegalStateException(failed.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  private Timed timed(Story story) {
    long began = System.nanoTime();
    EngineExploration.Result result =
        EngineExploration.explore(story, deviations, EnumSet.allOf(Fate.class));
    return new Timed(result, Duration.ofNanos(System.nanoTime() - began));
  }

  private boolean print(Timed timed) {
    EngineExploration.Result result = timed.result();
    out.printf(
        "%-40s %8d %8d %8d %8.1f%n",
        result.story().name().toLowerCase(Locale.ROOT).replace('_', ' '),
        result.messages(),
        result.runs(),
        result.talked(),
        timed.took().toNanos() / NANOS);
    result.problems().forEach(problem -> out.println("  BROKEN " + problem));
    return result.problems().isEmpty();
  }
}
