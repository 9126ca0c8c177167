package org.phantomnet.conformance.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
 * A call between two homes begins in Fast and goes on in Private, captured at both machines and at
 * both homes' outsides: before the switch it may be direct, two seconds after it every packet is
 * held against Private's policy.
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
    try (CapturedEstate estate =
        new CapturedEstate(
            work,
            Home.behind(Nat.PORT_RESTRICTED, "left"),
            Home.behind(Nat.PORT_RESTRICTED, "right"))) {
      estate.start();
      estate.capture("alice", "bob", "left", "right");
      estate.meet();
      callAndSwitch(estate);
      estate.quit();

      for (String person : CapturedEstate.PEOPLE) {
        assertOnWire(estate, person, person, Set.of(gatewayOf(estate, person)));
        assertOnWire(estate, person, CapturedEstate.homeOf(person), estate.servers().hosts());
      }
    }
  }

  private void callAndSwitch(CapturedEstate estate) {
    JsonProcess alice = estate.client("alice");
    JsonProcess bob = estate.client("bob");
    List<JsonProcess> both = List.of(alice, bob);
    alice.tell("call", Map.of("who", estate.user("bob"), "mode", "FAST"));
    await(bob, phase("RINGING"), "Bob's phone rings");
    accepted = Instant.now();
    bob.tell("answer", Map.of());
    for (JsonProcess side : both) {
      await(side, event -> hasHeard(event, "FAST", TALK_PACKETS), "some talk in Fast");
    }
    asked = Instant.now();
    alice.tell("mode", Map.of("mode", "private"));
    Instant switched = asked;
    for (JsonProcess side : both) {
      JsonNode first = await(side, event -> isIn(event, "PRIVATE"), "Private");
      Instant at = Instant.EPOCH.plus(first.path("atMicros").asLong(), ChronoUnit.MICROS);
      switched = at.isAfter(switched) ? at : switched;
    }
    settled = switched.plus(OLD_CONNECTION);
    for (JsonProcess side : both) {
      JsonNode later =
          await(side, event -> hasHeard(event, "PRIVATE", PACKETS_AFTER), "some talk in Private");
      assertEquals("relay", later.at("/path/localType").asText());
      assertEquals("relay", later.at("/path/remoteType").asText());
      assertTrue(later.path("addressShown").asBoolean(), later::toString);
    }
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

  private void assertOnWire(CapturedEstate estate, String person, String machine, Set<Host> routers)
      throws IOException, PcapException {
    Host own = estate.host(machine, Family.IPV4);
    Host peer = estate.host(CapturedEstate.homeOf(CapturedEstate.other(person)), Family.IPV4);
    WireReport late = report(estate, machine, own, routers, peer, settled);
    WireReport early = report(estate, machine, own, routers, peer, asked);
    // While both connections stand, a packet is of one of them.
    Set<Packet> either = new HashSet<>();
    early.violations().forEach(violation -> either.add(violation.packet()));
    List<String> outside =
        late.violations().stream()
            .filter(violation -> either.contains(violation.packet()))
            .filter(violation -> !isOfNeighbours(machine, person, violation.packet()))
            .map(Violation::shown)
            .limit(12)
            .toList();
    assertEquals(List.of(), outside, machine);
    assertTrue(direct(late, peer, accepted, asked) >= TALK_PACKETS, "no direct call: " + machine);
    assertEquals(0, direct(late, peer, settled, Instant.MAX), "directly after the switch");
    System.err.println(
        machine
            + ": datagrams with the other home "
            + direct(late, peer, accepted, asked)
            + " before the switch, "
            + direct(late, peer, asked, settled)
            + " until two seconds after it, the last of them "
            + Duration.between(settled.minus(OLD_CONNECTION), last(late, peer)).toMillis()
            + " ms after Private was in use on both sides");
    long after = late.media().stream().filter(media -> media.at().isAfter(settled)).count();
    assertTrue(after >= TALK_PACKETS, () -> "no call after the switch: " + after);
  }

  /** At a gateway its switch asks everybody where somebody is. */
  private static boolean isOfNeighbours(String machine, String person, Packet packet) {
    return !machine.equals(person) && packet.kind() == Packet.Kind.ARP;
  }

  /** Datagrams of any kind with the other home itself. */
  private static long direct(WireReport report, Host peer, Instant from, Instant until) {
    return report.packets().stream()
        .filter(packet -> packet.kind() == Packet.Kind.UDP && packet.other().host().equals(peer))
        .filter(packet -> !packet.at().isBefore(from) && packet.at().isBefore(until))
        .count();
  }

  private static Instant last(WireReport report, Host peer) {
    return report.packets().stream()
        .filter(packet -> packet.kind() == Packet.Kind.UDP && packet.other().host().equals(peer))
        .map(Packet::at)
        .max(Instant::compareTo)
        .orElseThrow();
  }

  /**
   * @param inPrivate when Private's policy begins to hold
   */
  private WireReport report(
      CapturedEstate estate,
      String machine,
      Host own,
      Set<Host> routers,
      Host peer,
      Instant inPrivate)
      throws IOException, PcapException {
    WirePolicy.Media talk = new WirePolicy.Media(Optional.of(accepted), Optional.of(accepted));
    NavigableMap<Instant, WirePolicy> policies = new TreeMap<>();
    policies.put(
        Instant.MIN,
        policy(
            estate,
            own,
            routers,
            WirePolicy.Media.NEVER,
            Optional.of(new WirePolicy.Direct(Optional.empty(), Set.of()))));
    policies.put(
        accepted,
        policy(
            estate,
            own,
            routers,
            talk,
            Optional.of(new WirePolicy.Direct(Optional.of(accepted), Set.of(peer)))));
    policies.put(inPrivate, policy(estate, own, routers, talk, Optional.empty()));
    return WireAudit.of(
        estate.frames(machine), new Vantage(Optional.empty(), Set.of(own)), policies);
  }

  private static WirePolicy policy(
      CapturedEstate estate,
      Host own,
      Set<Host> routers,
      WirePolicy.Media media,
      Optional<WirePolicy.Direct> direct) {
    return new WirePolicy(
        Set.of(own),
        routers,
        estate.servers().endpoints(),
        estate.servers().relays(),
        media,
        direct);
  }

  private static Host gatewayOf(CapturedEstate estate, String person) {
    String own = estate.host(person, Family.IPV4).toString();
    return Host.of(own.replaceAll("\\.[0-9]+$", ".1"));
  }
}
