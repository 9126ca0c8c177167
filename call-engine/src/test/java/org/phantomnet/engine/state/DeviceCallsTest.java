package org.phantomnet.engine.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.phantomnet.engine.state.Fixtures.HIGH;
import static org.phantomnet.engine.state.Fixtures.LOW;
import static org.phantomnet.engine.state.Fixtures.MIDDLE;
import static org.phantomnet.engine.state.Fixtures.NOW;
import static org.phantomnet.engine.state.Fixtures.PLACED;
import static org.phantomnet.engine.state.Fixtures.TAKEN;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.phantomnet.engine.api.EndReason;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.handshake.Role;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.HangupReason;
import org.phantomnet.protocol.signal.MediaKind;

/** What the calls of one device mean to each other. */
class DeviceCallsTest {
  private static EndReason endOf(DeviceTransition transition, CallRef call) {
    return assertInstanceOf(Ended.class, transition.next().state(call)).reason();
  }

  @Test
  @Covers("CALL-1")
  void start_whileAnotherCallIsLive_isRefusedAsBusy() {
    DeviceCalls calls = DeviceCalls.NONE.with(Fixtures.connected(TAKEN));

    DeviceTransition after = calls.on(Fixtures.start(CallMode.PRIVATE, MIDDLE), NOW);

    assertEquals(EndReason.BUSY, endOf(after, PLACED));
    assertInstanceOf(Connected.class, after.next().state(TAKEN));
  }

  @Test
  @Covers({"CALL-1", "RING-6"})
  @Adversary("ADV-07")
  void offer_ofAnotherContactInAnActiveCall_isNeverAnswered() {
    CallFacts other =
        new CallFacts(
            PLACED,
            UserAddress.parse("carol@mailbox.example"),
            Fixtures.OTHER_IDENTITY,
            CallMode.PRIVATE,
            MediaKind.AUDIO,
            NOW,
            MIDDLE);
    DeviceCalls calls = DeviceCalls.NONE.with(new Connected(other, 1, NOW, false, Renewal.NONE));

    DeviceTransition offered = calls.on(Fixtures.offer(CallMode.PRIVATE, HIGH), NOW);
    DeviceTransition permitted =
        offered.next().on(new CheckEvent.ReplyPermitDecided(TAKEN, true), NOW);

    assertEquals(EndReason.BUSY, endOf(permitted, TAKEN));
    assertEquals(
        "[SendDecline(1, BUSY)]", Wording.of(permitted.effects().subList(0, 1)).toString());
    assertInstanceOf(Connected.class, permitted.next().state(PLACED));
  }

  @Test
  @Adversary("ADV-07")
  void offer_ofTheSameContactInAnActiveCall_neitherAnswersNorWidensIt() {
    DeviceCalls calls = DeviceCalls.NONE.with(Fixtures.connected(PLACED));

    DeviceTransition lower = calls.on(Fixtures.offer(CallMode.PRIVATE, LOW), NOW);
    DeviceTransition higher = calls.on(Fixtures.offer(CallMode.PRIVATE, HIGH), NOW);

    assertInstanceOf(Idle.class, lower.next().state(TAKEN));
    assertEquals(
        Incoming.Step.BUSY, assertInstanceOf(Incoming.class, higher.next().state(TAKEN)).step());
    assertEquals(calls.state(PLACED), lower.next().state(PLACED));
    assertEquals(calls.state(PLACED), higher.next().state(PLACED));
  }

  @Test
  @Covers("CALL-12")
  @Adversary("ADV-12")
  void glare_ownCallRanksHigher_dropsTheirOfferSilently() {
    DeviceCalls calls = DeviceCalls.NONE.with(Fixtures.dialing());

    DeviceTransition after = calls.on(Fixtures.offer(CallMode.PRIVATE, LOW), NOW);

    assertEquals(List.of("DropOffer"), Wording.of(after.effects()));
    assertInstanceOf(Dialing.class, after.next().state(PLACED));
  }

  @Test
  @Covers({"CALL-12", "CALL-13"})
  @Adversary("ADV-12")
  void glare_theirCallRanksHigher_endsTheOwnAndAcceptsTheirs() {
    DeviceCalls calls = DeviceCalls.NONE.with(Fixtures.dialing());

    DeviceTransition after = calls.on(Fixtures.offer(CallMode.PRIVATE, HIGH), NOW);

    assertEquals(EndReason.GLARE_LOST, endOf(after, PLACED));
    assertTrue(after.effects().contains(Ending.hangup(PLACED, 1, HangupReason.GLARE)));
    assertInstanceOf(Connecting.class, after.next().state(TAKEN));
    assertTrue(after.effects().contains(new PathEffect.GateAccepted(TAKEN, 1)));
  }

