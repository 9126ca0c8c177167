package org.phantomnet.conformance.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.phantomnet.engine.api.CallSnapshot;
import org.phantomnet.engine.api.CallSnapshot.Phase;
import org.phantomnet.engine.api.EndReason;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.Sha256;
import org.phantomnet.protocol.handshake.RekeyShares;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.CallMessage;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.MessageType;
import org.phantomnet.protocol.signal.ModeSwitchReason;
import org.phantomnet.protocol.signal.SignalCodec;
import org.phantomnet.testkit.SeededRandom;
import org.phantomnet.testkit.VirtualSession;

/** A contact that holds every key of a Private call and wants it to be weaker than its person. */
class HostileModeSwitchScenarioTest {
  private static final Bytes LOW_ORDER = Bytes.copyOf(new byte[32]);
  private static final Bytes CIPHERTEXT = Bytes.copyOf(new byte[1088]);

  private final TwoPhones phones = TwoPhones.amongFour();
  private final HostilePeer mallory = phones.hostileCaller().withModeSwitch();
  private final SeededRandom random = new SeededRandom(18);

  private CallSnapshot bobs() {
    return phones.bob.live().orElseThrow();
  }

  private CallMessage.ModeSwitchRequest request(
      CallId call, int epoch, CallMode from, CallMode to, ModeSwitchReason reason) {
    try (RekeyShares shares = RekeyShares.generate(random)) {
      return new CallMessage.ModeSwitchRequest(
          call, epoch, from, to, reason, shares.x25519Share(), shares.mlKemKey());
    }
  }

  private CallMessage.ModeSwitchRequest weaker(CallId call) {
    return request(call, 1, CallMode.PRIVATE, CallMode.FAST, ModeSwitchReason.BETTER_QUALITY);
  }

  private static CallMessage approval(CallId call, CallMode to, Bytes share) {
    return new CallMessage.ModeSwitchAck(call, 1, to, true, share, CIPHERTEXT, Bytes.EMPTY);
  }

  private static CallMessage refusal(CallId call, Bytes refuses) {
    return CallMessage.ModeSwitchAck.refusal(call, 1, CallMode.FAST, refuses);
  }

  private long approvals() {
    return mallory.count(MessageType.MODE_SWITCH_ACK) == 0
            || !((CallMessage.ModeSwitchAck) mallory.last(MessageType.MODE_SWITCH_ACK)).approved()
        ? 0
        : 1;
  }

  private void assertPrivate() {
    assertEquals(CallMode.PRIVATE, bobs().mode());
    assertFalse(bobs().addressShown());
    assertTrue(phones.bob.media().sessions().stream().noneMatch(VirtualSession::isFast));
    assertEquals(0, approvals());
  }

  /** Whatever it says of itself: a stricter reason does not make it stricter. */
  @ParameterizedTest
  @EnumSource(ModeSwitchReason.class)
  @Covers({"CALL-21", "CALL-66"})
  @Adversary({"ADV-24", "ADV-56"})
  void weakerMode_askedForOverAndOver_isOneQuestionToThePerson(ModeSwitchReason reason) {
    CallId call = phones.takenFrom(mallory);

    for (int i = 0; i < 50; i++) {
      mallory.say(request(call, 1, CallMode.PRIVATE, CallMode.FAST, reason));
    }

    assertEquals(Optional.of(CallMode.FAST), bobs().requested());
    assertEquals(0, mallory.count(MessageType.MODE_SWITCH_ACK));
    assertPrivate();
    phones.bob.engine().answerSwitch(call, false);
    mallory.say(weaker(call));
    phones.run(Duration.ofSeconds(1));
    assertEquals(Optional.empty(), bobs().requested(), "asked again at once");
    assertEquals(2, mallory.count(MessageType.MODE_SWITCH_ACK));
    assertPrivate();
  }

  /** Refusing is bounded, too. */
  @Test
  @Covers({"CALL-35", "CALL-67"})
  @Adversary("ADV-56")
  void weakerMode_refusedOften_isDroppedInTheEnd() {
    CallId call = phones.takenFrom(mallory);
    mallory.say(weaker(call));
    phones.bob.engine().answerSwitch(call, false);

    for (int i = 0; i < 100; i++) {
      mallory.say(weaker(call));
    }

    assertEquals(17, mallory.count(MessageType.MODE_SWITCH_ACK));
    assertPrivate();
  }

  @Test
  @Covers("CALL-61")
  @Adversary("ADV-20")
  void requestThatNamesAnotherModeThanTheCallHas_isRefused() {
    CallId call = phones.takenFrom(mallory);

    mallory.say(request(call, 1, CallMode.FAST, CallMode.PRIVATE, ModeSwitchReason.MORE_PRIVACY));
    mallory.say(request(call, 1, CallMode.FAST, CallMode.FAST, ModeSwitchReason.MORE_PRIVACY));
    mallory.say(
        request(call, 1, CallMode.PRIVATE, CallMode.PARANOID, ModeSwitchReason.MORE_PRIVACY));

    assertEquals(3, mallory.count(MessageType.MODE_SWITCH_ACK));
    assertEquals(Optional.empty(), bobs().requested());
    assertPrivate();
  }

