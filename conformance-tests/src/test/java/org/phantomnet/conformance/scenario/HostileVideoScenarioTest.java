package org.phantomnet.conformance.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.phantomnet.engine.api.CallSnapshot;
import org.phantomnet.engine.api.CallSnapshot.Phase;
import org.phantomnet.engine.api.VideoStage;
import org.phantomnet.engine.port.PictureChoice;
import org.phantomnet.protocol.directory.ListedRelay;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.CallMessage;
import org.phantomnet.protocol.signal.Codec;
import org.phantomnet.protocol.signal.MediaChange;
import org.phantomnet.protocol.signal.MediaKind;
import org.phantomnet.protocol.signal.MessageType;

/** A contact that holds every key of the call and wants to see its person. */
class HostileVideoScenarioTest {
  private static final List<Codec> VIDEO = List.of(Codec.OPUS, Codec.VP8);

  private final TwoPhones phones = TwoPhones.amongFour();
  private final ListedRelay east = phones.world.relays().list(3, "east");
  private final HostilePeer mallory = phones.hostileCaller().withVideo();

  @BeforeEach
  void bobHasVideo() {
    phones.bob.media().videoCodecs(List.of(Codec.VP8));
  }

  private CallSnapshot bobs() {
    return phones.bob.live().orElseThrow();
  }

  private static CallMessage.MediaRequest add(CallId call, int sequence) {
    return new CallMessage.MediaRequest(call, sequence, MediaChange.ADD_VIDEO);
  }

  private static CallMessage.MediaRequest remove(CallId call, int sequence) {
    return new CallMessage.MediaRequest(call, sequence, MediaChange.REMOVE_VIDEO);
  }

  private boolean approved() {
    return ((CallMessage.MediaAck) mallory.last(MessageType.MEDIA_ACK)).approved();
  }

  /** No connection of Bob's ever had video. */
  private void assertSound() {
    assertTrue(phones.bob.is(Phase.CONNECTED));
    assertEquals(MediaKind.AUDIO, bobs().media());
    assertTrue(
        phones.bob.media().sessions().stream()
            .allMatch(session -> session.mediaKind() == MediaKind.AUDIO));
  }

  @Test
  @Covers({"CALL-73", "CALL-74", "CALL-35"})
  @Adversary({"ADV-24", "ADV-56"})
  void askedOverAndOver_isOneQuestion_andFewAnswers() {
    CallId call = phones.takenFrom(mallory);
    for (int i = 0; i < 100; i++) {
      mallory.say(add(call, i));
    }
    assertEquals(VideoStage.ASKED, bobs().video());
    assertEquals(0, mallory.count(MessageType.MEDIA_ACK));
    phones.bob.engine().declineVideo(call);

    for (int i = 100; i < 200; i++) {
      mallory.say(add(call, i));
    }

    assertEquals(16, mallory.count(MessageType.MEDIA_ACK));
    assertFalse(approved());
    assertEquals(VideoStage.SOUND, bobs().video());
    assertSound();
  }

  /** A question that comes and goes would be as much of a storm. */
  @Test
  @Covers("CALL-74")
  @Adversary("ADV-56")
  void askedAndTakenBack_overAndOver_isThreeQuestions() {
    CallId call = phones.takenFrom(mallory);
    for (int i = 0; i < 400; i += 2) {
      mallory.say(add(call, i));
      mallory.say(remove(call, i + 1));
      phones.run(Duration.ofSeconds(1));
    }

    long questions = 0;
    VideoStage before = VideoStage.SOUND;
    for (CallSnapshot shown : phones.bob.screen()) {
      questions += shown.video() == VideoStage.ASKED && before != VideoStage.ASKED ? 1 : 0;
      before = shown.video();
    }
    assertEquals(3, questions);
    assertSound();
  }

  @Test
  @Covers("CALL-75")
  @Adversary("ADV-24")
  void answerToWhatNobodyAsked_orToAnOlderRequest_isNone() {
    CallId call = phones.placedTo(mallory);
    mallory.say(new CallMessage.MediaAck(call, 0, true));
    phones.bob.engine().requestVideo(call);
    phones.run(Duration.ofSeconds(1));
    phones.bob.engine().endVideo(call);
    mallory.say(new CallMessage.MediaAck(call, 0, true));
    mallory.say(new CallMessage.MediaAck(call, 1, true));
    phones.run(Duration.ofSeconds(31));
    phones.bob.engine().requestVideo(call);
    phones.run(Duration.ofSeconds(1));
    assertEquals(VideoStage.ASKING, bobs().video());

    mallory.say(new CallMessage.MediaAck(call, 0, true));
    mallory.say(new CallMessage.MediaAck(call, 3, true));

    assertEquals(VideoStage.ASKING, bobs().video());
    assertSound();
  }

  /** Its own yes to its own question is none of Bob's. */
  @Test
  @Covers({"CALL-73", "CALL-75"})
  @Adversary("ADV-24")
  void answerForTheOther_isNone() {
    CallId call = phones.takenFrom(mallory);
    mallory.say(add(call, 0));

    mallory.say(new CallMessage.MediaAck(call, 0, true));
    phones.run(Duration.ofSeconds(1));

    assertEquals(VideoStage.ASKED, bobs().video());
    assertSound();
  }

  @Test
  @Covers("CALL-75")
  void requestThatAnotherOvertook_isNone() {
    CallId call = phones.takenFrom(mallory);

    mallory.say(remove(call, 5));
    mallory.say(add(call, 4));

    assertEquals(VideoStage.SOUND, bobs().video());
    assertEquals(0, mallory.count(MessageType.MEDIA_ACK));
  }

  /** A connection that names video, without a question or before its answer. */
  @Test
  @Covers({"CALL-76", "GATE-1"})
  @Adversary({"ADV-04", "ADV-24"})
  void connectionWithVideo_thatThePersonDidNotApprove_isOneOfSound() {
    CallId call = phones.takenFrom(mallory);
    mallory.say(mallory.update(false, east, VIDEO));
    phones.run(Duration.ofSeconds(1));
    mallory.say(add(call, 0));
    mallory.say(mallory.update(false, east, VIDEO));
    phones.run(Duration.ofSeconds(1));

    assertEquals(2, mallory.count(MessageType.UPDATE));
    assertEquals(
        List.of(Codec.OPUS),
        ((CallMessage.Update) mallory.last(MessageType.UPDATE)).parameters().codecs());
    assertSound();
  }

  @Test
  @Covers({"CALL-76", "CALL-77"})
  @Adversary("ADV-04")
  void afterItsOwnEnd_video_isNotThereForTheTaking() {
    CallId call = phones.takenFrom(mallory);
    mallory.say(add(call, 0));
    phones.bob.engine().approveVideo(call, PictureChoice.ALL);
    phones.run(Duration.ofSeconds(1));
    assertTrue(approved());
    mallory.say(remove(call, 1));

    mallory.say(mallory.update(false, east, VIDEO));
    phones.run(Duration.ofSeconds(1));

    assertSound();
    assertFalse(bobs().showing());
  }

  @Test
  @Covers("CALL-22")
  @Adversary("ADV-34")
  void holdOrResume_isRefused() {
    CallId call = phones.takenFrom(mallory);

    mallory.say(new CallMessage.MediaRequest(call, 0, MediaChange.HOLD));
    mallory.say(new CallMessage.MediaRequest(call, 1, MediaChange.RESUME));

    assertEquals(2, mallory.count(MessageType.MEDIA_ACK));
    assertFalse(approved());
    assertFalse(bobs().held());
  }
}
