package org.phantomnet.conformance.audit;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Runs the tests named in one file and writes what came of each into another as soon as it is
 * known: a process of its own, which may be ended early.
 */
final class TestMain {
  private TestMain() {}

  public static void main(String[] arguments) throws IOException {
    List<DiscoverySelector> selectors = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of(arguments[0]))) {
      selectors.add(selectMethod(line));
    }
    LauncherFactory.create()
        .execute(
            LauncherDiscoveryRequestBuilder.request().selectors(selectors).build(),
            new Recorder(Path.of(arguments[1])));
    // Native libraries leave threads behind.
    Runtime.getRuntime().halt(0);
  }

  private static final class Recorder implements TestExecutionListener {
    private final Path results;
    private final Map<String, Long> began = new HashMap<>();

    private Recorder(Path results) {
      this.results = results;
    }

    @Override
    public void executionStarted(TestIdentifier test) {
      began.put(test.getUniqueId(), System.nanoTime());
    }

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
      record(test, TestOutcome.Kind.BROKE, "skipped: " + reason);
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      if (result.getStatus() == TestExecutionResult.Status.SUCCESSFUL) {
        if (test.isTest()) {
          record(test, TestOutcome.Kind.PASSED, "");
        }
        return;
      }
      Throwable why = result.getThrowable().orElseGet(() -> new IllegalStateException("aborted"));
      String said = why.getMessage() == null ? why.getClass().getSimpleName() : why.toString();
      if (result.getStatus() == TestExecutionResult.Status.ABORTED) {
        record(test, TestOutcome.Kind.LEFT_OUT, said);
      } else {
        boolean claim = why instanceof AssertionError;
        record(test, claim ? TestOutcome.Kind.RED : TestOutcome.Kind.BROKE, said);
      }
    }

    private void record(TestIdentifier test, TestOutcome.Kind kind, String said) {
      String where =
          test.getSource()
              .map(
                  source ->
                      source instanceof MethodSource method
                          ? method.getClassName() + "\t" + method.getMethodName()
                          : source instanceof ClassSource type
                              ? type.getClassName() + "\t*"
                              : "?\t*")
              .orElse("?\t*");
      long millis =
          (System.nanoTime() - began.getOrDefault(test.getUniqueId(), System.nanoTime()))
              / 1_000_000;
      String line =
          where + "\t" + kind + "\t" + millis + "\t" + said.replaceAll("[\\t\\r\\n]+", " ");
      try {
        Files.writeString(
            results, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