  @Test
  @Covers({"CALL-62", "KEY-18"})
  @Adversary({"ADV-20", "ADV-24"})
  void approvalOfWhatNobodyAskedFor_changesNothing() {
    CallId call = phones.placedTo(mallory);
    Bytes share = weaker(call).x25519Share();

    for (CallMode mode : CallMode.values()) {
      mallory.say(approval(call, mode, share));
    }

    assertPrivate();
    assertTrue(phones.bob.is(Phase.CONNECTED));
  }

  /** Bob asked for Fast: an approval of anything else is none. */
  @Test
  @Covers("KEY-18")
  @Adversary("ADV-20")
  void approvalOfAnotherModeThanAskedFor_isDropped() {
    CallId call = phones.placedTo(mallory);
    phones.bob.engine().switchMode(call, CallMode.FAST);
    phones.run(Duration.ofMillis(500));
    assertEquals(1, mallory.count(MessageType.MODE_SWITCH_REQUEST));
    Bytes share = weaker(call).x25519Share();

    mallory.say(approval(call, CallMode.PARANOID, share));
    mallory.say(new CallMessage.Rekey(call, 1, true, share, CIPHERTEXT));
    phones.run(Duration.ofSeconds(1));

    assertPrivate();
    assertEquals(Optional.of(CallMode.FAST), bobs().switching());
    assertTrue(phones.bob.is(Phase.CONNECTED));
  }

  @Test
  @Covers("KEY-20")
  @Adversary("ADV-24")
  void refusal_endsTheRequestThatItNames_andNoOther() {
    CallId call = phones.placedTo(mallory);
    phones.bob.engine().switchMode(call, CallMode.FAST);
    phones.run(Duration.ofMillis(500));
    Bytes open = SignalCodec.encodeCore(mallory.last(MessageType.MODE_SWITCH_REQUEST));

    mallory.say(refusal(call, Sha256.of(SignalCodec.encodeCore(weaker(call)))));
    phones.run(Duration.ofSeconds(1));
    assertEquals(Optional.of(CallMode.FAST), bobs().switching());

    mallory.say(refusal(call, Sha256.of(open)));
    phones.run(Duration.ofSeconds(1));
    assertEquals(Optional.empty(), bobs().switching());
    assertPrivate();
  }

  /** Mallory may have taken the no, and would not open the epoch that a later yes opens here. */
  @Test
  @Covers("CALL-66")
  @Adversary("ADV-24")
  void requestThatBobRefused_saidAgainOnceHeAsksForItHimself_isRefusedAgain() {
    CallId call = phones.takenFrom(mallory);
    CallMessage.ModeSwitchRequest refused = weaker(call);
    mallory.say(refused);
    phones.bob.engine().answerSwitch(call, false);
    phones.bob.engine().switchMode(call, CallMode.FAST);
    phones.run(Duration.ofMillis(500));
    assertEquals(1, mallory.count(MessageType.MODE_SWITCH_REQUEST));

    mallory.say(refused);
    phones.run(Duration.ofSeconds(1));

    assertEquals(2, mallory.count(MessageType.MODE_SWITCH_ACK));
    assertEquals(
        Sha256.of(SignalCodec.encodeCore(refused)),
        ((CallMessage.ModeSwitchAck) mallory.last(MessageType.MODE_SWITCH_ACK)).refuses());
    assertPrivate();
  }

  @Test
  @Covers({"KEY-2", "KEY-18", "CALL-66"})
  @Adversary("ADV-18")
  void approvedRequest_withAShareOfLowOrder_endsTheCall() {
    CallId call = phones.takenFrom(mallory);
    CallMessage.ModeSwitchRequest good = weaker(call);
    mallory.say(
        new CallMessage.ModeSwitchRequest(
            call, 1, good.from(), good.to(), good.reason(), LOW_ORDER, good.mlKemKey()));

    phones.bob.engine().answerSwitch(call, true);
    phones.run(Duration.ofSeconds(1));

    assertEquals(EndReason.SECURITY_FAILURE, phones.bob.last().end().orElseThrow());
    assertTrue(phones.bob.media().sessions().stream().noneMatch(VirtualSession::isFast));
  }

  /** Agreed on or not: a connection in Fast is one that the person approved. */
  @Test
  @Covers("CALL-62")
  @Adversary("ADV-20")
  void updateInAnotherModeThanTheCalls_isDropped() {
    CallId call = phones.takenFrom(mallory);
    CallMessage.Update inPrivate = mallory.update(false, phones.world.north());

    mallory.say(
        new CallMessage.Update(
            call,
            0,
            false,
            true,
            inPrivate.parameters(),
            Optional.empty(),
            inPrivate.dtlsCertificate(),
            inPrivate.dtlsProof(),
            inPrivate.answers()));
    phones.run(Duration.ofSeconds(1));

    assertEquals(1, phones.bob.media().sessions().size());
    assertPrivate();
  }
}
