package org.phantomnet.conformance.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.phantomnet.conformance.lab.LabEstate.await;
import static org.phantomnet.conformance.lab.LabEstate.phase;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.conformance.crash.JsonProcess;
import org.phantomnet.conformance.lab.Family;
import org.phantomnet.conformance.lab.Home;
import org.phantomnet.conformance.lab.Nat;
import org.phantomnet.conformance.lab.NeedsLab;
import org.phantomnet.protocol.rule.Covers;

/**
 * A call between two homes changes its mode, captured at both machines and at both homes' outsides.
 * From Fast to Private: before the switch it may be direct, two seconds after it every packet is
 * held against Private's policy. From Private to Fast: so is every packet until both said yes.
 */
class SwitchCaptureTest {
  private static final int TALK_PACKETS = 100;

  /** The old connection is closed a second after the new one is in use (CALL-55). */
  private static final Duration OLD_CONNECTION = Duration.ofSeconds(2);

  /** Of sound, 50 packets a second, since the new connection began: some talk after that. */
  private static final int PACKETS_AFTER = 250;

  @TempDir private Path work = Path.of(".");
  private Instant accepted = Instant.MAX;
  private Instant asked = Instant.MAX;
  private Instant settled = Instant.MAX;

  @BeforeAll
  static void needLab() {
    NeedsLab.orSkip(SwitchCaptureTest.class);
  }

  @Test
  @Covers({"CALL-55", "CALL-62"})
  void fastCallSwitchedToPrivate_twoSecondsLater_isAsAnyPrivateCallOnTheWire()
      throws IOException, PcapException {
    try (CapturedEstate estate = twoHomes()) {
      callAndSwitch(estate);
      estate.quit();

      for (String person : CapturedEstate.PEOPLE) {
        assertPrivateLater(new Wire(estate, person, false));
        assertPrivateLater(new Wire(estate, person, true));
      }
    }
  }

  @Test
  @Covers({"CALL-65", "CALL-66"})
  void privateCallAskedForFast_untilTheOtherPersonSaysYes_isAsAnyPrivateCallOnTheWire()
      throws IOException, PcapException {
    try (CapturedEstate estate = twoHomes()) {
      callAskAndApprove(estate);
      estate.quit();

      for (String person : CapturedEstate.PEOPLE) {
        assertPrivateBefore(new Wire(estate, person, false));
        assertPrivateBefore(new Wire(estate, person, true));
      }
    }
  }

  /** Alice and Bob have met, each behind an ordinary NAT, with a capture on either side of it. */
  private CapturedEstate twoHomes() throws IOException {
    CapturedEstate estate =
        new CapturedEstate(
            work,
            Home.behind(Nat.PORT_RESTRICTED, "left"),
            Home.behind(Nat.PORT_RESTRICTED, "right"));
    estate.start();
    estate.capture("alice", "bob", "left", "right");
    estate.meet();
    return estate;
  }

  private void callAndSwitch(CapturedEstate estate) {
    JsonProcess alice = estate.client("alice");
    List<JsonProcess> both = List.of(alice, estate.client("bob"));
    talk(estate, "FAST");
    asked = Instant.now();
    alice.tell("mode", Map.of("mode", "private"));
    awaitSwitch(both, "PRIVATE");
    for (JsonProcess side : both) {
      JsonNode later =
          await(side, event -> hasHeard(event, "PRIVATE", PACKETS_AFTER), "some talk in Private");
      assertEquals("relay", later.at("/path/localType").asText());
      assertEquals("relay", later.at("/path/remoteType").asText());
      assertTrue(later.path("addressShown").asBoolean(), later::toString);
    }
    hangUp(alice, both);
  }

