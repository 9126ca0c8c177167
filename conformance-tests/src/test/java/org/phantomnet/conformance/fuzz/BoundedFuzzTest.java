package org.phantomnet.conformance.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Searches every target a little in each run of the tests, always with the same inputs; {@code
 * ./phantom soak fuzz} searches long, and by coverage.
 */
@Tag("beside-others")
class BoundedFuzzTest {
  private static final long INPUTS = 5_000;

  /** Those that ask a database or a server. */
  private static final Map<String, Long> FEWER_INPUTS =
      Map.of(
          "StoreRows.alteredValue",
          600L,
          "StoreFiles.rollbackCounter",
          2_000L,
          "TurnServer.datagrams",
          2_000L,
          "ClientInput.script",
          2_000L);

  /** Those that connect: only under Jazzer can they say that they may. */
  private static final Map<String, Long> UNDER_JAZZER =
      Map.of("TurnServer.stream", 400L, "TurnServer.web", 2_500L);

  private static final int SEED = 20_261_101;
  private static final int AT_ONCE = 2;

  @Test
  void everyTarget_findsNothing(@TempDir Path directory) throws Exception {
    List<FuzzTarget> targets = new ArrayList<>(FuzzTarget.all());
    targets.removeIf(target -> UNDER_JAZZER.containsKey(target.name()));
    ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
    List<Future<Map<String, Long>>> parts = new ArrayList<>();
    for (int part = 0; part < AT_ONCE; part++) {
      List<FuzzTarget> own = new ArrayList<>();
      for (int i = part; i < targets.size(); i += AT_ONCE) {
        own.add(targets.get(i));
      }
      Path work = directory.resolve(Integer.toString(part));
      parts.add(threads.submit(() -> MutatedRuns.run(own, BoundedFuzzTest::inputs, SEED, work)));
    }
    threads.shutdown();

    Map<String, Long> done = new TreeMap<>();
    for (Future<Map<String, Long>> part : parts) {
      done.putAll(part.get());
    }
    Map<String, Long> expected = new TreeMap<>();
    targets.forEach(target -> expected.put(target.name(), inputs(target)));
    assertEquals(expected, done, () -> said(directory));
    assertTrue(targets.size() > 15, "the targets were not found");
  }

  @Test
  void everyTargetThatConnects_findsNothing(@TempDir Path directory)
      throws IOException, InterruptedException {
    int searched = 0;
    for (FuzzTarget target : FuzzTarget.all()) {
      if (UNDER_JAZZER.containsKey(target.name())) {
        long inputs = UNDER_JAZZER.get(target.name());
        FuzzRun.Result result =
            new FuzzRun(target, directory.resolve(target.name())).runs(inputs, SEED);
        assertTrue(result.isClean(), () -> FuzzRun.explain(result));
        assertTrue(result.runs().getAsLong() >= inputs, target::name);
        searched++;
      }
    }
    assertEquals(UNDER_JAZZER.size(), searched);
  }

  private static String said(Path directory) {
    StringBuilder all = new StringBuilder();
    for (int part = 0; part < AT_ONCE; part++) {
      try {
        all.append(Files.readString(directory.resolve(part + "/log")));
      } catch (IOException e) {
        all.append("no log of part ").append(part);
      }
    }
    return all.toString();
  }

  private static long inputs(FuzzTarget target) {
    return FEWER_INPUTS.getOrDefault(target.name(), INPUTS);
  }

  /** Drivers that cannot fail would make all of this worthless. */
  @Test
  void targetThatThrows_isFound_byCoverage(@TempDir Path directory)
      throws IOException, InterruptedException {
    FuzzRun.Result result = new FuzzRun(BrokenTarget.TARGET, directory).runs(200_000, SEED);

    assertTrue(result.finding().isPresent(), () -> FuzzRun.explain(result));
    assertFalse(result.isClean());
  }

  @Test
  void targetThatThrows_isFound_nearItsCorpus(@TempDir Path directory)
      throws IOException, InterruptedException {
    Map<String, Long> done =
        MutatedRuns.run(List.of(BrokenTarget.TARGET), target -> 500_000, SEED, directory);

    assertEquals(Map.of(), done);
    assertTrue(Files.exists(directory.resolve(BrokenTarget.TARGET.name() + ".input")));
  }
}
