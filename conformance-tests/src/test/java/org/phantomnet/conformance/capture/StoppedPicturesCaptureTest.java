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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.conformance.crash.JsonProcess;
import org.phantomnet.conformance.lab.Family;
import org.phantomnet.conformance.lab.Home;
import org.phantomnet.conformance.lab.Nat;
import org.phantomnet.conformance.lab.NeedsLab;
import org.phantomnet.engine.port.PictureChoice;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;

/**
 * What leaves a person's machine in a direct call when the own pictures are stopped: here the media
 * engine's own sockets send, and nothing of ours stands behind them. Times are from before the
 * command to the capture of the last packet of video. (For Private: PicturesCaptureTest.)
 */
@Tag("beside-others")
class StoppedPicturesCaptureTest {
  private static final int STOPS = 5;
  private static final int SOUND = 111;
  private static final Duration SHOWN = Duration.ofMillis(1_500);
  private static final Duration STOPPED = Duration.ofMillis(1_000);
  private static final Duration BOUND = Duration.ofMillis(100);

  @TempDir private Path work = Path.of(".");
  private final List<Instant> starts = new ArrayList<>();
  private final List<Instant> stops = new ArrayList<>();

  @Test
  @Covers({"ENG-112", "WIRE-8"})
  @Adversary({"ADV-04", "ADV-06"})
  void fastCall_picturesStopped_leaveNoPacketOfVideo_andSoundGoesOn()
      throws IOException, PcapException {
    NeedsLab.orSkip(StoppedPicturesCaptureTest.class);
    try (CapturedEstate estate =
        new CapturedEstate(
            work,
            Home.behind(Nat.PORT_RESTRICTED, "left"),
            Home.behind(Nat.PORT_RESTRICTED, "right"))) {
      estate.shows("alice", 1);
      estate.shows("bob", 2);
      estate.start();
      estate.capture("alice");
      estate.meet();
      call(estate);
      estate.quit();

      judge(report(estate).media(Packet.Direction.OUT));
    }
  }

  private void call(CapturedEstate estate) {
    JsonProcess alice = estate.client("alice");
    JsonProcess bob = estate.client("bob");
    starts.add(Instant.now());
    alice.tell("call", Map.of("who", estate.user("bob"), "mode", "FAST", "video", true));
    await(bob, phase("RINGING"), "Bob's phone rings");
    bob.tell("answer", Map.of());
    JsonNode connected = await(alice, event -> talked(event) > 0, "the call");
    assertEquals("AUDIO_VIDEO", connected.path("media").asText());
    for (int stop = 0; stop < STOPS; stop++) {
      if (stop > 0) {
        starts.add(Instant.now());
        alice.tell("pictures", Map.of("to", PictureChoice.ALL.name()));
      }
      pass(alice, SHOWN);
      stops.add(Instant.now());
      alice.tell("pictures", Map.of("to", PictureChoice.WATCH_ONLY.name()));
      pass(alice, STOPPED);
    }
    alice.tell("hangup", Map.of());
    await(alice, phase("ENDED"), "the end");
  }

  /** So much of the call, as it says itself once a second. */
  private static void pass(JsonProcess client, Duration time) {
    long from = talked(await(client, client.mark(), event -> talked(event) > 0, "a second"));
    await(client, client.mark(), event -> talked(event) >= from + time.toMillis(), "talk");
  }

  private static long talked(JsonNode event) {
    return event.path("talkedMs").asLong();
  }

  private static WireReport report(CapturedEstate estate) throws IOException, PcapException {
    NavigableMap<Instant, WirePolicy> any = new TreeMap<>();
    Host own = estate.host("alice", Family.IPV4);
    any.put(
        Instant.MIN,
        new WirePolicy(
            Set.of(own),
            Set.of(),
            estate.servers().endpoints(),
            estate.servers().relays(),
            WirePolicy.Media.NEVER,
            Optional.empty()));
    return WireAudit.of(estate.frames("alice"), new Vantage(Optional.empty(), Set.of(own)), any);
  }

  private void judge(List<MediaPacket> all) {
    List<Duration> last = new ArrayList<>();
    for (int stop = 0; stop < STOPS; stop++) {
      Instant began = starts.get(stop);
      Instant stopped = stops.get(stop);
      Instant next = stop + 1 < STOPS ? starts.get(stop + 1) : stopped.plus(STOPPED);
      assertTrue(sent(all, false, began, stopped).size() > 30, "no pictures before");
      List<MediaPacket> late = sent(all, false, stopped, next);
      last.add(
          late.isEmpty()
              ? Duration.ZERO
              : Duration.between(stopped, late.get(late.size() - 1).at()));
      assertTrue(sent(all, true, stopped, next).size() > 10, "sound goes on");
    }
    System.err.println("pictures stopped in Fast: last packet of video after " + last);
    List<Duration> sorted = last.stream().sorted().toList();
    assertTrue(sorted.get(STOPS / 2).compareTo(BOUND) <= 0, last::toString);
  }

  /** What is not sound is video, also what is said again and what only fills. */
  private static List<MediaPacket> sent(
      List<MediaPacket> all, boolean sound, Instant from, Instant to) {
    return all.stream()
        .filter(packet -> !packet.control() && packet.type() == SOUND == sound)
        .filter(packet -> !packet.at().isBefore(from) && packet.at().isBefore(to))
        .toList();
  }
}
