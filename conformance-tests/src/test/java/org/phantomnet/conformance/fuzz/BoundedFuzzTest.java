package org.phantomnet.conformance.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Searches every target a little in each run of the tests, always with the same inputs; {@code
 * ./phantom soak fuzz} searches long.
 */
class BoundedFuzzTest {
  /** Most of a target's time is the start of its JVM. */
  private static final long INPUTS = 10_000;

  private static final int SEED = 20_261_101;
  private static final int AT_ONCE = 2;

  @Test
  void everyTarget_findsNothing(@TempDir Path directory) throws Exception {
    List<FuzzTarget> targets = FuzzTarget.all();
    ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
    Map<String, Future<FuzzRun.Result>> results = new TreeMap<>();
    for (FuzzTarget target : targets) {
      results.put(target.name(), threads.submit(search(target, directory)));
    }
    threads.shutdown();

    Map<String, String> findings = new TreeMap<>();
    for (Map.Entry<String, Future<FuzzRun.Result>> each : results.entrySet()) {
      FuzzRun.Result result = each.getValue().get();
      if (!result.isClean() || result.runs().getAsLong() < INPUTS) {
        findings.put(each.getKey(), FuzzRun.explain(result));
      }
    }
    assertEquals(Map.of(), findings, "./phantom soak fuzz --target NAME keeps the input");
    assertTrue(targets.size() > 15, "the targets were not found");
  }

  private static Callable<FuzzRun.Result> search(FuzzTarget target, Path directory) {
    return () -> new FuzzRun(target, directory.resolve(target.name())).runs(INPUTS, SEED);
  }

  /** A driver that cannot fail would make all of this worthless. */
  @Test
  void targetThatThrows_isFound(@TempDir Path directory) throws IOException, InterruptedException {
    FuzzTarget broken = new FuzzTarget(Path.of(""), BrokenTarget.class.getName(), "decode");

    FuzzRun.Result result = new FuzzRun(broken, directory).runs(200_000, SEED);

    assertTrue(result.finding().isPresent(), () -> FuzzRun.explain(result));
    assertTrue(!result.isClean());
  }
}
