package org.phantomnet.conformance.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.phantomnet.engine.api.CallSnapshot;
import org.phantomnet.engine.api.CallSnapshot.Phase;
import org.phantomnet.engine.api.EndReason;
import org.phantomnet.engine.api.VideoStage;
import org.phantomnet.engine.port.PictureChoice;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.Codec;
import org.phantomnet.protocol.signal.MediaKind;
import org.phantomnet.protocol.signal.MessageType;
import org.phantomnet.testkit.VirtualDevice;
import org.phantomnet.testkit.VirtualEngine;
import org.phantomnet.testkit.VirtualSession;
import org.phantomnet.testkit.VirtualStanding;
import org.phantomnet.testkit.VirtualStanding.Nat;
import org.phantomnet.testkit.Weather;

/** Video that comes into a call of sound, and goes out of it. */
class AddVideoScenarioTest {
  private static final Duration A_MOMENT = Duration.ofSeconds(2);
  private static final Duration APART = Duration.ofSeconds(31);

  private static TwoPhones talking(long seed, Duration slowestTask) {
    TwoPhones phones = TwoPhones.amongFour(seed, slowestTask).behind(Nat.CONE, Nat.CONE);
    for (VirtualDevice device : List.of(phones.alice, phones.bob)) {
      device.media().videoCodecs(List.of(Codec.VP8));
    }
    return phones.connected();
  }

  private static TwoPhones talking() {
    return talking(1, Duration.ZERO);
  }

  private static CallSnapshot call(VirtualDevice device) {
    return device.live().orElseThrow();
  }

  private static void ask(VirtualDevice device) {
    device.engine().requestVideo(call(device).call());
  }

  private static void approve(VirtualDevice device, PictureChoice pictures) {
    device.engine().approveVideo(call(device).call(), pictures);
  }

  private static void end(VirtualDevice device) {
    device.engine().endVideo(call(device).call());
  }

  private static VirtualSession newest(VirtualDevice device) {
    List<VirtualSession> sessions = device.media().sessions();
    return sessions.get(sessions.size() - 1);
  }

  private static long said(TwoPhones phones, MessageType type) {
    return phones.world.channels().sent(type).size();
  }

  private static boolean isVideo(VirtualSession session) {
    return session.mediaKind() == MediaKind.AUDIO_VIDEO;
  }

  private static void assertVideo(TwoPhones phones, PictureChoice ofAlice, PictureChoice ofBob) {
    for (VirtualDevice device : List.of(phones.alice, phones.bob)) {
      assertEquals(VideoStage.VIDEO, call(device).video());
      assertEquals(MediaKind.AUDIO_VIDEO, call(device).media());
      assertTrue(isVideo(newest(device)) && newest(device).heard());
      assertEquals(1, device.media().sessions().stream().filter(s -> !s.isReleased()).count());
    }
    assertEquals(ofAlice, newest(phones.alice).pictures());
    assertEquals(ofBob, newest(phones.bob).pictures());
    assertEquals(ofAlice, call(phones.alice).pictures());
    assertEquals(ofBob, call(phones.bob).pictures());
  }

  /** It is a call of sound, and none of its sessions shows anything. */
  private static void assertSound(TwoPhones phones) {
    for (VirtualDevice device : List.of(phones.alice, phones.bob)) {
      assertEquals(VideoStage.SOUND, call(device).video());
      assertEquals(MediaKind.AUDIO, call(device).media());
      assertFalse(isVideo(newest(device)));
      assertTrue(device.is(Phase.CONNECTED));
    }
  }

  private static void assertNoSessionHadVideo(TwoPhones phones) {
    assertTrue(
        phones.world.media().sessions().stream().noneMatch(AddVideoScenarioTest::isVideo),
        "a connection with video");
  }

  private static TwoPhones talkingWithVideo() {
    TwoPhones phones = talking();
    ask(phones.alice);
    phones.run(A_MOMENT);
    approve(phones.bob, PictureChoice.ALL);
    phones.assertTalkOver(2, Duration.ofSeconds(5));
    phones.run(A_MOMENT);
    assertVideo(phones, PictureChoice.ALL, PictureChoice.ALL);
    return phones;
  }

