package org.phantomnet.conformance.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.conformance.capture.Packet.Direction;
import org.phantomnet.conformance.capture.Packet.Kind;
import org.phantomnet.conformance.lab.NeedsLab;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;

/**
 * Whole chats and calls in Private mode between two homes, captured at both machines and at both
 * homes' outsides: every packet is classified and held against the mode's policy.
 */
@Tag("beside-others")
class PrivateCaptureTest {
  private static final int TALK_PACKETS = 150;

  /** A gate's event is written once the gate is open: the first packet may be a little ahead. */
  private static final Duration EVENT_IS_LATE = Duration.ofMillis(100);

  private static final String NOWHERE = "198.51.100.77";

  @TempDir private Path work = Path.of(".");

  @BeforeAll
  static void needLab() {
    NeedsLab.orSkip(PrivateCaptureTest.class);
  }

  @Test
  @Covers("TOK-6")
  @Adversary({"ADV-33", "ADV-34", "ADV-58"})
  void wholeCall_everyPacket_isAllowedAndTellsNothing() throws IOException, PcapException {
    try (CapturedCall call = new CapturedCall(work)) {
      call.startEstate();
      call.chatAndCall();
      call.leak("alice");

      for (String person : CapturedEstate.PEOPLE) {
        WireReport report = call.at(person);
        assertPolicy(report, person.equals("alice"));
        assertMedia(report, call, person);
        assertTrue(report.visible().containsKey("TURN OUT USERNAME, a token"), "no token spent");
        assertFalse(report.visible().containsKey("TURN OUT USERNAME"), "a grant beside tokens");
        assertEquals(List.of(), Randomness.findings(report.sealed()), person);
        KnownPlaintext known = call.known(person);
        assertTrue(known.soundWindows() > 100_000, "no sound to look for");
        assertEquals(List.of(), known.findings(report), person);
        assertTrue(Collections.disjoint(withoutLeak(report), call.networkOfOther(person)), person);
      }
      assertNothingBetweenHomes(call);
    }
  }

  @Test
  @Adversary("ADV-50")
  void redirection_byAnAttackerAtTheRelays_causesNoPacketToAnyOtherAddress()
      throws IOException, PcapException {
    try (CapturedCall call = new CapturedCall(work)) {
      call.startEstate();
      call.redirect("north", NOWHERE);
      call.redirect("south", NOWHERE);
      call.chatAndCall();

      for (String person : CapturedEstate.PEOPLE) {
        WireReport report = call.at(person);
        assertPolicy(report, false);
        assertFalse(report.others().contains(Host.of(NOWHERE)));
        assertTrue(
            report.counts().getOrDefault("IN Allocate error", 0) > 1
                && report.visible().containsKey("TURN IN ALTERNATE_SERVER of " + NOWHERE),
            () -> "nobody was redirected: " + report.visible());
      }
      assertNothingBetweenHomes(call);
    }
  }

  /** Only the planted packet, if there is one, is outside the policy. */
  private static void assertPolicy(WireReport report, boolean planted) {
    List<Violation> found = report.violations();
    assertEquals(planted ? 1 : 0, found.size(), report::shown);
    if (planted) {
      assertEquals("UDP with somebody who is no listed relay", found.get(0).why());
    }
  }

  private static List<Host> withoutLeak(WireReport report) {
    return report.packets().stream()
        .filter(packet -> report.violations().stream().noneMatch(v -> v.packet() == packet))
        .map(packet -> packet.other().host())
        .toList();
  }

  private static void assertMedia(WireReport report, CapturedCall call, String person) {
    String other = person.equals("alice") ? "bob" : "alice";
    for (Direction direction : List.of(Direction.OUT, Direction.IN)) {
      List<MediaPacket> media = report.media(direction);
      assertTrue(media.size() >= TALK_PACKETS, () -> "no call: " + report.counts());
      Instant first = media.get(0).at();
      Instant gate = call.gateOpened(direction == Direction.OUT ? person : other);
      assertFalse(first.isBefore(call.accepted()), "media before the accept");
      assertFalse(
          first.isBefore(gate.minus(EVENT_IS_LATE)),
          () -> "media at " + first + ", the gate opened at " + gate);
      assertEquals(
          1, report.srtpLengths(direction).size(), () -> "" + report.srtpLengths(direction));
      Optional<Packet> handshake =
          report.packets().stream()
              .filter(packet -> packet.kind() == Kind.UDP && packet.direction() == direction)
              .filter(
                  packet ->
                      ContentReader.datagram(packet.payload()).innermost() instanceof Content.Dtls)
              .findFirst();
      assertTrue(
          handshake.isPresent() && handshake.get().at().isBefore(call.accepted()),
          "the path was not there before the accept: that no media crossed it says nothing");
    }
  }

  /** At the outside of each home, where addresses are those that the world sees. */
  private static void assertNothingBetweenHomes(CapturedCall call)
      throws IOException, PcapException {
    for (String gateway : CapturedEstate.GATEWAYS) {
      WireReport report = call.outside(gateway);
      assertTrue(report.media(Direction.OUT).size() >= TALK_PACKETS, "no call at " + gateway);
      List<Violation> outside =
          report.violations().stream()
              .filter(
                  violation -> violation.packet().kind() != Kind.ARP) // its switch asks everybody
              .filter(violation -> violation.packet().to().port() != 9) // the planted packet
              .toList();
      assertEquals(List.of(), outside.stream().map(Violation::shown).toList(), gateway);
      assertNotEquals(report.packets().size(), 0);
    }
  }
}