  @Test
  @Covers("CALL-12")
  @Adversary("ADV-12")
  void glare_ranksAreUnsigned() {
    DeviceCalls calls =
        DeviceCalls.NONE.with(
            new Dialing(
                Fixtures.facts(PLACED, CallMode.PRIVATE, HIGH), Fixtures.dialing().legs(), true));

    DeviceTransition after = calls.on(Fixtures.offer(CallMode.PRIVATE, MIDDLE), NOW);

    assertInstanceOf(Dialing.class, after.next().state(PLACED));
  }

  @Test
  @Covers("CALL-12")
  @Adversary("ADV-13")
  void glare_stricterModeWins_whateverTheRank() {
    DeviceCalls calls = DeviceCalls.NONE.with(Fixtures.dialing());

    DeviceTransition stricter = calls.on(Fixtures.offer(CallMode.PARANOID, LOW), NOW);
    DeviceTransition weaker = calls.on(Fixtures.offer(CallMode.FAST, HIGH), NOW);

    assertEquals(EndReason.GLARE_LOST, endOf(stricter, PLACED));
    assertEquals(CallMode.PARANOID, DeviceCalls.factsOf(stricter.next().state(TAKEN)).mode());
    assertInstanceOf(Dialing.class, weaker.next().state(PLACED));
    assertInstanceOf(Idle.class, weaker.next().state(TAKEN));
  }

  @Test
  @Covers("CALL-12")
  @Adversary("ADV-12")
  void glare_withEqualIds_leavesOneCall() {
    CallRef sameId = new CallRef(PLACED.id(), Role.CALLEE);
    DeviceCalls calls = DeviceCalls.NONE.with(Fixtures.dialing());

    DeviceTransition lost =
        calls.on(
            Fixtures.offer(
                sameId, CallMode.PRIVATE, HIGH, NOW, Duration.ZERO, Optional.of(Fixtures.FRIEND)),
            NOW);

    assertEquals(EndReason.GLARE_LOST, endOf(lost, PLACED));
    assertInstanceOf(Connecting.class, lost.next().state(sameId));
    assertEquals(1, lost.next().live().size());
  }

  @Test
  @Covers("CALL-13")
  void glare_withAnotherIdentity_isNoGlareButBusy() {
    assertNoGlare(Fixtures.BOB, Fixtures.OTHER_IDENTITY);
  }

  /** Someone who published the contact's identity key under a name of their own. */
  @Test
  @Covers("CALL-13")
  @Adversary("ADV-54")
  void glare_withTheSameIdentityUnderAnotherName_isNoGlareButBusy() {
    assertNoGlare(UserAddress.parse("mallory@mailbox.example"), Fixtures.BOBS_IDENTITY);
  }

  private static void assertNoGlare(UserAddress contact, Bytes identity) {
    DeviceCalls calls = DeviceCalls.NONE.with(Fixtures.dialing());
    MessageEvent.OfferReceived o = Fixtures.offer(CallMode.PRIVATE, HIGH);
    MessageEvent.OfferReceived foreign =
        new MessageEvent.OfferReceived(
            o.call(),
            1,
            contact,
            identity,
            o.mode(),
            o.media(),
            o.createdAt(),
            o.heldByMailbox(),
            false,
            o.policy(),
            o.rank(),
            o.ability(),
            Occupancy.FREE);

    DeviceTransition after = calls.on(foreign, NOW);

    assertInstanceOf(Dialing.class, after.next().state(PLACED));
    assertEquals(
        Incoming.Step.BUSY, assertInstanceOf(Incoming.class, after.next().state(TAKEN)).step());
  }

  @Test
  void eventThatIsIgnored_changesNoCall() {
    DeviceCalls calls = DeviceCalls.NONE.with(Fixtures.connected(TAKEN));

    DeviceTransition after = calls.on(new PersonEvent.AnswerPressed(TAKEN), NOW);

    assertTrue(after.changed().isEmpty());
    assertTrue(after.effects().isEmpty());
  }

