package org.phantomnet.relay.turn;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./phantom soak relay}: churn and faults at a real relay, for as long as one lets it. */
@Command(name = "relay", description = "Churn and faults at a relay; nothing may be left behind.")
public final class SoakCommand implements Callable<Integer> {
  private static final int ROUNDS = 3;
  private static final Duration ROUND = Duration.ofSeconds(40);

  @Option(names = "--minutes", paramLabel = "N", description = "30 if left out")
  private int minutes = 30;

  @Option(names = "--seed", paramLabel = "N", description = "what clients do and when")
  private Optional<Long> seed = Optional.empty();

  @Option(names = "--dir", paramLabel = "DIR", description = "an empty directory for what is left")
  private Optional<Path> directory = Optional.empty();

  public static void main(String[] args) {
    System.exit(new CommandLine(new SoakCommand()).execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    long chosen = seed.orElseGet(() -> ThreadLocalRandom.current().nextLong(1_000_000));
    Path work = directory.isPresent() ? directory.get() : Files.createTempDirectory("relay-soak");
    Files.createDirectories(work);
    System.out.println("seed " + chosen + ", what is left stays in " + work);
    Duration time = Duration.ofMinutes(minutes);
    Duration round = ROUND.compareTo(time.dividedBy(8)) < 0 ? ROUND : time.dividedBy(8);
    List<String> findings;
    try (SoakRun run =
        new SoakRun(
            work, chosen, Duration.ZERO, text -> System.out.println(Instant.now() + " " + text))) {
      findings = run.run(time, round, ROUNDS);
    }
    findings.forEach(finding -> System.out.println("  " + finding));
    if (!findings.isEmpty()) {
      System.out.println("again: ./phantom soak relay --seed " + chosen);
      return CommandLine.ExitCode.SOFTWARE;
    }
    System.out.println("nothing was found in " + minutes + " minutes");
    return CommandLine.ExitCode.OK;
  }
}
