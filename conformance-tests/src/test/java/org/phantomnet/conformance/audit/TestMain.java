package org.phantomnet.conformance.audit;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
 * Runs the tests named in one file and writes what came of them into another: a process of its own.
 */
final class TestMain {
  private TestMain() {}

  public static void main(String[] arguments) throws IOException {
    List<DiscoverySelector> selectors = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of(arguments[0]))) {
      selectors.add(selectMethod(line));
    }
    Recorder recorder = new Recorder();
    LauncherFactory.create()
        .execute(LauncherDiscoveryRequestBuilder.request().selectors(selectors).build(), recorder);
    Files.write(Path.of(arguments[1]), recorder.lines);
    // Native libraries leave threads behind.
    Runtime.getRuntime().halt(0);
  }

  private static final class Recorder implements TestExecutionListener {
    private final List<String> lines = new ArrayList<>();
    private final Map<String, Long> began = new HashMap<>();

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
      boolean claim =
          why instanceof AssertionError && result.getStatus() == TestExecutionResult.Status.FAILED;
      record(
          test,
          claim ? TestOutcome.Kind.RED : TestOutcome.Kind.BROKE,
          why.getMessage() == null ? why.getClass().getSimpleName() : why.toString());
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
      lines.add(where + "\t" + kind + "\t" + millis + "\t" + said.replaceAll("[\\t\\r\\n]+", " "));
    }
  }
}