  private void callAskAndApprove(CapturedEstate estate) {
    JsonProcess alice = estate.client("alice");
    JsonProcess bob = estate.client("bob");
    List<JsonProcess> both = List.of(alice, bob);
    talk(estate, "PRIVATE");
    alice.tell("mode", Map.of("mode", "fast"));
    JsonNode question =
        await(bob, event -> event.path("requested").asText().equals("FAST"), "the question");
    long heard = question.at("/quality/packetsReceived").asLong();
    await(bob, event -> hasHeard(event, "PRIVATE", (int) heard + TALK_PACKETS), "talk meanwhile");
    asked = Instant.now();
    bob.tell("answer-mode", Map.of("approve", true));
    awaitSwitch(both, "FAST");
    for (JsonProcess side : both) {
      JsonNode later =
          await(side, event -> hasHeard(event, "FAST", PACKETS_AFTER), "some talk in Fast");
      assertTrue(later.path("addressShown").asBoolean(), later::toString);
      assertEquals("NOT_OFFERED", later.path("constantRate").asText());
      assertFalse(later.at("/path/isolated").asBoolean(true), later::toString);
    }
    hangUp(alice, both);
  }

  private void talk(CapturedEstate estate, String mode) {
    estate.client("alice").tell("call", Map.of("who", estate.user("bob"), "mode", mode));
    await(estate.client("bob"), phase("RINGING"), "Bob's phone rings");
    accepted = Instant.now();
    estate.client("bob").tell("answer", Map.of());
    for (String person : CapturedEstate.PEOPLE) {
      await(estate.client(person), event -> hasHeard(event, mode, TALK_PACKETS), "talk in " + mode);
    }
  }

  private void awaitSwitch(List<JsonProcess> both, String mode) {
    Instant switched = asked;
    for (JsonProcess side : both) {
      JsonNode first = await(side, event -> isIn(event, mode), mode);
      Instant at = Instant.EPOCH.plus(first.path("atMicros").asLong(), ChronoUnit.MICROS);
      switched = at.isAfter(switched) ? at : switched;
    }
    settled = switched.plus(OLD_CONNECTION);
  }

  private static void hangUp(JsonProcess alice, List<JsonProcess> both) {
    alice.tell("hangup", Map.of());
    for (JsonProcess side : both) {
      JsonNode end = await(side, phase("ENDED"), "the end");
      assertEquals(0, end.at("/receipt/packetsOutsidePolicy").asInt(-1), end::toString);
    }
  }

  private static boolean isIn(JsonNode event, String mode) {
    return event.path("event").asText().equals("call") && event.path("mode").asText().equals(mode);
  }

  private static boolean hasHeard(JsonNode event, String mode, int packets) {
    return isIn(event, mode) && event.at("/quality/packetsReceived").asLong() >= packets;
  }

  private void assertPrivateBefore(Wire wire) throws IOException, PcapException {
    WireReport late = wire.audit(wire.beforePrivateCall(), settled, wire.fast(asked));
    WireReport early = wire.audit(wire.beforePrivateCall(), asked, wire.fast(asked));

    assertEquals(List.of(), wire.outsideBoth(early, late), wire.machine);
    assertEquals(0, wire.direct(late, Instant.MIN, asked).count(), "directly before the yes");
    assertTrue(wire.direct(late, asked, Instant.MAX).count() >= TALK_PACKETS, "no direct call");
  }

  private void assertPrivateLater(Wire wire) throws IOException, PcapException {
    WireReport late = wire.audit(wire.beforeFastCall(), settled, wire.inPrivate());
    WireReport early = wire.audit(wire.beforeFastCall(), asked, wire.inPrivate());

    assertEquals(List.of(), wire.outsideBoth(early, late), wire.machine);
    long before = wire.direct(late, accepted, asked).count();
    assertTrue(before >= TALK_PACKETS, "no direct call: " + wire.machine);
    assertEquals(0, wire.direct(late, settled, Instant.MAX).count(), "directly after the switch");
    Instant last = wire.direct(late, accepted, settled).max(Instant::compareTo).orElseThrow();
    System.err.println(
        wire.machine
            + ": datagrams with the other home "
            + before
            + " before the switch, "
            + wire.direct(late, asked, settled).count()
            + " until two seconds after it, the last of them "
            + Duration.between(settled.minus(OLD_CONNECTION), last).toMillis()
            + " ms after Private was in use on both sides");
    long after = late.media().stream().filter(media -> media.at().isAfter(settled)).count();
    assertTrue(after >= TALK_PACKETS, () -> "no call after the switch: " + after);
  }

