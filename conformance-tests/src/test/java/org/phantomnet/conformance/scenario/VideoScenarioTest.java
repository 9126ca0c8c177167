package org.phantomnet.conformance.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.phantomnet.engine.api.CallSnapshot;
import org.phantomnet.engine.api.EndReason;
import org.phantomnet.engine.port.PictureChoice;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.Codec;
import org.phantomnet.protocol.signal.MediaKind;
import org.phantomnet.testkit.People;
import org.phantomnet.testkit.VirtualDevice;
import org.phantomnet.testkit.VirtualSession;

/** Calls with video, in virtual time. */
class VideoScenarioTest {
  private final TwoPhones phones = new TwoPhones();

  private void have(List<Codec> alices, List<Codec> bobs) {
    phones.alice.media().videoCodecs(alices);
    phones.bob.media().videoCodecs(bobs);
  }

  @Test
  @Covers("CALL-27")
  void videoCall_thatBothEnginesCan_connects() {
    have(List.of(Codec.VP8, Codec.AV1), List.of(Codec.AV1));

    phones.alice.callWithVideo(People.BOB);
    phones.run(Duration.ofSeconds(3));
    assertEquals(MediaKind.AUDIO_VIDEO, phones.bob.live().orElseThrow().media());
    phones.bob.answer();
    phones.run(Duration.ofSeconds(3));

    assertEquals(CallSnapshot.Phase.CONNECTED, phones.alice.live().orElseThrow().phase());
    assertEquals(MediaKind.AUDIO_VIDEO, phones.alice.live().orElseThrow().media());
    assertTrue(phones.bob.speaks());
  }

  private static TwoPhones ring(TwoPhones phones) {
    phones.alice.media().videoCodecs(List.of(Codec.VP8));
    phones.bob.media().videoCodecs(List.of(Codec.VP8));
    phones.alice.callWithVideo(People.BOB);
    assertTrue(phones.bob.reaches(CallSnapshot.Phase.RINGING, Duration.ofSeconds(5)));
    phones.run(Duration.ofSeconds(3));
    return phones;
  }

  private static TwoPhones talk(TwoPhones phones) {
    ring(phones);
    phones.bob.answer();
    phones.run(Duration.ofSeconds(3));
    assertTrue(phones.alice.is(CallSnapshot.Phase.CONNECTED));
    return phones;
  }

  private static void choose(VirtualDevice device, PictureChoice choice) {
    device.engine().setPictures(device.last().call(), choice);
  }

  private static List<PictureChoice> chosen(VirtualDevice device) {
    return device.media().sessions().stream().map(VirtualSession::pictures).toList();
  }

  @Test
  @Covers({"CALL-70", "WIRE-8"})
  @Adversary("ADV-04")
  void pictureOfARingingCall_notShown_isNotShownOnceItIsAnswered() {
    ring(phones);

    choose(phones.bob, PictureChoice.WATCH_ONLY);
    int sent = phones.world.channels().sent().size();
    phones.run(Duration.ofMillis(100));
    assertEquals(List.of(PictureChoice.WATCH_ONLY), chosen(phones.bob));
    assertFalse(phones.bob.speaks());
    assertFalse(phones.bob.last().showing());
    assertEquals(sent, phones.world.channels().sent().size());
    phones.bob.answer();
    phones.run(Duration.ofSeconds(3));

    assertTrue(phones.bob.is(CallSnapshot.Phase.CONNECTED));
    assertEquals(List.of(PictureChoice.WATCH_ONLY), chosen(phones.bob));
    assertEquals(List.of(PictureChoice.ALL), chosen(phones.alice));
    assertTrue(phones.alice.last().showing());
    choose(phones.bob, PictureChoice.ALL);
    phones.run(Duration.ofMillis(100));
    assertEquals(List.of(PictureChoice.ALL), chosen(phones.bob));
    assertTrue(phones.bob.last().showing());
  }

  @Test
  @Covers("CALL-70")
  @Adversary({"ADV-04", "ADV-39"})
  void pictureStopped_whileTheConnectionIsInterrupted_staysSoOverTheNewOne() {
    TwoPhones four = talk(TwoPhones.amongFour());
    four.world.relays().kill(four.world.north());
    four.run(Duration.ofMillis(200)); // on the way to a new one

    choose(four.alice, PictureChoice.WATCH_ONLY);

    four.assertTalkOver(2, Duration.ofSeconds(5));
    assertEquals(List.of(PictureChoice.WATCH_ONLY, PictureChoice.WATCH_ONLY), chosen(four.alice));
    assertEquals(List.of(PictureChoice.ALL, PictureChoice.ALL), chosen(four.bob));
    assertFalse(four.alice.last().showing());
  }

