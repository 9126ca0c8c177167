package org.phantomnet.conformance.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.conformance.lab.Family;
import org.phantomnet.conformance.lab.Nat;
import org.phantomnet.conformance.lab.NeedsLab;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.CallMode;

/**
 * A chat and calls between homes with every pairing of NATs, in Fast and in Private, captured at
 * all machines and at the outsides of all homes: each call takes the path that its mode and NATs
 * allow, and every packet is classified and held against the mode's policy. {@code ./phantom soak
 * nat} does the same as often as one likes.
 */
@Tag("beside-others")
class PairingCaptureTest {
  @TempDir private Path work = Path.of(".");

  @Test
  void rounds_holdEachPairOfKinds_andNobodyTwiceInOne() {
    Set<String> wanted = new TreeSet<>();
    for (Nat one : Nat.values()) {
      for (Nat other : Nat.values()) {
        wanted.add(unordered(one, other));
      }
    }
    Set<String> found = new TreeSet<>();
    Pairing.all(Pairing.ROUNDS)
        .filter(pairing -> pairing.families().equals(Set.of(Family.IPV4)))
        .forEach(pairing -> found.add(unordered(pairing.leftNat(), pairing.rightNat())));

    assertEquals(15, found.size());
    assertEquals(wanted, found);
    for (List<Pairing> round : Pairing.ROUNDS) {
      List<String> people = Pairing.people(List.of(round));
      assertEquals(2 * round.size(), people.size(), round::toString);
    }
  }

  private static String unordered(Nat one, Nat other) {
    return one.compareTo(other) < 0 ? one + " " + other : other + " " + one;
  }

  @Test
  @Covers({"ENG-65", "PRIV-8"})
  @Adversary({"ADV-33", "ADV-34", "ADV-35", "ADV-36", "ADV-58"})
  void callsOfEveryPairing_inFastAndPrivate_takeTheirPath_andTalkToNobodyElse()
      throws IOException, PcapException {
    NeedsLab.orSkip(PairingCaptureTest.class);

    assertAll(Servers.THREE_RELAYS, Pairing.ROUNDS);
  }

  @Test
  @Adversary({"ADV-33", "ADV-34", "ADV-58"})
  void callsWithIpv6Only_inFastAndPrivate_takeTheirPath_andTalkToNobodyElse()
      throws IOException, PcapException {
    NeedsLab.orSkip(PairingCaptureTest.class);

    assertAll(Servers.BY_IPV6, Pairing.IPV6_ONLY);
  }

  private void assertAll(Servers servers, List<List<Pairing>> rounds)
      throws IOException, PcapException {
    try (PairingCalls calls = new PairingCalls(work, servers, rounds)) {
      calls.start();
      calls.call(CallMode.FAST);
      calls.call(CallMode.PRIVATE);
      calls.quit();

      List<String> faults = new ArrayList<>();
      for (PlacedCall call : calls.placed()) {
        faults.addAll(calls.faults(call));
      }
      assertEquals("", String.join("\n", faults));
      assertTellsNothing(calls, Pairing.people(rounds));
      assertEquals(List.of(), calls.wordsWithAddresses());
    }
  }

  private static void assertTellsNothing(PairingCalls calls, List<String> people)
      throws IOException, PcapException {
    KnownPlaintext known = PairingCalls.known();
    assertTrue(known.soundWindows() > 100_000, "no sound to look for");
    for (String person : people) {
      for (WireReport report :
          List.of(calls.wire().machine(person), calls.wire().gateway(person))) {
        assertEquals("", report.shown(), person);
        assertTrue(report.media(Packet.Direction.OUT).size() > 0, () -> "no call: " + person);
      }
      WireReport report = calls.wire().machine(person);
      assertEquals(List.of(), Randomness.findings(report.sealed()), person);
      assertEquals(List.of(), known.findings(report), person);
    }
  }
}
