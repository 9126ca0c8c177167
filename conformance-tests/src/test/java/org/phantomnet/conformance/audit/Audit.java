package org.phantomnet.conformance.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs the tests of attacks, on the build as it is and on builds with one defence switched off. At
 * most two test processes at a time.
 */
final class Audit implements AutoCloseable {
  private static final int AT_ONCE = 2;

  /**
   * A test that takes longer on the build as it is runs on a broken one only where it must be red.
   */
  private static final long SLOW_MILLIS = 1_000;

  private final Path root;
  private final List<Path> classPath;
  private final Map<String, List<MountedTest>> tests;
  private final Path scratch;
  private final ExecutorService processes = Executors.newFixedThreadPool(AT_ONCE);

  Audit(Path root, List<Path> classPath, Map<String, List<MountedTest>> tests) throws IOException {
    this.root = root;
    this.classPath = List.copyOf(classPath);
    this.tests = tests;
    this.scratch = Files.createTempDirectory("phantom-audit");
  }

  List<MountedTest> testsOf(String attack) {
    return tests.getOrDefault(attack, List.of());
  }

  /** What came of every test of these attacks in the build as it is, by the test's name. */
  Map<String, TestOutcome> unbroken(Collection<String> attacks) {
    Set<MountedTest> wanted = new LinkedHashSet<>();
    attacks.forEach(attack -> wanted.addAll(testsOf(attack)));
    // one process for each half, whole classes together
    Map<Integer, List<MountedTest>> halves =
        wanted.stream()
            .sorted(Comparator.comparing(MountedTest::type))
            .collect(Collectors.groupingBy(test -> Math.floorMod(test.type().hashCode(), AT_ONCE)));
    List<Future<List<TestOutcome>>> running = new ArrayList<>();
    halves.forEach(
        (half, some) ->
            running.add(
                processes.submit(
                    () -> new TestProcess(classPath).run(some, directory("unbroken" + half)))));
    return running.stream()
        .flatMap(future -> get(future).stream())
        .collect(Collectors.toMap(TestOutcome::name, outcome -> outcome, TestOutcome::and));
  }

  /**
   * Makes each break, in order, and runs its attack's tests on it.
   *
   * @param unbroken what the same tests said of the build as it is
   */
  List<BreakResult> broken(
      List<Break> breaks,
      Map<String, TestOutcome> unbroken,
      boolean slowOnesToo,
      Consumer<BreakResult> done) {
    List<Future<BreakResult>> running = new ArrayList<>();
    for (Break made : breaks) {
      List<MountedTest> chosen =
          testsOf(made.attack()).stream()
              .filter(
                  test ->
                      slowOnesToo
                          || made.red().contains(test.name())
                          || Optional.ofNullable(unbroken.get(test.name()))
                              .filter(Audit::isSlow)
                              .isEmpty())
              .toList();
      running.add(processes.submit(() -> broken(made, chosen)));
    }
    List<BreakResult> results = new ArrayList<>();
    for (Future<BreakResult> future : running) {
      BreakResult result = get(future);
      done.accept(result);
      results.add(result);
    }
    return results;
  }

  /** Or so slow that it did not end. */
  private static boolean isSlow(TestOutcome outcome) {
    return outcome.millis() > SLOW_MILLIS || outcome.kind() == TestOutcome.Kind.BROKE;
  }

  BreakResult broken(Break made, List<MountedTest> mounted) throws IOException {
    try {
      Path own = directory(made.name().replace('/', '-'));
      Path overlay = new BrokenBuild(root, classPath).compile(made, own);
      List<Path> path = new ArrayList<>(List.of(overlay));
      path.addAll(classPath);
      return BreakResult.of(made, new TestProcess(path).run(mounted, own));
    } catch (BreakException impossible) {
      return BreakResult.impossible(made, String.valueOf(impossible.getMessage()));
    }
  }

  private Path directory(String name) throws IOException {
    return Files.createDirectories(scratch.resolve(name));
  }

  private static <T> T get(Future<T> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("audit", e.getCause());
    }
  }

  @Override
  public void close() {
    processes.shutdownNow();
    try (Stream<Path> files = Files.walk(scratch)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