  private static void assertEndsAsAlways(TwoPhones phones) {
    phones.bob.hangup();
    phones.run(A_MOMENT);
    phones.assertEnded(phones.bob, EndReason.HUNG_UP_LOCALLY);
    phones.assertEnded(phones.alice, EndReason.HUNG_UP_REMOTELY);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @Covers({"CALL-22", "CALL-72", "CALL-73", "CALL-76"})
  @Adversary({"ADV-04", "ADV-24"})
  void video_needsBothPeople_andShowsWhatEachOfThemSaid(boolean callerAsks) {
    TwoPhones phones = talking();
    VirtualDevice asking = callerAsks ? phones.alice : phones.bob;
    VirtualDevice asked = callerAsks ? phones.bob : phones.alice;

    ask(asking);
    phones.run(Duration.ofSeconds(25));
    assertEquals(VideoStage.ASKING, call(asking).video());
    assertEquals(VideoStage.ASKED, call(asked).video());
    assertNoSessionHadVideo(phones);
    approve(asked, PictureChoice.WATCH_ONLY);
    phones.assertTalkOver(2, Duration.ofSeconds(5));
    phones.run(A_MOMENT);

    PictureChoice ofAlice = callerAsks ? PictureChoice.ALL : PictureChoice.WATCH_ONLY;
    PictureChoice ofBob = callerAsks ? PictureChoice.WATCH_ONLY : PictureChoice.ALL;
    assertVideo(phones, ofAlice, ofBob);
    assertEquals(
        List.of(1L, 1L),
        List.of(said(phones, MessageType.MEDIA_REQUEST), said(phones, MessageType.MEDIA_ACK)));
    assertEndsAsAlways(phones);
  }

  @Test
  @Covers({"CALL-73", "CALL-72"})
  @Adversary("ADV-24")
  void refused_orNotAnswered_isNoVideo_andAnswersAfterwardsAreNone() {
    TwoPhones phones = talking();
    ask(phones.alice);
    phones.run(A_MOMENT);
    phones.bob.engine().declineVideo(call(phones.bob).call());
    phones.run(A_MOMENT);
    assertSound(phones);

    phones.run(APART);
    ask(phones.alice);
    phones.run(Duration.ofSeconds(29));
    assertEquals(VideoStage.ASKED, call(phones.bob).video());
    phones.run(A_MOMENT);
    assertSound(phones);
    approve(phones.bob, PictureChoice.ALL);
    phones.run(APART);

    assertSound(phones);
    assertNoSessionHadVideo(phones);
    assertEndsAsAlways(phones);
  }

  @Test
  @Covers("CALL-74")
  @Adversary("ADV-56")
  void video_isAskedForInVainThreeTimesAtMost_halfAMinuteApart() {
    TwoPhones phones = talking();
    int asked = 0;
    for (int second = 0; second < 300; second += 5) {
      ask(phones.alice);
      phones.run(A_MOMENT);
      if (call(phones.bob).video() == VideoStage.ASKED) {
        asked++;
        phones.bob.engine().declineVideo(call(phones.bob).call());
      }
      phones.run(Duration.ofSeconds(3));
      assertTrue(asked <= 1 + second / 30, "sooner than half a minute");
    }

    assertEquals(3, asked);
    assertEquals(3, said(phones, MessageType.MEDIA_REQUEST));
  }

  @Test
  @Covers("CALL-74")
  void whatWasApproved_doesNotCount() {
    TwoPhones phones = talking();
    for (int round = 0; round < 5; round++) {
      ask(phones.alice);
      phones.run(A_MOMENT);
      approve(phones.bob, PictureChoice.LOW);
      phones.run(A_MOMENT);
      assertVideo(phones, PictureChoice.ALL, PictureChoice.LOW);
      end(phones.bob);
      phones.run(APART);
      assertSound(phones);
    }
  }

  @Test
  @Covers("CALL-77")
  void wish_takenBack_isNoQuestionAnyMore() {
    TwoPhones phones = talking();
    ask(phones.alice);
    phones.run(A_MOMENT);

    end(phones.alice);
    phones.run(A_MOMENT);

    assertSound(phones);
    approve(phones.bob, PictureChoice.ALL);
    phones.run(APART);
    assertSound(phones);
    assertNoSessionHadVideo(phones);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @Covers({"CALL-77", "CALL-78"})
  @Adversary("ADV-04")
  void video_endedByEither_stopsAtOnce_andNeedsANewRequest(boolean callerEnds) {
    TwoPhones phones = talkingWithVideo();
    VirtualDevice ending = callerEnds ? phones.alice : phones.bob;
    VirtualDevice other = callerEnds ? phones.bob : phones.alice;
    VirtualSession before = newest(ending);
    VirtualSession theirs = newest(other);

    end(ending);
    phones.run(Duration.ofMillis(1));
    assertEquals(PictureChoice.SOUND_ONLY, before.pictures());
    assertFalse(call(ending).showing());
    phones.run(Duration.ofMillis(40));
    assertEquals(PictureChoice.SOUND_ONLY, theirs.pictures());
    assertEquals(VideoStage.SOUND, call(other).video());

    phones.assertTalkOver(3, Duration.ofSeconds(5));
    phones.run(A_MOMENT);
    assertSound(phones);
    other.engine().setPictures(call(other).call(), PictureChoice.ALL);
    phones.world.relays().kill(phones.world.north());
    phones.assertTalkOver(4, Duration.ofSeconds(10));
    assertSound(phones);
    assertEndsAsAlways(phones);
  }

  @Test
  @Covers({"CALL-73", "CALL-52"})
  void bothAskAtOnce_andEachIsTheOthersAnswer() {
    TwoPhones phones = talking();

    ask(phones.alice);
    ask(phones.bob);
    phones.assertTalkOver(2, Duration.ofSeconds(5));
    phones.run(APART);

    assertVideo(phones, PictureChoice.ALL, PictureChoice.ALL);
    assertEndsAsAlways(phones);
  }

  @Test
  @Covers("CALL-76")
  void videoThatCannotBeMade_isForgotten_andTheCallGoesOnAsSound() {
    TwoPhones phones = talking();
    ask(phones.alice);
    phones.run(A_MOMENT);
    phones.alice.media().fault(VirtualEngine.Fault.NEVER_GATHERS);
    approve(phones.bob, PictureChoice.ALL);
    phones.run(Duration.ofSeconds(20));
    assertEquals(VideoStage.AGREED, call(phones.alice).video());
    assertEquals(MediaKind.AUDIO, call(phones.alice).media());

    phones.run(Duration.ofSeconds(15));
    phones.alice.media().fault(VirtualEngine.Fault.NONE);
    phones.run(APART);

    assertSound(phones);
    assertEndsAsAlways(phones);
  }

  @Test
  @Covers({"CALL-72", "CALL-22"})
  void videoThatADeviceDoesNotHave_isNotAskedFor() {
    for (boolean alices : new boolean[] {true, false}) {
      TwoPhones phones = TwoPhones.amongFour();
      (alices ? phones.alice : phones.bob).media().videoCodecs(List.of(Codec.VP8));
      phones.connected();

      ask(phones.alice);
      phones.run(A_MOMENT);

      assertSound(phones);
      assertEquals(0, said(phones, MessageType.MEDIA_REQUEST));
    }
  }

  @Test
  @Covers("CALL-72")
  void beforeTheyTalk_nothingIsAskedFor() {
    TwoPhones phones = new TwoPhones();
    phones.alice.media().videoCodecs(List.of(Codec.VP8));
    phones.bob.media().videoCodecs(List.of(Codec.VP8));
    phones.preConnected();

    ask(phones.alice);
    ask(phones.bob);
    phones.run(A_MOMENT);

    assertEquals(0, said(phones, MessageType.MEDIA_REQUEST));
    assertTrue(phones.bob.is(Phase.RINGING));
  }

  /** The mode and the video each have their own agreement; one connection serves both. */
  @Test
  @Covers({"CALL-62", "CALL-76"})
  void video_askedForWhileTheModeChanges_comesInTheNewMode() {
    TwoPhones phones = talking();
    phones.alice.engine().switchMode(call(phones.alice).call(), CallMode.FAST);
    ask(phones.alice);
    phones.run(A_MOMENT);
    approve(phones.bob, PictureChoice.ALL);
    phones.bob.engine().answerSwitch(call(phones.bob).call(), true);
    phones.run(Duration.ofSeconds(10));

    assertVideo(phones, PictureChoice.ALL, PictureChoice.ALL);
    assertEquals(CallMode.FAST, call(phones.alice).mode());
    assertTrue(newest(phones.alice).isFast());
    phones.bob.engine().switchMode(call(phones.bob).call(), CallMode.PRIVATE);
    phones.run(Duration.ofSeconds(10));
    assertVideo(phones, PictureChoice.ALL, PictureChoice.ALL);
    assertEquals(CallMode.PRIVATE, call(phones.alice).mode());
    assertEndsAsAlways(phones);
  }

  @Test
  @Covers({"CALL-76", "CALL-50"})
  @Adversary("ADV-39")
  void video_staysWhenTheNetworkChanges_andAChoiceToo() {
    TwoPhones phones = talkingWithVideo();
    phones.bob.engine().setPictures(call(phones.bob).call(), PictureChoice.WATCH_ONLY);

    phones.bob.move(VirtualStanding.behind(Nat.CONE, 77));
    phones.assertTalkOver(3, Duration.ofSeconds(10));
    phones.run(A_MOMENT);

    assertVideo(phones, PictureChoice.ALL, PictureChoice.WATCH_ONLY);
  }

  @Test
  @Covers({"CALL-76", "CALL-50"})
  void video_agreedOnWhileTheConnectionIsLost_comesWithTheNextOne() {
    TwoPhones phones = talking();
    ask(phones.alice);
    phones.run(A_MOMENT);
    phones.world.relays().kill(phones.world.north());
    phones.run(Duration.ofMillis(100));

    approve(phones.bob, PictureChoice.ALL);
    phones.run(Duration.ofSeconds(20));

    assertVideo(phones, PictureChoice.ALL, PictureChoice.ALL);
    assertEndsAsAlways(phones);
  }

  /** Messages that come late, twice and in any order, on devices whose effects take long. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  @Covers({"CALL-75", "CALL-76", "CALL-77"})
  @Adversary({"ADV-04", "ADV-56"})
  void video_comesAndGoes_inGusts(long seed) {
    TwoPhones phones = talking(seed, Duration.ofMillis(40));
    phones.world.channels().weather(Weather.GUSTY);
    ask(phones.alice);
    if (seed % 3 == 0) {
      ask(phones.bob);
    }
    phones.run(A_MOMENT);
    approve(phones.bob, PictureChoice.ALL);
    phones.run(Duration.ofMinutes(1));
    assertVideo(phones, PictureChoice.ALL, PictureChoice.ALL);

    end(seed % 2 == 0 ? phones.alice : phones.bob);
    phones.run(Duration.ofMillis(seed * 90));
    end(phones.alice);
    phones.run(Duration.ofMinutes(1));

    assertSound(phones);
    phones.world.channels().weather(Weather.CALM);
    assertEndsAsAlways(phones);
  }

  /** Whenever the person takes it back: what was said is what leaves. */
  @Test
  @Covers({"CALL-76", "CALL-77"})
  @Adversary("ADV-04")
  void yes_andItsEnd_inEveryOrder_leaveNoPicture() {
    for (long seed = 0; seed < 60; seed++) {
      TwoPhones phones = talking(seed, Duration.ofMillis(30));
      ask(phones.alice);
      phones.run(A_MOMENT);
      approve(phones.bob, PictureChoice.ALL);
      phones.run(Duration.ofMillis(seed * 12));

      end(phones.alice);
      assertTrue(
          phones.world.time().runUntil(() -> !call(phones.alice).showing(), Duration.ofMillis(100)),
          "seed " + seed);

      phones.run(Duration.ofSeconds(10));
      assertSound(phones);
      assertTrue(phones.alice.media().sessions().size() <= 4, "connections over and over");
      for (VirtualSession session : phones.alice.media().sessions()) {
        assertFalse(isVideo(session) && session.pictures().shows(), "seed " + seed);
      }
    }
  }
}
