package org.phantomnet.relay.turn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;

/** A short {@code ./phantom soak relay}. */
@Timeout(240)
final class RelaySoakTest {
  @Test
  @Covers("TURN-46")
  @Adversary({"ADV-43", "ADV-49"})
  void churnAndFaults_leaveNothingBehind_andTheBooksBalance(@TempDir Path work) throws Exception {
    try (SoakRun run = new SoakRun(work, 6, System.out::println)) {
      assertEquals(List.of(), run.run(Duration.ZERO, Duration.ofMillis(1_500), 2));
    }
  }
}
