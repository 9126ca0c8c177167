package org.phantomnet.conformance.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.phantomnet.engine.api.CallSnapshot;
import org.phantomnet.engine.api.CallSnapshot.Phase;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.CallMessage;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.Candidate;
import org.phantomnet.protocol.signal.CandidateType;
import org.phantomnet.protocol.signal.DeclineReason;
import org.phantomnet.protocol.signal.MediaChange;
import org.phantomnet.protocol.signal.MediaKind;
import org.phantomnet.protocol.signal.MessageType;
import org.phantomnet.protocol.signal.ModeSwitchReason;
import org.phantomnet.protocol.signal.TransportProtocol;
import org.phantomnet.testkit.Changed;

/** A contact that holds every key of its call, and lies in it. */
class HostilePeerScenarioTest {
  private final TwoPhones phones = new TwoPhones();

  /** Alice's client is hostile; Bob's rings and is connected ahead of his answer. */
  private HostilePeer callerBeforeTheAnswer() {
    HostilePeer mallory = phones.hostileCaller();
    mallory.call();
    phones.run(Duration.ofSeconds(3));
    mallory.confirm();
    assertTrue(phones.bob.live().filter(CallSnapshot::transportConnected).isPresent());
    return mallory;
  }

  @Test
  @Covers({"CALL-14", "CALL-26", "SIG-12"})
  @Adversary({"ADV-01", "ADV-58"})
  void callerThatSaysWhatOnlyCalleesSay_opensNoMicrophone() {
    HostilePeer mallory = callerBeforeTheAnswer();
    mallory.speak();

    CallId call = phones.bobsCall();
    mallory.sayAsTheVictim(new CallMessage.Accept(call));
    mallory.sayAsTheVictim(new CallMessage.Decline(call, DeclineReason.DECLINED, Optional.empty()));
    mallory.say(new CallMessage.Selected(call));
    phones.run(Duration.ofSeconds(5));

    assertTrue(phones.bob.is(Phase.RINGING));
    assertFalse(phones.bob.speaks());
    assertFalse(phones.bob.heard());
    assertFalse(mallory.heardAnything());
  }

  @Test
  @Covers({"GATE-1", "CALL-14"})
  @Adversary({"ADV-02", "ADV-03"})
  void renegotiationAndCandidatesBeforeTheAnswer_startNothing() {
    HostilePeer mallory = callerBeforeTheAnswer();
    mallory.speak();

    renegotiate(mallory, phones.bobsCall());
    phones.run(Duration.ofSeconds(5));

    assertTrue(phones.bob.is(Phase.RINGING));
    assertFalse(phones.bob.speaks());
    assertFalse(phones.bob.heard());
    assertEquals(CallMode.PRIVATE, phones.bob.live().orElseThrow().mode());
    assertEquals(1, phones.bob.media().sessions().size());
  }

  /** Everything that changes a call, under good keys. */
  private static void renegotiate(HostilePeer mallory, CallId call) {
    byte[] point = new byte[32];
    point[0] = 9; // the base point: a share like any other
    Bytes share = Bytes.copyOf(point);
    for (int epoch = 1; epoch <= 2; epoch++) {
      mallory.say(
          new CallMessage.ModeSwitchRequest(
              call,
              epoch,
              CallMode.PRIVATE,
              CallMode.FAST,
              ModeSwitchReason.BETTER_QUALITY,
              share,
              Bytes.copyOf(new byte[1184])));
      mallory.say(new CallMessage.Rekey(call, epoch, false, share, Bytes.copyOf(new byte[1184])));
    }
    for (MediaChange change : MediaChange.values()) {
      mallory.say(new CallMessage.MediaRequest(call, change.ordinal(), change));
    }
    mallory.say(new CallMessage.MediaAck(call, 0, true));
    mallory.say(
        new CallMessage.ModeSwitchAck(
            call, 1, CallMode.FAST, true, share, Bytes.copyOf(new byte[1088]), Bytes.EMPTY));
    for (CandidateType type : CandidateType.values()) {
      Bytes address = Bytes.copyOf(new byte[] {(byte) 192, 0, 2, 7});
      mallory.say(
          new CallMessage.Candidates(
              call, 0, List.of(new Candidate(type, TransportProtocol.UDP, address, 5_000, 1))));
    }
  }

