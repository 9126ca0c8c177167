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
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.conformance.capture.HostileClient.Named;
import org.phantomnet.conformance.crash.JsonProcess;
import org.phantomnet.conformance.lab.Family;
import org.phantomnet.conformance.lab.Home;
import org.phantomnet.conformance.lab.Machine;
import org.phantomnet.conformance.lab.Nat;
import org.phantomnet.conformance.lab.NeedsLab;
import org.phantomnet.protocol.rule.Adversary;

/**
 * A contact calls in Fast with a client that names places which are not its own; the person
 * answers, and what their machine sends is captured.
 */
@Tag("beside-others")
class HostileFastCaptureTest {
  /** Somebody who has nothing to do with the call. */
  private static final String EVE = "198.51.100.77";

  /** Bounds of what a call of a contact, once answered, makes go to somebody else. */
  private static final int MOST_PACKETS = 400;

  private static final int MOST_OCTETS = 64_000;

  /** For the connection (CALL: 15 s), and what is on its way then. */
  private static final Duration LONGEST = Duration.ofSeconds(18);

  @TempDir private Path work = Path.of(".");

  @BeforeAll
  static void needLab() {
    NeedsLab.orSkip(HostileFastCaptureTest.class);
  }

  private static Named host(String address, int port) {
    return new Named("HOST", Host.of(address), port);
  }

  /** An IPv4 address inside an IPv6 one. */
  private static Named mapped(String address, int port) {
    byte[] octets = new byte[16];
    octets[10] = -1;
    octets[11] = -1;
    System.arraycopy(Host.of(address).octets().copy(), 0, octets, 12, 4);
    return new Named("HOST", new Host(Octets.of(octets)), port);
  }

  @Test
  @Adversary({"ADV-33", "ADV-36"})
  void injectedCandidates_reachNobody_andAThirdPartyIsCheckedWithinBounds()
      throws IOException, PcapException {
    List<Named> named =
        List.of(
            host("127.0.0.1", 5_000),
            host("169.254.169.254", 8_080),
            host("10.1.0.1", 5_353),
            host("10.1.0.11", 5_000),
            new Named("SERVER_REFLEXIVE", Host.of("10.1.0.11"), 5_000),
            new Named("RELAY", Host.of("10.1.0.11"), 20_100),
            host("192.168.1.1", 1_900),
            host("224.0.0.251", 5_353),
            host("255.255.255.255", 5_000),
            host("0.0.0.0", 5_000),
            mapped("10.1.0.11", 5_000),
            host("fe80::1", 5_000),
            new Named("RELAY", Host.of("198.51.100.53"), 8_443),
            host(EVE, 53),
            host(EVE, 40_000),
            new Named("SERVER_REFLEXIVE", Host.of(EVE), 40_001));
    Path hostile = HostileClient.naming(named, work.resolve("hostile"));
    try (CapturedEstate estate =
        new CapturedEstate(
            work,
            Home.behind(Nat.PORT_RESTRICTED, "left"),
            Home.behind(Nat.PORT_RESTRICTED, "right"),
            Machine.in("carol", "left"),
            Machine.onInternet("eve", EVE))) {
      estate.start();
      estate.capture("alice", "eve");
      estate.meet(Optional.of(hostile));
      JsonProcess alice = estate.client("alice");
      JsonProcess bob = estate.client("bob");
      bob.tell("call", Map.of("who", estate.user("alice"), "mode", "FAST"));
      await(alice, phase("RINGING"), "the phone rings");
      Instant accepted = Instant.now();
      alice.tell("answer", Map.of());
      JsonNode end = await(alice, phase("ENDED"), "the end");
      estate.quit();

      assertEquals("CONNECT_TIMEOUT", end.path("end").asText());
      assertEquals(1, end.path("receipt").path("admitted").path("HOST").asInt(), end::toString);
      WireReport atAlice = report(estate, "alice", accepted, Set.of(Host.of("10.1.0.1")));
      assertEquals("", atAlice.shown());
      assertBounded(estate, accepted, end);
    }
  }

  /** At the third party: from the victim, and from the victim's relay. */
  private static void assertBounded(CapturedEstate estate, Instant accepted, JsonNode end)
      throws IOException, PcapException {
    Host eve = Host.of(EVE);
    PacketReader reader = new PacketReader(new Vantage(Optional.empty(), Set.of(eve)));
    List<Packet> came =
        estate.frames("eve").stream()
            .map(reader::read)
            .filter(packet -> packet.kind() == Packet.Kind.UDP && packet.to().host().equals(eve))
            .toList();
    int octets = came.stream().mapToInt(packet -> packet.payload().length() + 28).sum();
    Map<String, Long> flows = new TreeMap<>();
    came.forEach(packet -> flows.merge(packet.from().host() + " > " + packet.to(), 1L, Long::sum));
    String seen = came.size() + " packets, " + octets + " octets: " + flows + "; " + end;
    System.err.println(seen);
    assertTrue(came.size() > 10, () -> "nothing was tried: " + seen);
    assertTrue(came.size() <= MOST_PACKETS && octets <= MOST_OCTETS, seen);
    for (Packet packet : came) {
      assertTrue(packet.to().port() >= 1_024, () -> "to a port of a service: " + seen);
      assertTrue(
          ContentReader.datagram(packet.payload()) instanceof Content.Stun,
          () -> "more than a connectivity check: " + new Violation(packet, seen).shown());
      assertTrue(
          !packet.at().isBefore(accepted) && packet.at().isBefore(accepted.plus(LONGEST)), seen);
    }
  }

  private static WireReport report(
      CapturedEstate estate, String machine, Instant accepted, Set<Host> routers)
      throws IOException, PcapException {
    Host own = estate.host(machine, Family.IPV4);
    NavigableMap<Instant, WirePolicy> policies = new TreeMap<>();
    for (Optional<Instant> from : List.of(Optional.<Instant>empty(), Optional.of(accepted))) {
      policies.put(
          from.orElse(Instant.MIN),
          new WirePolicy(
              Set.of(own),
              routers,
              estate.servers().endpoints(),
              estate.servers().relays(),
              WirePolicy.Media.NEVER,
              Optional.of(new WirePolicy.Direct(from, Set.of(Host.of(EVE))))));
    }
    return WireAudit.of(
        estate.frames(machine), new Vantage(Optional.empty(), Set.of(own)), policies);
  }
}
