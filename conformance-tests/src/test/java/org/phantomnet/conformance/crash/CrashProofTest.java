package org.phantomnet.conformance.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;

/** {@code ./phantom soak crash} for as long as every run of the tests can bear. */
@Tag("beside-others")
class CrashProofTest {
  private static final int CYCLES = Deck.SIZE;
  private static final long SEED = 4;

  @TempDir private Path work = Path.of(".");

  @Test
  @Covers({"SESS-1", "SESS-2", "SESS-13", "CALL-36", "DEV-12"})
  @Adversary("ADV-55")
  void clientsAndMailbox_killedAtRandomMoments_loseAndDoubleNothing() throws InterruptedException {
    try (CrashRun run = new CrashRun(work, SEED)) {
      CrashRun.Report report = run.run(CYCLES, done -> {});

      assertEquals(List.of(), report.findings(), report::toString);
      assertEquals(CYCLES, report.cycles());
      assertEquals(Set.of(Scene.values()), report.scenes(), report::toString);
      assertTrue(report.messages() > CYCLES && report.rang() > 0 && report.linked() > 0);
    }
  }
}