  @Test
  @Covers({"RING-6", "PRIV-13"})
  void offerBelowTheFloor_isHeldWithTheModeItWouldNeed() {
    MessageEvent.OfferReceived weak =
        Fixtures.offer(
            TAKEN,
            CallMode.PRIVATE,
            MIDDLE,
            NOW,
            Duration.ZERO,
            Optional.of(Fixtures.policy(CallMode.PARANOID, false, false, true, true)));

    DeviceTransition after = DeviceCalls.NONE.on(weak, NOW);

    Incoming held = assertInstanceOf(Incoming.class, after.next().state(TAKEN));
    assertEquals(Incoming.Step.MODE_TOO_WEAK, held.step());
    assertEquals(Optional.of(CallMode.PARANOID), held.required());
  }

  @Test
  @Covers("CALL-13")
  @Adversary("ADV-07")
  void glare_widerOffer_isAcceptedNoWiderThanDialled() {
    DeviceCalls calls = DeviceCalls.NONE.with(Fixtures.dialing());
    MessageEvent.OfferReceived video =
        Fixtures.offer(CallMode.PRIVATE, HIGH).with(Occupancy.FREE, MediaKind.AUDIO_VIDEO);

    DeviceTransition after = calls.on(video, NOW);

    assertEquals(MediaKind.AUDIO, DeviceCalls.factsOf(after.next().state(TAKEN)).media());
  }

  @Test
  @Covers("CALL-16")
  void start_toTheContactWhoseCallRings_answersIt() {
    DeviceCalls calls = DeviceCalls.NONE.with(Fixtures.ringingAnswered());

    DeviceTransition after = calls.on(Fixtures.start(CallMode.PRIVATE, HIGH), NOW);

    assertEquals(EndReason.GLARE_LOST, endOf(after, PLACED));
    assertInstanceOf(Connecting.class, after.next().state(TAKEN));
    assertTrue(after.effects().contains(new SendEffect.SendAccept(TAKEN, 1)));
  }

  @Test
  @Covers("CALL-16")
  @Adversary("ADV-13")
  void start_stricterThanTheCallThatRings_replacesIt() {
    DeviceCalls calls = DeviceCalls.NONE.with(Fixtures.ringing());

    DeviceTransition after = calls.on(Fixtures.start(CallMode.PARANOID, LOW), NOW);

    assertEquals(EndReason.GLARE_LOST, endOf(after, TAKEN));
    assertInstanceOf(Dialing.class, after.next().state(PLACED));
  }

  @Test
  @Covers("CALL-16")
  void start_whileTheirOfferIsChecked_isTakenAsTheAnswer() {
    Incoming checking =
        new Incoming(Fixtures.facts(TAKEN), 1, Incoming.Step.RING, Optional.empty(), false);
    DeviceCalls calls = DeviceCalls.NONE.with(checking);

    DeviceTransition started = calls.on(Fixtures.start(CallMode.PRIVATE, HIGH), NOW);
    DeviceTransition permitted =
        started.next().on(new CheckEvent.ReplyPermitDecided(TAKEN, false), NOW);

    assertEquals(EndReason.GLARE_LOST, endOf(started, PLACED));
    assertInstanceOf(Connecting.class, permitted.next().state(TAKEN));
  }

  @Test
  @Covers("AGE-3")
  @Adversary("ADV-14")
  void offer_seenBefore_changesNothing() {
    MessageEvent.OfferReceived replayed = Fixtures.seen(Fixtures.offer(CallMode.PRIVATE, MIDDLE));

    DeviceTransition idle = DeviceCalls.NONE.on(replayed, NOW);
    DeviceTransition dialling = DeviceCalls.NONE.with(Fixtures.dialing()).on(replayed, NOW);

    assertEquals(List.of("DropOffer"), Wording.of(idle.effects()));
    assertEquals(List.of("DropOffer"), Wording.of(dialling.effects()));
    assertInstanceOf(Dialing.class, dialling.next().state(PLACED));
  }

  @Test
  @Adversary("ADV-08")
  void hangup_endsExactlyItsOwnCall() {
    DeviceCalls calls = DeviceCalls.NONE.with(Fixtures.connected(PLACED)).with(Fixtures.ringing());

    DeviceTransition after =
        calls.on(new MessageEvent.HangupReceived(TAKEN, 1, HangupReason.CANCELLED), NOW);

    assertEquals(EndReason.MISSED, endOf(after, TAKEN));
    assertInstanceOf(Connected.class, after.next().state(PLACED));
  }

  @Test
  void forgottenCall_isIdleAgain() {
    DeviceCalls calls = DeviceCalls.NONE.with(Fixtures.ended(PLACED));

    DeviceTransition after = calls.on(new TimerEvent.ForgetDue(PLACED), NOW);

    assertTrue(after.next().calls().isEmpty());
  }
}
