package org.phantomnet.conformance.processes;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.desktop.demo.DemoOptions.Disturbance;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.signal.CallMode;

/** Whole calls that end by what happens to them: nothing of their sound is judged. */
@Tag("beside-others")
class EndedCallTest {
  private static final Duration TALK = Duration.ofSeconds(4);

  @TempDir private Path reports = Path.of(".");

  /** The demo itself fails if either side ends otherwise, or later than it may. */
  @Test
  @Adversary("ADV-38")
  void privateCall_callersRelayKilled_endsWithThatReason() throws IOException {
    DemoRun.of(CallMode.PRIVATE, Disturbance.KILL_RELAY_ONE, TALK).report(reports);
  }
}
