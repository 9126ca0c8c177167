package org.phantomnet.relay.turn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.phantomnet.protocol.rule.Covers;

/**
 * Some of {@code ./phantom soak relay}, beside the other tests of this module (its pom), for about
 * as long as they take, and with ports of its own. It answers for no attack alone, so that an audit
 * does not wait for it.
 */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(600)
final class RelaySoakTest {
  /** Clients are away most of the time, and leave the processor to the other tests. */
  private static final Duration BETWEEN_CALLS = Duration.ofMillis(150);

  @Test
  @Covers("TURN-46")
  void churnAndFaults_leaveNothingBehind_andTheBooksBalance(@TempDir Path work) throws Exception {
    try (SoakRun run = new SoakRun(work, 6, BETWEEN_CALLS, System.out::println)) {
      assertEquals(List.of(), run.run(Duration.ofSeconds(80), Duration.ofSeconds(10), 3));
    }
  }
}
