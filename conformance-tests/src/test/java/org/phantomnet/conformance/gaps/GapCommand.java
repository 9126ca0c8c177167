package org.phantomnet.conformance.gaps;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.phantomnet.conformance.capture.PcapException;
import org.phantomnet.conformance.lab.Rights;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./phantom soak gaps}: every event, in both modes, as often as wanted. */
@Command(
    name = "gaps",
    description = {
      "Calls between two machines of a lab whose networks change: a line is cut, a NAT forgets, relays",
      "die, a person moves to another network or sleeps. Measures for how long nothing is heard of what",
      "was said, and prints rows for docs/performance.md. Ends with 1 if a target is missed."
    })
public final class GapCommand implements Callable<Integer> {
  private static final int NO_LAB = 3;

  @Option(names = "--runs", paramLabel = "N", description = "how often each; 3 if left out")
  private int runs = 3;

  @Option(names = "--mode", paramLabel = "M", description = "private or fast; both if left out")
  private List<String> modes = List.of("private", "fast");

  @Option(
      names = "--event",
      paramLabel = "E",
      description = "only this one, repeatable: ${COMPLETION-CANDIDATES}")
  private List<GapEvent> events = List.of(GapEvent.values());

  @Option(names = "--trace", description = "what the clients told, step by step")
  private boolean trace;

  @Option(names = "--dir", paramLabel = "DIR", description = "an empty directory for what is left")
  private Optional<Path> directory = Optional.empty();

  public static void main(String[] args) {
    System.exit(
        new CommandLine(new GapCommand()).setCaseInsensitiveEnumValuesAllowed(true).execute(args));
  }

  @Override
  public Integer call() throws IOException, PcapException {
    Optional<String> missing = Rights.missing();
    if (missing.isPresent()) {
      System.err.println("no lab: " + missing.get());
      return NO_LAB;
    }
    Path work = directory.isPresent() ? directory.get() : Files.createTempDirectory("gaps");
    Map<String, List<GapResult>> rows = new LinkedHashMap<>();
    for (int run = 1; run <= runs; run++) {
      for (String mode : modes) {
        for (GapEvent event : events) {
          Path own = Files.createDirectories(work.resolve(mode + "-" + event + "-" + run));
          one(own, mode.toUpperCase(Locale.ROOT), event)
              .forEach(
                  result -> {
                    System.out.println(result);
                    if (trace) {
                      result.trace().forEach(line -> System.out.println("    " + line));
                    }
                    rows.computeIfAbsent(
                            event.words() + " | " + result.mode(), key -> new ArrayList<>())
                        .add(result);
                  });
        }
      }
    }
    print(rows);
    boolean met = rows.values().stream().flatMap(List::stream).allMatch(GapResult::met);
    return met ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }

  /** What cannot be measured is printed, and the others go on. */
  private static List<GapResult> one(Path work, String mode, GapEvent event)
      throws IOException, PcapException {
    try (GapRun run = new GapRun(work, mode, event.needsRelay())) {
      run.call();
      run.happen(event);
      return run.finish();
    } catch (AssertionError e) {
      System.out.println(event.words() + " " + mode + ": not measured, " + e.getMessage());
      return List.of();
    }
  }

  private static void print(Map<String, List<GapResult>> rows) {
    System.out.println();
    System.out.println("| event | mode | median ms | worst ms | target ms | |");
    System.out.println("|---|---|---|---|---|---|");
    rows.forEach(
        (name, results) -> {
          long[] lost = results.stream().mapToLong(GapResult::lostMillis).sorted().toArray();
          long met = results.stream().filter(GapResult::met).count();
          System.out.printf(
              "| %s | %d | %d | %d | %s |%n",
              name,
              lost[lost.length / 2],
              lost[lost.length - 1],
              results.get(0).event().targetMillis(),
              met == results.size() ? "met" : met + " of " + results.size() + " met");
        });
  }
}
