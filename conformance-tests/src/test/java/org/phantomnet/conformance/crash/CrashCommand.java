package org.phantomnet.conformance.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./phantom soak crash}: kills real clients and their mailbox, again and again. */
@Command(
    name = "crash",
    description = {
      "Clients chat, call and link over a mailbox and two relays on loopback; in each cycle one of",
      "them, or the mailbox, is killed (kill -9) at such a moment and started again. No confirmed",
      "message may be lost, doubled or out of order, no session broken, no call ring that is over."
    })
public final class CrashCommand implements Callable<Integer> {
  @Option(names = "--cycles", paramLabel = "N", description = "kills; 500 if left out")
  private int cycles = 500;

  @Option(names = "--seed", paramLabel = "N", description = "what to do, whom to kill and when")
  private Optional<Long> seed = Optional.empty();

  @Option(names = "--dir", paramLabel = "DIR", description = "an empty directory for what is left")
  private Optional<Path> directory = Optional.empty();

  public static void main(String[] args) {
    System.exit(new CommandLine(new CrashCommand()).execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    long chosen = seed.orElseGet(() -> ThreadLocalRandom.current().nextLong(1_000_000));
    Path work = directory.isPresent() ? directory.get() : Files.createTempDirectory("crash");
    Files.createDirectories(work);
    long began = System.nanoTime();
    System.out.println("seed " + chosen + ", what is left stays in " + work);
    CrashRun.Report report;
    try (CrashRun run = new CrashRun(work, chosen)) {
      report = run.run(cycles, done -> progress(done, began));
    }
    System.out.println("\r" + report);
    System.out.println("in " + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began) + " s");
    if (!report.findings().isEmpty()) {
      report.findings().forEach(finding -> System.out.println("  " + finding));
      System.out.println(
          "again: ./phantom soak crash --seed " + chosen + " --cycles " + report.cycles());
      return CommandLine.ExitCode.SOFTWARE;
    }
    return CommandLine.ExitCode.OK;
  }

  private void progress(int done, long began) {
    System.out.printf(
        "\r%d of %d cycles, %d s",
        done, cycles, TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began));
    System.out.flush();
  }
}