  @Test
  @Covers({"CALL-21", "CALL-22"})
  @Adversary({"ADV-07", "ADV-24", "ADV-34"})
  void peerInACall_cannotWeakenOrWidenIt() {
    HostilePeer mallory = callerBeforeTheAnswer();
    phones.bob.answer();
    phones.run(Duration.ofSeconds(1));
    mallory.speak();
    phones.run(Duration.ofSeconds(1));
    boolean connected = phones.bob.is(Phase.CONNECTED) && phones.bob.heard();

    renegotiate(mallory, phones.bobsCall());
    phones.run(Duration.ofSeconds(5));

    CallSnapshot call = phones.bob.live().orElseThrow();
    assertTrue(connected);
    assertEquals(CallMode.PRIVATE, call.mode());
    assertEquals(MediaKind.AUDIO, call.media());
    assertFalse(((CallMessage.ModeSwitchAck) mallory.last(MessageType.MODE_SWITCH_ACK)).approved());
    assertFalse(((CallMessage.MediaAck) mallory.last(MessageType.MEDIA_ACK)).approved());
    assertEquals(2, mallory.count(MessageType.MODE_SWITCH_ACK));
    int ends = 1; // what takes video away is not answered
    assertEquals(MediaChange.values().length - ends, mallory.count(MessageType.MEDIA_ACK));
    assertEquals(1, phones.bob.media().sessions().size());
    assertEquals(1, call.receipt().admitted().get("RELAY"));
    assertEquals(1, call.receipt().admitted().size());
  }

  @Test
  @Covers({"CALL-1", "RING-6"})
  @Adversary("ADV-07")
  void secondOfferOfThePeer_inTheCall_isNeverAnswered() {
    HostilePeer mallory = callerBeforeTheAnswer();
    phones.bob.answer();
    phones.run(Duration.ofSeconds(2));
    mallory.speak();
    CallId first = phones.bobsCall();
    HostilePeer again = phones.hostileCaller();

    again.call(offer -> withMedia(offer, MediaKind.AUDIO_VIDEO), UnaryOperator.identity());
    phones.run(Duration.ofSeconds(5));

    assertEquals(first, phones.bobsCall());
    assertTrue(phones.bob.is(Phase.CONNECTED));
    assertEquals(MediaKind.AUDIO, phones.bob.live().orElseThrow().media());
    assertEquals(0, again.count(MessageType.ANSWER));
    assertEquals(1, phones.bob.media().sessions().size());
  }

  private static CallMessage.Offer withMedia(CallMessage.Offer o, MediaKind media) {
    return Changed.with(o, "media", media);
  }

  @Test
  @Covers({"CALL-21", "CALL-22", "CALL-35"})
  @Adversary("ADV-56")
  void peerThatFlapsModesAndRekeys_costsOneConnectionAndSixteenAnswers() {
    HostilePeer mallory = callerBeforeTheAnswer();
    phones.bob.answer();
    phones.run(Duration.ofSeconds(1));
    int tunnels = phones.world.relays().tunnelsOpened();
    CallId call = phones.bobsCall();

    for (int i = 0; i < 20; i++) {
      renegotiate(mallory, call);
    }
    phones.run(Duration.ofSeconds(5));

    assertEquals(tunnels, phones.world.relays().tunnelsOpened());
    assertEquals(
        16, mallory.count(MessageType.MODE_SWITCH_ACK) + mallory.count(MessageType.MEDIA_ACK));
    assertTrue(phones.bob.is(Phase.CONNECTED) || phones.bob.is(Phase.CONNECTING));
  }
}
