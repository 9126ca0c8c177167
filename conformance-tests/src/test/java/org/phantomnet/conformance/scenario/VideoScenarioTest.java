package org.phantomnet.conformance.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.phantomnet.engine.api.CallSnapshot;
import org.phantomnet.engine.api.EndReason;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.Codec;
import org.phantomnet.protocol.signal.MediaKind;
import org.phantomnet.testkit.People;

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
