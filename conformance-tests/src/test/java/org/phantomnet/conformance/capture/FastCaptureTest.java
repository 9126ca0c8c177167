package org.phantomnet.conformance.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.conformance.lab.Home;
import org.phantomnet.conformance.lab.Nat;
import org.phantomnet.conformance.lab.NeedsLab;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;

/**
 * A chat and Fast calls between two homes, captured at both machines and at both homes' outsides:
 * each call takes the path that its NATs allow, and every packet is classified and held against the
 * mode's policy. {@code ./phantom soak nat} does the same with every pairing.
 */
class FastCaptureTest {
  @TempDir private Path work = Path.of(".");

  @BeforeAll
  static void needLab() {
    NeedsLab.orSkip(FastCaptureTest.class);
  }

  @Test
  @Covers("ENG-65")
  @Adversary({"ADV-33", "ADV-36", "ADV-58"})
  void callsBehindNats_takeThePathThatIsThere_andTalkToNobodyElse()
      throws IOException, PcapException {
    try (FastCalls calls =
        new FastCalls(
            work,
            Home.behind(Nat.PORT_RESTRICTED, "left"),
            Home.behind(Nat.PORT_RESTRICTED, "right"))) {
      calls.start();
      List<FastCall> made = new ArrayList<>();
      made.add(calls.call(Nat.PORT_RESTRICTED, Nat.PORT_RESTRICTED));
      made.add(calls.call(Nat.PORT_RESTRICTED, Nat.SYMMETRIC));
      made.add(calls.call(Nat.SYMMETRIC, Nat.SYMMETRIC));
      made.add(calls.call(Nat.SYMMETRIC, Nat.ADDRESS_RESTRICTED));
      calls.quit();

      for (FastCall call : made) {
        assertPath(calls, call);
      }
      assertTellsNothing(calls);
    }
  }

  @Test
  @Adversary({"ADV-33", "ADV-58"})
  void callWithIpv6BesideIpv4_isDirect_andTalksToNobodyElse() throws IOException, PcapException {
    try (FastCalls calls =
        new FastCalls(
            work,
            Home.behind(Nat.SYMMETRIC, "left").dualStack(),
            Home.behind(Nat.PORT_RESTRICTED, "right").dualStack())) {
      calls.start();
      FastCall call = calls.call(Nat.SYMMETRIC, Nat.PORT_RESTRICTED);
      calls.quit();

      String flows = calls.flows(call, "alice") + calls.flows(call, "bob");
      assertTrue(call.direct(), () -> "IPv6 is not translated, but: " + call.row(0) + flows);
      assertTellsNothing(calls);
    }
  }

  private static void assertPath(FastCalls calls, FastCall call) throws IOException, PcapException {
    boolean relayed = FastCall.needsRelay(call.left(), call.right());
    String flows = calls.flows(call, "alice") + calls.flows(call, "bob");
    assertEquals(!relayed, call.direct(), () -> call.row(0) + flows);
    for (String person : CapturedEstate.PEOPLE) {
      long direct = calls.directSound(call, person);
      assertEquals(!relayed, direct > 0, () -> direct + " at " + person + ": " + call.row(0));
    }
  }

  private static void assertTellsNothing(FastCalls calls) throws IOException, PcapException {
    KnownPlaintext known = calls.known();
    assertTrue(known.soundWindows() > 100_000, "no sound to look for");
    for (String machine : List.of("alice", "bob", "left", "right")) {
      WireReport report = calls.report(machine);
      assertEquals("", report.shown(), machine);
      assertTrue(report.media(Packet.Direction.OUT).size() > 0, () -> "no call: " + machine);
    }
    for (String person : CapturedEstate.PEOPLE) {
      WireReport report = calls.report(person);
      assertEquals(List.of(), Randomness.findings(report.sealed()), person);
      assertEquals(List.of(), known.findings(report), person);
    }
  }
}
