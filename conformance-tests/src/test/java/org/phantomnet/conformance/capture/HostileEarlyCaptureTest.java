package org.phantomnet.conformance.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.phantomnet.conformance.lab.LabEstate.await;
import static org.phantomnet.conformance.lab.LabEstate.phase;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
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
import org.phantomnet.conformance.capture.Packet.Direction;
import org.phantomnet.conformance.capture.Packet.Kind;
import org.phantomnet.conformance.crash.JsonProcess;
import org.phantomnet.conformance.lab.Family;
import org.phantomnet.conformance.lab.Home;
import org.phantomnet.conformance.lab.Nat;
import org.phantomnet.conformance.lab.NeedsLab;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;

/**
 * A contact calls in Fast and sends media before it may: made up sound, DTLS and checks from the
 * first ring on, to an address that it knows from before; the same to each candidate as soon as it
 * has it; and its real sound as soon as DTLS is up, though it never says that it has the keys. The
 * victim has no NAT that would keep any of it out.
 */
@Tag("beside-others")
class HostileEarlyCaptureTest {
  private static final Duration RINGS = Duration.ofMillis(2_500);

  /** The call would go on so for 15 s (CALL-6). */
  private static final Duration SPEAKS = Duration.ofSeconds(8);

  @TempDir private Path work = Path.of(".");

  @BeforeAll
  static void needLab() {
    NeedsLab.orSkip(HostileEarlyCaptureTest.class);
  }

  @Test
  @Covers({"GATE-1", "PRIV-11"})
  @Adversary({"ADV-03", "ADV-33", "ADV-58"})
  void earlyMedia_isNeitherAnsweredNorPlayed_beforeAcceptAndBeforeTheGate()
      throws IOException, PcapException {
    Path hostile = HostileClient.early(work.resolve("hostile"));
    try (CapturedEstate estate =
        new CapturedEstate(
            work, Home.behind(Nat.OPEN, "left"), Home.behind(Nat.PORT_RESTRICTED, "right"))) {
      estate.start();
      estate.record("alice");
      estate.capture("alice");
      estate.meet(Optional.of(hostile));
      String victim = estate.lab().address("alice", Family.IPV4);
      Attacker.start(estate, work, "bob", "spray.py", victim);
      JsonProcess alice = estate.client("alice");
      estate.client("bob").tell("call", Map.of("who", estate.user("alice"), "mode", "FAST"));
      await(alice, phase("RINGING"), "the phone rings");
      alice.await(alice.mark(), RINGS, event -> false);
      Instant accepted = Instant.now();
      alice.tell("answer", Map.of());
      Optional<JsonNode> opened =
          alice.await(0, SPEAKS, e -> e.path("code").asText().equals("GATE_OPENED"));
      alice.tell("hangup", Map.of());
      JsonNode end = await(alice, phase("ENDED"), "the end");
      estate.quit();

      assertEquals(Optional.empty(), opened, "the gate opened without the caller's confirmation");
      assertFalse(end.path("gateOpen").asBoolean(), end::toString);
      assertFalse(end.path("firstAudio").asBoolean(), end::toString);
      Path heard = estate.heard("alice");
      assertFalse(Files.exists(heard), () -> "the loudspeaker was opened: " + heard);
      WireReport report = report(estate, accepted);
      assertAttacked(report, accepted);
      assertOnlyChecksLeave(report, accepted);
    }
  }

  /** Else it shows nothing: before the accept and after it, made up and real. */
  private static void assertAttacked(WireReport report, Instant accepted) {
    List<Violation> came =
        report.violations().stream()
            .filter(violation -> violation.packet().direction() == Direction.IN)
            .toList();
    long before = came.stream().filter(v -> v.packet().at().isBefore(accepted)).count();
    assertTrue(before > 100, () -> "no early media before the accept: " + report.counts());
    List<Content.Srtp> after =
        came.stream()
            .filter(violation -> violation.packet().at().isAfter(accepted))
            .map(violation -> ContentReader.datagram(violation.packet().payload()).innermost())
            .filter(Content.Srtp.class::isInstance)
            .map(Content.Srtp.class::cast)
            .filter(sound -> sound.ssrc() != Attacker.MARK)
            .toList();
    // Of its engine, whose packets are numbered by one source; at 50 a second for some seconds.
    Map<Long, Integer> sources = new TreeMap<>();
    after.forEach(sound -> sources.merge(sound.ssrc(), 1, Integer::sum));
    assertTrue(
        sources.values().stream().anyMatch(count -> count > 200),
        () -> "its engine did not speak: " + sources + report.counts());
  }

  /**
   * No word before the accept, but that of the kernel that nobody is at a port; afterwards ICE and
   * DTLS, and nothing of the microphone.
   */
  private static void assertOnlyChecksLeave(WireReport report, Instant accepted) {
    List<String> left =
        report.violations().stream()
            .filter(violation -> violation.packet().direction() != Direction.IN)
            .filter(violation -> violation.packet().kind() != Kind.ICMP)
            .map(Violation::shown)
            .toList();
    assertEquals(List.of(), left);
    assertEquals(List.of(), report.media(Direction.OUT));
    for (Packet packet : report.packets()) {
      boolean early = packet.at().isBefore(accepted) && packet.direction() == Direction.OUT;
      assertFalse(
          early && packet.kind() == Kind.UDP,
          () -> new Violation(packet, "before the accept").shown());
    }
  }

  private static WireReport report(CapturedEstate estate, Instant accepted)
      throws IOException, PcapException {
    Host own = estate.host("alice", Family.IPV4);
    Host peer = estate.host("right", Family.IPV4);
    String router = own.toString().replaceAll("[0-9]+$", "129");
    NavigableMap<Instant, WirePolicy> policies = new TreeMap<>();
    for (Optional<Instant> from : List.of(Optional.<Instant>empty(), Optional.of(accepted))) {
      policies.put(
          from.orElse(Instant.MIN),
          new WirePolicy(
              Set.of(own),
              Set.of(Host.of(router)),
              estate.servers().endpoints(),
              estate.servers().relays(),
              WirePolicy.Media.NEVER,
              Optional.of(new WirePolicy.Direct(from, Set.of(peer)))));
    }
    return WireAudit.of(
        estate.frames("alice"), new Vantage(Optional.empty(), Set.of(own)), policies);
  }
}
