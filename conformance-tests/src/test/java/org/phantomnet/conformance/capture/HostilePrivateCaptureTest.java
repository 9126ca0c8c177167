package org.phantomnet.conformance.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.phantomnet.conformance.lab.LabEstate.await;
import static org.phantomnet.conformance.lab.LabEstate.named;
import static org.phantomnet.conformance.lab.LabEstate.phase;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.conformance.capture.HostileClient.Named;
import org.phantomnet.conformance.capture.Packet.Direction;
import org.phantomnet.conformance.crash.JsonProcess;
import org.phantomnet.conformance.lab.Family;
import org.phantomnet.conformance.lab.Home;
import org.phantomnet.conformance.lab.Machine;
import org.phantomnet.conformance.lab.Nat;
import org.phantomnet.conformance.lab.NeedsLab;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;

/**
 * A contact calls, and is called, in Private with a client that names places which are not its own,
 * while an attacker at both relays writes to the victim in their name; what the victim's machine
 * sends is captured, and all that comes to those places.
 */
@Tag("beside-others")
class HostilePrivateCaptureTest {
  /** Somebody who has nothing to do with the call. */
  private static final String EVE = "198.51.100.77";

  /** Carol, in the victim's home. */
  private static final String CAROL = "10.1.0.11";

  /** Of a relay's range; the lies name the liar's own relay, and this is not its address. */
  private static final int RELAYED = 20_100;

  /** Some seconds, each with lies. */
  private static final int TALK_PACKETS = 300;

  /** Of what he said meanwhile: each second one UPDATE for each place, and a CANDIDATE. */
  private static final int LEAST_REFUSED = 10;

  @TempDir private Path work = Path.of(".");

  @BeforeAll
  static void needLab() {
    NeedsLab.orSkip(HostilePrivateCaptureTest.class);
  }

  private static Named place(String type, String address, int port) {
    return new Named(type, Host.of(address), port);
  }

  @Test
  @Covers({"PRIV-4", "PRIV-5", "CALL-51"})
  @Adversary({"ADV-33", "ADV-34", "ADV-36", "ADV-50", "ADV-58"})
  void injectedCandidatesAndSpoofedRelays_reachNobody_andTheHonestCallGoesOn()
      throws IOException, PcapException {
    List<Named> offered = List.of(place("RELAY", EVE, RELAYED), place("RELAY", CAROL, RELAYED));
    List<Named> answered =
        List.of(place("RELAY", EVE, RELAYED + 2), place("RELAY", "203.0.113.10", 40_000));
    List<Named> trickled =
        List.of(
            place("HOST", EVE, 40_000),
            place("SERVER_REFLEXIVE", EVE, 40_001),
            place("RELAY", EVE, RELAYED),
            place("HOST", CAROL, 5_000),
            place("HOST", "127.0.0.1", 5_000),
            place("HOST", "169.254.169.254", 8_080),
            place("RELAY", "198.51.100.53", RELAYED));
    Path hostile = HostileClient.lying(offered, answered, trickled, work.resolve("hostile"));
    try (CapturedEstate estate =
        new CapturedEstate(
            work,
            Home.behind(Nat.PORT_RESTRICTED, "left"),
            Home.behind(Nat.PORT_RESTRICTED, "right"),
            Machine.in("carol", "left"),
            Machine.onInternet("eve", EVE))) {
      estate.start();
      for (String relay : List.of("north", "south")) {
        String address = estate.lab().address(relay, Family.IPV4);
        Attacker.start(estate, work, relay, "spoof.py", address, EVE);
      }
      estate.capture("alice", "carol", "eve");
      estate.meet(Optional.of(hostile));
      for (int lie = 0; lie < offered.size(); lie++) {
        assertRefused(estate, "bob", "alice");
      }
      for (int lie = 0; lie < answered.size(); lie++) {
        assertRefused(estate, "alice", "bob");
      }
      Instant accepted = assertHonestCallGoesOn(estate);
      estate.quit();

      assertOnlyPolicyLeaves(estate, accepted);
      for (String stranger : List.of("carol", "eve")) {
        assertNothingCame(estate, stranger);
      }
    }
  }

  private static void assertRefused(CapturedEstate estate, String caller, String callee) {
    JsonProcess alice = estate.client("alice");
    int mark = alice.mark();
    int his = estate.client("bob").mark();
    Map<String, String> whom = Map.of("who", estate.user(callee), "mode", "PRIVATE");
    estate.client(caller).tell("call", whom);
    JsonNode end = await(alice, mark, named("ended"), "the end of a call with a lie");
    assertEquals("SECURITY_FAILURE", end.path("end").asText(), end::toString);
    assertTrue(!end.path("transportConnected").asBoolean(), end::toString);
    await(estate.client("bob"), his, named("ended"), "its end at the liar's");
  }