  @Test
  @Covers("CALL-70")
  void choice_ofACallWithoutVideo_orThatRingsThere_changesNothing() {
    phones.ringing();
    choose(phones.bob, PictureChoice.SOUND_ONLY);
    phones.run(Duration.ofMillis(100));
    assertEquals(PictureChoice.ALL, phones.bob.last().pictures());
    phones.alice.hangup();
    phones.run(Duration.ofSeconds(5));

    ring(phones);
    choose(phones.alice, PictureChoice.WATCH_ONLY);
    phones.run(Duration.ofMillis(100));

    assertEquals(PictureChoice.ALL, phones.alice.last().pictures());
  }

  @Test
  @Covers("CALL-71")
  @Adversary("ADV-04")
  void slowEffect_standsBeforeNoEmergency() {
    talk(phones);
    VirtualSession session = phones.alice.media().sessions().get(0);
    phones.alice.stallEffects(Duration.ofSeconds(20));

    choose(phones.alice, PictureChoice.SOUND_ONLY);
    phones.alice.engine().setMuted(phones.alice.last().call(), true);
    phones.alice.engine().setHeld(phones.alice.last().call(), true);
    phones.run(Duration.ofMillis(1));

    assertEquals(PictureChoice.SOUND_ONLY, session.pictures());
    assertTrue(session.muted());
    assertTrue(session.held());
    assertFalse(phones.alice.last().showing());
  }

  @Test
  @Covers({"CALL-70", "CALL-71"})
  @Adversary("ADV-04")
  void stop_andEnd_inEveryOrder_leaveNothing() {
    for (long seed = 0; seed < 50; seed++) {
      TwoPhones two = talk(new TwoPhones(seed, Duration.ofMillis(40)));
      boolean endsFirst = seed % 2 == 0;
      if (endsFirst) {
        two.alice.hangup();
      }
      two.run(Duration.ofMillis(seed));
      choose(two.alice, PictureChoice.WATCH_ONLY);
      if (!endsFirst) {
        two.alice.hangup();
      }

      two.assertEverythingIsGone();
      two.alice.callWithVideo(People.BOB);
      two.run(Duration.ofSeconds(3));
      assertEquals(PictureChoice.ALL, two.alice.last().pictures());
    }
  }

  @Test
  @Covers("CALL-27")
  void videoCall_toAnEngineWithoutVideo_isUnsupported() {
    have(List.of(Codec.VP8), List.of());

    phones.alice.callWithVideo(People.BOB);
    phones.run(Duration.ofSeconds(3));

    phones.assertEnded(phones.alice, EndReason.UNSUPPORTED);
    assertFalse(phones.bob.speaks());
  }

  @Test
  @Covers("CALL-27")
  void videoCall_withoutACodecInCommon_isUnsupported() {
    have(List.of(Codec.VP8), List.of(Codec.H264, Codec.VP9));

    phones.alice.callWithVideo(People.BOB);
    phones.run(Duration.ofSeconds(3));

    phones.assertEnded(phones.alice, EndReason.UNSUPPORTED);
  }

  @Test
  @Covers("CALL-27")
  void videoCall_byAnEngineWithoutVideo_isNotEvenOffered() {
    have(List.of(), List.of(Codec.VP8));

    phones.alice.callWithVideo(People.BOB);
    phones.run(Duration.ofSeconds(1));

    phones.assertEnded(phones.alice, EndReason.UNSUPPORTED);
    assertTrue(phones.world.channels().sent().isEmpty());
  }

  @Test
  @Covers("CALL-27")
  void audioCall_betweenEnginesWithVideo_carriesAudioOnly() {
    have(List.of(Codec.VP8), List.of(Codec.VP8));

    phones.alice.call(People.BOB, CallMode.PRIVATE);
    phones.run(Duration.ofSeconds(3));

    assertEquals(MediaKind.AUDIO, phones.bob.live().orElseThrow().media());
    assertTrue(
        phones.bob.media().sessions().stream()
            .allMatch(session -> session.mediaKind() == MediaKind.AUDIO));
  }
}
