package org.phantomnet.conformance.processes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.conformance.figures.Baseline;
import org.phantomnet.conformance.figures.Comparison;
import org.phantomnet.conformance.figures.Figures;
import org.phantomnet.conformance.lab.NeedsLab;
import org.phantomnet.conformance.repository.Repository;
import org.phantomnet.desktop.demo.DemoOptions.Disturbance;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.CallMode;

/** The demo's story with real processes, sockets, libsignal and libwebrtc. */
class WholeCallTest {
  private static final Duration TALK = Duration.ofSeconds(10);
  private static final Duration SHORT_TALK = Duration.ofSeconds(4);

  /** Of two connections with delays of their own: the comparison needs some of each. */
  private static final Duration SWITCHED_TALK = Duration.ofSeconds(7);

  /** On a machine that does much else besides. */
  private static final Duration AT_ONCE = Duration.ofSeconds(2);

  @TempDir private Path reports = Path.of(".");

  private static DemoRun undisturbed(Duration talk) {
    return disturbed(Disturbance.NONE, talk);
  }

  private static DemoRun disturbed(Disturbance disturbance, Duration talk) {
    return DemoRun.of(CallMode.PRIVATE, disturbance, talk);
  }

  @Test
  void privateCall_undisturbed_isIntelligibleBothWays() throws IOException {
    JsonNode report = undisturbed(TALK).report(reports);

    for (String direction : List.of("aliceToBob", "bobToAlice")) {
      JsonNode audio = report.path("audio").path(direction);
      assertTrue(audio.path("correlation").asDouble() >= 0.8, () -> direction + " " + audio);
      assertTrue(audio.path("mos").asDouble() > 3, () -> direction + " " + audio);
    }
    for (String side : List.of("alice", "bob")) {
      assertEquals("relay", report.path("path").path(side).path("localType").asText());
      assertEquals("relay", report.path("path").path(side).path("remoteType").asText());
      assertEquals(0, report.path("receipt").path(side).path("packetsOutsidePolicy").asInt(-1));
    }
    assertTrue(
        !report
            .path("path")
            .path("alice")
            .path("relayOperator")
            .asText()
            .equals(report.path("path").path("bob").path("relayOperator").asText()),
        "no single relay sees both addresses");
    assertTrue(report.path("timings").path("acceptToFirstAudioMs").asDouble() > 0);
    assertEquals(
        report.path("chat").path("sent").asInt(), report.path("chat").path("received").asInt());
    figures(report);
  }

  /**
   * Left for who reads the run. A machine that is busy fails nothing: only what breaks an absolute
   * bound by a factor does, as benchmarks/baseline.json says.
   */
  private static void figures(JsonNode report) throws IOException {
    Path root = Repository.root();
    Figures figures = Figures.of(report);
    Baseline baseline = Baseline.read(root.resolve("benchmarks/baseline.json"));
    Comparison comparison = Comparison.of(figures, baseline, Figures.busy());
    figures.save(root.resolve("target"), comparison);
    assertEquals(List.of(), comparison.broken(), "beyond the limit on any machine");
  }

  @Test
  @Covers({"CALL-55", "CALL-62", "CALL-63"})
  void fastCall_switchedToPrivate_goesOnOverBothRelaysWithoutAGap() throws IOException {
    NeedsLab.orSkip(WholeCallTest.class);
    JsonNode report =
        DemoRun.of(CallMode.FAST, Disturbance.SWITCH_MODE, SWITCHED_TALK).report(reports);

    for (String side : List.of("alice", "bob")) {
      assertNotEquals("relay", report.path("path").path(side).path("localType").asText());
      assertNotEquals("relay", report.path("path").path(side).path("remoteType").asText());
      assertEquals("relay", report.path("pathAfter").path(side).path("localType").asText());
      assertEquals("relay", report.path("pathAfter").path(side).path("remoteType").asText());
      assertTrue(report.path("pathAfter").path(side).path("isolated").asBoolean());
      assertEquals("PRIVATE", report.path("modeAfter").path(side).asText());
      assertEquals(2, report.path("connections").path(side).asInt());
      assertEquals("FAST", report.path("history").path(side).asText(), "the weakest it had");
      JsonNode receipt = report.path("receipt").path(side);
      assertEquals("FAST", receipt.path("mode").asText());
      assertEquals("NOT_OFFERED", receipt.path("constantRate").asText(), "not of all of it");
      assertFalse(receipt.path("isolated").asBoolean(true), "not all of it");
      assertEquals(0, report.path("receipt").path(side).path("packetsOutsidePolicy").asInt(-1));
    }
  }

