package org.phantomnet.conformance.fuzz;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.phantomnet.conformance.repository.Repository;

/**
 * One target fuzzed by Jazzer in a JVM of its own: libFuzzer's state is global, so a second target
 * in the same JVM is refused.
 *
 * @param directory of this run; Jazzer keeps what it found new below it, for the next run there
 */
record FuzzRun(FuzzTarget target, Path directory) {
  /** What a decoder may hold of the heap, all of its corpus included. */
  static final String HEAP = "-Xmx384m";

  /** An input that takes longer is a finding. */
  private static final int MOST_SECONDS_PER_INPUT = 10;

  /** Far above what one needs to start, on a machine that has much else to do. */
  private static final long KILLED_AFTER_SECONDS = 600;

  private static final int EXPLAINED_LINES = 12;

  private static final String FOUND = "== ";
  private static final Pattern DONE = Pattern.compile("(?m)^Done (\\d+) runs in");
  private static final Pattern ARTIFACT =
      Pattern.compile("Test unit written to (.*/)?((?:crash|oom|timeout|slow-unit)-[0-9a-f]+)");

  /**
   * What came of it.
   *
   * @param runs how many inputs were tried; empty if it did not come to its end
   * @param finding the input that broke the target
   */
  record Result(OptionalLong runs, Optional<Path> finding, Path log) {
    /** False too for a run that was killed because it did not come to its end. */
    boolean isBroken() throws IOException {
      return finding.isPresent() || lines(log).stream().anyMatch(l -> l.startsWith(FOUND));
    }

    boolean isClean() {
      return runs.isPresent() && finding.isEmpty();
    }
  }

  /** A fixed number of inputs from a fixed seed: the same ones every time. */
  Result runs(long inputs, int seed) throws IOException, InterruptedException {
    return run(List.of("-runs=" + inputs, "-seed=" + seed), 120);
  }

  /** For so long, from a seed of its own. */
  Result seconds(long seconds) throws IOException, InterruptedException {
    return run(List.of("-max_total_time=" + seconds, "-runs=-1"), seconds);
  }

  private Result run(List<String> limits, long seconds) throws IOException, InterruptedException {
    Files.createDirectories(directory);
    Path log = directory.resolve(target.name() + ".log");
    Process process =
        new ProcessBuilder(command(limits))
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      if (!process.waitFor(seconds + KILLED_AFTER_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      throw e;
    }
    return read(log, process.exitValue());
  }

  /** Where Jazzer keeps what reached something new. */
  Path generated() {
    return directory.resolve(".cifuzz-corpus").resolve(target.className()).resolve(target.method());
  }

  private List<String> command(List<String> limits) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-XX:-UsePerfData",
            HEAP,
            "-Djava.awt.headless=true",
            "-cp",
            classPath(),
            "com.code_intelligence.jazzer.Jazzer",
            "--instrumentation_includes=org.phantomnet.**:com.fasterxml.jackson.dataformat.**",
            "--custom_hook_includes=org.phantomnet.**",
            "--target_class=" + target.className(),
            "--target_method=" + target.method(),
            "--reproducer_path=" + directory,
            "-timeout=" + MOST_SECONDS_PER_INPUT,
            "-rss_limit_mb=0",
            "-print_final_stats=1"));
    command.addAll(limits);
    return command;
  }

  /** Test classes of every module, then this module's class path, which holds everything else. */
  static String classPath() {
    List<String> path = new ArrayList<>();
    Repository.compiled("test-classes").forEach(directory -> path.add(directory.toString()));
    path.add(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    return String.join(File.pathSeparator, path);
  }

  private Result read(Path log, int exitCode) throws IOException {
    Optional<Path> finding = Optional.empty();
    OptionalLong runs = OptionalLong.empty();
    for (String line : lines(log)) {
      Matcher artifact = ARTIFACT.matcher(line);
      if (artifact.find()) {
        finding = find(artifact.group(2));
      }
      Matcher done = DONE.matcher(line);
      if (done.find() && exitCode == 0) {
        runs = OptionalLong.of(Long.parseLong(done.group(1)));
      }
    }
    return new Result(runs, finding, log);
  }

  /** What the log says went wrong, in a few lines. */
  static String explain(Result result) {
    try {
      List<String> lines = lines(result.log());
      int from = 0;
      for (int i = 0; i < lines.size(); i++) {
        if (lines.get(i).startsWith(FOUND) && from == 0) {
          from = i;
        }
      }
      from = from == 0 ? Math.max(0, lines.size() - EXPLAINED_LINES) : from;
      return String.join("\n", lines.subList(from, Math.min(lines.size(), from + EXPLAINED_LINES)));
    } catch (IOException e) {
      return "no log";
    }
  }

  private static List<String> lines(Path log) throws IOException {
    return Files.readString(log, StandardCharsets.ISO_8859_1).lines().toList();
  }

  private Optional<Path> find(String artifact) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(f -> f.getFileName().toString().equals(artifact)).findFirst();
    }
  }
}
