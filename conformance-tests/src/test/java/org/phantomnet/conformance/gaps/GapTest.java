package org.phantomnet.conformance.gaps;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.conformance.capture.PcapException;
import org.phantomnet.conformance.lab.NeedsLab;

/**
 * Calls whose networks change stay what they were, and nothing is unheard for longer than promised.
 * Some of the events, once each; {@code ./phantom soak gaps} has them all.
 */
class GapTest {
  @TempDir private Path work = Path.of(".");

  @BeforeAll
  static void needLab() {
    NeedsLab.orSkip(GapTest.class);
  }

  @Test
  void call_whoseLineIsCutAndRelayKilled_isHeardAgainInTime() throws IOException, PcapException {
    assertWithin("PRIVATE", List.of(GapEvent.CUT_1S, GapEvent.OWN_RELAY_KILLED));
  }

  /** One after the other in one call. */
  private void assertWithin(String mode, List<GapEvent> events) throws IOException, PcapException {
    boolean relayed = events.stream().anyMatch(GapEvent::needsRelay);
    try (GapRun run = new GapRun(work, mode, relayed)) {
      run.call();
      for (GapEvent event : events) {
        run.happen(event);
      }
      List<GapResult> missed = run.finish().stream().filter(result -> !result.met()).toList();
      assertEquals(List.of(), missed, () -> "" + missed.stream().map(GapResult::trace).toList());
    }
  }
}
