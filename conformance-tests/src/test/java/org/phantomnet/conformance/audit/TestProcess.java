package org.phantomnet.conformance.audit;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.phantomnet.conformance.repository.Repository;

/** Runs tests in a fresh JVM with a given class path. */
final class TestProcess {
  /** For one test: the longest makes several calls in a lab. */
  private static final Duration LIMIT = Duration.ofSeconds(400);

  private final List<Path> classPath;

  TestProcess(List<Path> classPath) {
    this.classPath = List.copyOf(classPath);
  }

  /**
   * @param scratch where its files may be
   * @return one outcome for each test; a test that did not report broke
   */
  List<TestOutcome> run(List<MountedTest> tests, Path scratch) throws IOException {
    Path selectors = scratch.resolve("selectors");
    Path results = scratch.resolve("results");
    Path log = scratch.resolve("log");
    Files.write(selectors, tests.stream().map(MountedTest::selector).distinct().toList());
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-XX:-UsePerfData",
            "-XX:AutoBoxCacheMax=65536",
            "-Djava.awt.headless=true",
            // on the build as it is too, so that nothing is red for want of patience alone
            "-Dphantom.test.patience=8",
            "-cp",
            classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)),
            TestMain.class.getName(),
            selectors.toString(),
            results.toString()));
    Process process =
        new ProcessBuilder(command)
            .directory(Repository.root().resolve("conformance-tests").toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    String fate = await(process, results);
    return outcomes(tests, Files.exists(results) ? Files.readAllLines(results) : List.of(), fate);
  }

  /** Until it ends, or no result was added for too long. */
  private static String await(Process process, Path results) {
    try {
      long known = 0;
      for (long left = LIMIT.toSeconds(); left > 0; left--) {
        if (process.waitFor(1, TimeUnit.SECONDS)) {
          return "its JVM ended with code " + process.exitValue();
        }
        long length = results.toFile().length();
        if (length != known) {
          known = length;
          left = LIMIT.toSeconds();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    return "it, or one before it, did not end within " + LIMIT.toSeconds() + " s";
  }

  private static List<TestOutcome> outcomes(
      List<MountedTest> tests, List<String> lines, String fate) {
    Map<String, TestOutcome> outcomes = new LinkedHashMap<>();
    for (MountedTest test : tests) {
      for (String line : lines) {
        String[] cells = line.split("\t", 5);
        if (cells[0].equals(test.type())
            && (cells[1].equals(test.method()) || cells[1].equals("*"))) {
          outcomes.merge(
              test.selector(),
              new TestOutcome(
                  test.name(),
                  TestOutcome.Kind.valueOf(cells[2]),
                  cells[4],
                  Long.parseLong(cells[3])),
              TestOutcome::and);
        }
      }
      outcomes.computeIfAbsent(
          test.selector(),
          none -> new TestOutcome(test.name(), TestOutcome.Kind.BROKE, "did not run: " + fate, 0));
    }
    return List.copyOf(outcomes.values());
  }
}