  /** The demo itself fails if a picture comes unasked, is not the one sent, or sound breaks. */
  @Test
  @Covers({"CALL-27", "CALL-72", "CALL-76", "CALL-77", "ENG-100", "ENG-111"})
  @Adversary("ADV-04")
  void callOfSound_getsVideoAndLosesItAgain_overThreeConnections() throws IOException {
    JsonNode report = disturbed(Disturbance.ADD_VIDEO, SWITCHED_TALK).withVideo().report(reports);

    assertSeen(report);
    assertTrue(report.path("timings").path("approveToFirstPictureMs").asDouble() > 0);
    assertTrue(
        report.path("timings").path("endToNoPictureMs").asDouble() < AT_ONCE.toMillis(),
        () -> report.path("timings").toString());
    for (String side : List.of("alice", "bob")) {
      assertEquals(0, report.path("receipt").path(side).path("packetsOutsidePolicy").asInt(-1));
      assertEquals(3, report.path("receipt").path(side).path("sent").path("RELAY").asInt());
    }
  }

  @Test
  @Adversary({"ADV-38", "ADV-39"})
  void privateCall_relayKilledAndAnotherThere_goesOnOverIt() throws IOException {
    JsonNode report = disturbed(Disturbance.KILL_RELAY, TALK).report(reports);

    assertEquals(2, report.path("connections").path("alice").asInt());
    assertEquals(2, report.path("connections").path("bob").asInt());
    for (String side : List.of("alice", "bob")) {
      assertEquals("relay", report.path("path").path(side).path("localType").asText());
      assertEquals(0, report.path("receipt").path(side).path("packetsOutsidePolicy").asInt(-1));
    }
  }

  @Test
  @Adversary("ADV-39")
  void privateCall_networkGoneForSeconds_goesOn() throws IOException {
    NeedsLab.orSkip(WholeCallTest.class);
    disturbed(Disturbance.DROP_NETWORK, TALK).report(reports);
  }

  @Test
  void privateCall_mediaChildKilled_endsAndNextCallWorks() throws IOException {
    disturbed(Disturbance.KILL_MEDIA_CHILD, SHORT_TALK).report(reports);
  }

  @Test
  void privateCall_clientKilled_nextCallWorksAndNoMessageIsLost() throws IOException {
    disturbed(Disturbance.KILL_CLIENT, SHORT_TALK).report(reports);
  }

  private static void assertSeen(JsonNode report) {
    for (String direction : List.of("aliceToBob", "bobToAlice")) {
      JsonNode video = report.path("video").path(direction);
      assertTrue(video.path("psnrDb").asDouble() > 30, video::toString);
      assertTrue(video.path("compared").asInt() > 10, video::toString);
    }
  }

  /** The demo itself fails if a picture that left, or one that was seen, shows the person. */
  @Test
  @Covers({"ENG-106", "ENG-127", "BLK-1", "BLK-19"})
  @Adversary({"ADV-06", "ADV-46"})
  void privateCallWithBlackout_showsTheRoom_andNobodyInIt() throws IOException {
    JsonNode report = undisturbed(TALK).withCamera().report(reports);

    JsonNode blackout = report.path("blackout");
    assertTrue(blackout.path("blackBeforeTheRoom").asInt() > 10, blackout::toString);
    assertTrue(blackout.path("withPersonAndRoom").asInt() > 10, blackout::toString);
    assertTrue(blackout.path("seenBlack").asInt() > 1, blackout::toString);
    assertEquals(1, blackout.path("leastPersonHidden").asDouble(), 0.005, blackout::toString);
    assertEquals(0, blackout.path("seenLightInPerson").asDouble(1), 0.002, blackout::toString);
    assertTrue(report.path("video").path("bobToAlice").path("psnrDb").asDouble() > 30);
  }

  @Test
  @Covers("CALL-9")
  void privateCall_toThreeDevices_ringsOnAllAndStopsWhereNobodyAnswered() throws IOException {
    JsonNode report = undisturbed(SHORT_TALK).withDevices(3).report(reports);

    for (String other : List.of("bob", "bob-2")) {
      assertEquals("ACCEPTED_ELSEWHERE", report.path("endedAs").path(other).asText());
      double stopped = report.path("acceptToStopMs").path(other).asDouble(-1);
      assertTrue(stopped > 0 && stopped < AT_ONCE.toMillis(), () -> other + " " + report);
    }
    assertEquals(2, report.path("endedAs").size());
    JsonNode audio = report.path("audio").path("bobToAlice"); // nine processes on this machine
    assertTrue(audio.path("intelligible").asBoolean(), audio::toString);
  }

  @Test
  @Covers({"CALL-9", "CALL-38"})
  void fastCallWithVideo_toTwoDevices_isSeenAndStopsAtTheOther() throws IOException {
    JsonNode report =
        DemoRun.of(CallMode.FAST, Disturbance.NONE, SHORT_TALK)
            .withVideo()
            .withDevices(2)
            .report(reports);

    assertEquals("ACCEPTED_ELSEWHERE", report.path("endedAs").path("bob").asText());
    assertEquals(1, report.path("endedAs").size());
    assertSeen(report);
  }
}
