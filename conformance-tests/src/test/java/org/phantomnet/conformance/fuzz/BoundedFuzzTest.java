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
  private static final long INPUTS = 2_500;

  /** Those that ask a database or a server. */
  private static final Map<String, Long> FEWER_INPUTS =
      Map.of(
          "StoreRows.alteredValue",
          600L,
          "StoreFiles.rollbackCounter",
          2_000L,
          "TurnServer.stream",
          400L,
          "TurnServer.datagrams",
          2_000L,
          "ClientInput.script",
          2_000L);

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
      if (!result.isClean() || result.runs().getAsLong() < inputs(each.getKey())) {
        findings.put(each.getKey(), FuzzRun.explain(result));
      }
    }
    assertEquals(Map.of(), findings, "./phantom soak fuzz --target NAME keeps the input");
    assertTrue(targets.size() > 15, "the targets were not found");
  }

  private static Callable<FuzzRun.Result> search(FuzzTarget target, Path directory) {
    return () ->
        new FuzzRun(target, directory.resolve(target.name())).runs(inputs(target.name()), SEED);
  }

  private static long inputs(String target) {
    return FEWER_INPUTS.getOrDefault(target, INPUTS);
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
