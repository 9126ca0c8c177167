package org.phantomnet.conformance.gaps;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.conformance.capture.PcapException;
import org.phantomnet.conformance.lab.Nat;
import org.phantomnet.conformance.lab.NeedsLab;

/**
 * Calls whose networks change stay what they were, and nothing is unheard for longer than promised.
 * Some of the events, once each; {@code ./phantom soak gaps} has them all, and the promises to the
 * millisecond: here each has an allowance for a machine that does other work meanwhile.
 */
class GapTest {
  /**
   * What a new connection may take longer where two cores run the rest of the tests too: two
   * processes to start, keys to make, and six messages to a mailbox.
   */
  private static final long BUSY_MACHINE_MILLIS = 2_000;

  /**
   * In Fast the other side may stand on the relay that died as well and answer over it before it
   * knows; it then asks itself, once packets stay away.
   */
  private static final long SECOND_ATTEMPT_MILLIS = 1_000;

  @TempDir private Path work = Path.of(".");

  @BeforeAll
  static void needLab() {
    NeedsLab.orSkip(GapTest.class);
  }

  @Test
  void privateCall_cutReboundMovedAndWithoutItsRelay_isHeardAgainInTime()
      throws IOException, PcapException {
    try (GapRun run = new GapRun(work, "PRIVATE", true)) {
      run.call();
      run.happen(GapEvent.CUT_1S);
      run.happen(GapEvent.REBIND);
      run.happen(GapEvent.OWN_RELAY_KILLED);
      run.happen(GapEvent.ROAM);
      assertHeard(run, BUSY_MACHINE_MILLIS);
    }
  }

  /** Direct at first, and over a relay in the second network, whose NAT lets nothing else be. */
  @Test
  void fastCall_reboundMovedAndWithoutItsRelay_isHeardAgainInTime()
      throws IOException, PcapException {
    try (GapRun run = new GapRun(work, "FAST", false)) {
      run.lab().nat(GapRun.MOBILE, Nat.SYMMETRIC);
      run.call();
      run.happen(GapEvent.REBIND);
      run.happen(GapEvent.ROAM);
      run.happen(GapEvent.OWN_RELAY_KILLED);
      assertHeard(run, BUSY_MACHINE_MILLIS + SECOND_ATTEMPT_MILLIS);
    }
  }

  private static void assertHeard(GapRun run, long allowanceMillis)
      throws IOException, PcapException {
    List<GapResult> results = run.finish();
    results.forEach(System.err::println);
    List<GapResult> missed =
        results.stream().filter(result -> !result.metWithin(allowanceMillis)).toList();
    assertEquals(List.of(), missed, () -> "" + missed.stream().map(GapResult::trace).toList());
  }
}