  /** What was captured at a person's machine, or outside that person's home. */
  private final class Wire {
    private final CapturedEstate estate;
    private final String machine;
    private final boolean outside;
    private final Set<Host> routers;
    private final Host own;
    private final Host peer;

    Wire(CapturedEstate estate, String person, boolean outside) {
      this.estate = estate;
      this.outside = outside;
      machine = outside ? CapturedEstate.homeOf(person) : person;
      routers = outside ? estate.servers().hosts() : Set.of(gatewayOf(estate, person));
      own = estate.host(machine, Family.IPV4);
      peer = estate.host(CapturedEstate.homeOf(CapturedEstate.other(person)), Family.IPV4);
    }

    /** Nothing of a call, and nobody is asked for an address; then a call in Fast. */
    NavigableMap<Instant, WirePolicy> beforeFastCall() {
      NavigableMap<Instant, WirePolicy> policies = new TreeMap<>();
      WirePolicy.Direct never = new WirePolicy.Direct(Optional.empty(), Set.of());
      policies.put(Instant.MIN, policy(WirePolicy.Media.NEVER, Optional.of(never)));
      policies.put(accepted, fast(accepted));
      return policies;
    }

    /** Nothing of a call but its path; then a call in Private. */
    NavigableMap<Instant, WirePolicy> beforePrivateCall() {
      NavigableMap<Instant, WirePolicy> policies = new TreeMap<>();
      policies.put(Instant.MIN, policy(WirePolicy.Media.NEVER, Optional.empty()));
      policies.put(accepted, inPrivate());
      return policies;
    }

    WirePolicy fast(Instant from) {
      return policy(talk(), Optional.of(new WirePolicy.Direct(Optional.of(from), Set.of(peer))));
    }

    WirePolicy inPrivate() {
      return policy(talk(), Optional.empty());
    }

    private WirePolicy.Media talk() {
      return new WirePolicy.Media(Optional.of(accepted), Optional.of(accepted));
    }

    private WirePolicy policy(WirePolicy.Media media, Optional<WirePolicy.Direct> direct) {
      return new WirePolicy(
          Set.of(own),
          routers,
          estate.servers().endpoints(),
          estate.servers().relays(),
          media,
          direct);
    }

    /**
     * @param from when {@code then} takes the place of what was before
     */
    WireReport audit(NavigableMap<Instant, WirePolicy> before, Instant from, WirePolicy then)
        throws IOException, PcapException {
      before.put(from, then);
      return WireAudit.of(
          estate.frames(machine), new Vantage(Optional.empty(), Set.of(own)), before);
    }

    /** While both connections stand, a packet is of one of them. */
    List<String> outsideBoth(WireReport early, WireReport late) {
      Set<Packet> either = new HashSet<>();
      early.violations().forEach(violation -> either.add(violation.packet()));
      return late.violations().stream()
          .filter(violation -> either.contains(violation.packet()))
          .filter(violation -> !isOfNeighbours(violation.packet()))
          .map(Violation::shown)
          .limit(12)
          .toList();
    }

    /** At a gateway its switch asks everybody where somebody is. */
    private boolean isOfNeighbours(Packet packet) {
      return outside && packet.kind() == Packet.Kind.ARP;
    }

    /** When datagrams of any kind went between this home and the other itself. */
    Stream<Instant> direct(WireReport report, Instant from, Instant until) {
      return report.packets().stream()
          .filter(packet -> packet.kind() == Packet.Kind.UDP && packet.other().host().equals(peer))
          .map(Packet::at)
          .filter(at -> !at.isBefore(from) && at.isBefore(until));
    }
  }

  private static Host gatewayOf(CapturedEstate estate, String person) {
    String own = estate.host(person, Family.IPV4).toString();
    return Host.of(own.replaceAll("\\.[0-9]+$", ".1"));
  }
}