  /** Though in each of its seconds the caller asks for new connections to the same places. */
  private static Instant assertHonestCallGoesOn(CapturedEstate estate) {
    JsonProcess alice = estate.client("alice");
    int mark = alice.mark();
    estate.client("bob").tell("call", Map.of("who", estate.user("alice"), "mode", "PRIVATE"));
    String call = await(alice, mark, phase("RINGING"), "the phone rings").path("call").asText();
    Predicate<JsonNode> ofCall = event -> event.path("call").asText().equals(call);
    await(alice, mark, ofCall.and(e -> e.path("transportConnected").asBoolean()), "the path");
    Instant accepted = Instant.now();
    alice.tell("answer", Map.of());
    await(alice, mark, ofCall.and(e -> e.path("firstAudio").asBoolean()), "sound");
    JsonNode talk =
        await(
            alice,
            mark,
            ofCall.and(e -> e.path("quality").path("packetsReceived").asLong() >= TALK_PACKETS),
            "some talk");
    int refused = mark;
    for (int lie = 0; lie < LEAST_REFUSED; lie++) {
      refused =
          1
              + alice
                  .find(
                      refused,
                      Duration.ZERO,
                      event -> event.path("code").asText().equals("MESSAGE_REFUSED"))
                  .orElseThrow(() -> new AssertionError("hardly a lie in the call"))
                  .index();
    }
    assertEquals("CONNECTED", talk.path("phase").asText(), talk::toString);
    assertEquals(1, talk.path("connections").asInt(), talk::toString);
    alice.tell("hangup", Map.of());
    JsonNode end = await(alice, mark, ofCall.and(phase("ENDED")), "the end");
    assertEquals("VERIFIED", end.path("constantRate").asText(), end::toString);
    assertEquals("relay", end.path("path").path("remoteType").asText(), end::toString);
    await(estate.client("bob"), ofCall.and(phase("ENDED")), "the end at the liar's");
    return accepted;
  }

  /** What comes in the relays' name comes; nothing goes out because of it. */
  private static void assertOnlyPolicyLeaves(CapturedEstate estate, Instant accepted)
      throws IOException, PcapException {
    Host own = estate.host("alice", Family.IPV4);
    WirePolicy policy =
        new WirePolicy(
            Set.of(own),
            Set.of(Host.of("10.1.0.1")),
            estate.servers().endpoints(),
            estate.servers().relays(),
            new WirePolicy.Media(Optional.of(accepted), Optional.of(accepted)),
            Optional.empty());
    WireReport report =
        WireAudit.of(estate.frames("alice"), new Vantage(Optional.empty(), Set.of(own)), policy);
    List<Endpoint> relays = estate.servers().relays().stream().map(WirePolicy.Relay::udp).toList();
    List<Violation> spoofed =
        report.violations().stream()
            .filter(violation -> violation.packet().direction() == Direction.IN)
            .filter(violation -> relays.contains(violation.packet().from()))
            .toList();
    assertTrue(spoofed.size() > 200, () -> "hardly an attack: " + report.counts());
    assertEquals(
        List.of(),
        report.violations().stream()
            .filter(violation -> !spoofed.contains(violation))
            .map(Violation::shown)
            .toList());
    assertTrue(marked(report, Direction.IN) > 100, "no sound was made up");
    assertEquals(0, marked(report, Direction.OUT), "made up sound was sent on");
    assertTrue(report.media(Direction.OUT).size() >= TALK_PACKETS / 2, "no call");
    for (String stranger : List.of(EVE, CAROL, "203.0.113.20")) {
      assertTrue(!report.others().contains(Host.of(stranger)), stranger);
    }
  }

  private static long marked(WireReport report, Direction direction) {
    return report.packets().stream()
        .filter(packet -> packet.direction() == direction && packet.kind() == Packet.Kind.UDP)
        .map(packet -> ContentReader.datagram(packet.payload()).innermost())
        .flatMap(content -> content instanceof Content.Srtp srtp ? Stream.of(srtp) : Stream.empty())
        .filter(sound -> sound.ssrc() == Attacker.MARK)
        .count();
  }

  /** Neither from the victim nor from a relay. */
  private static void assertNothingCame(CapturedEstate estate, String stranger)
      throws IOException, PcapException {
    Host own = estate.host(stranger, Family.IPV4);
    PacketReader reader = new PacketReader(new Vantage(Optional.empty(), Set.of(own)));
    List<String> came =
        estate.frames(stranger).stream()
            .map(reader::read)
            .filter(packet -> packet.kind() != Packet.Kind.ARP)
            .map(packet -> new Violation(packet, "to somebody who was only named").shown())
            .toList();
    assertEquals(List.of(), came, stranger);
  }
}
