package org.phantomnet.conformance.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.phantomnet.engine.api.CallSnapshot;
import org.phantomnet.engine.api.CallSnapshot.Phase;
import org.phantomnet.engine.api.EndReason;
import org.phantomnet.engine.api.MoveView;
import org.phantomnet.engine.port.CallRecords;
import org.phantomnet.engine.port.ContactBook.ContactPolicy;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.MessageType;
import org.phantomnet.testkit.MemoryContacts;
import org.phantomnet.testkit.People;
import org.phantomnet.testkit.VirtualDevice;
import org.phantomnet.testkit.VirtualSession;

/** A running call goes on at another device of one of the two, or stays where it is. */
class MoveScenarioTest {
  private static final Duration RING_LIMIT = Duration.ofSeconds(32);

  private static List<String> results(VirtualDevice device) {
    return device.records().history().stream().map(CallRecords.Entry::result).toList();
  }

  @Test
  @Covers({"CALL-80", "CALL-81", "CALL-82", "CALL-84"})
  @Adversary("ADV-11")
  void call_takenAtTheOtherDevice_goesOnThere() {
    MovingCall call = new MovingCall().talking().ringing();
    call.run(MovingCall.SETTLED);
    assertEquals(Optional.of(MoveView.State.ASKED), call.shown());
    assertEquals(Optional.of(call.id()), call.alice(2).ringing().orElseThrow().continues());
    assertTrue(call.alice(3).calls().isEmpty());
    assertFalse(call.alice(2).speaks());
    assertTrue(call.bob.media().sessions().get(0).speaks());

    call.alice(2).answer();
    call.run(MovingCall.SETTLED);

    call.assertTalksWith(2);
    for (VirtualDevice device : List.of(call.alice(1), call.bob)) {
      CallSnapshot old = MovingCall.first(device);
      assertEquals(Optional.of(EndReason.MOVED), old.end());
      assertTrue(old.keysDestroyed() && old.engineReleased());
      assertEquals(List.of("MOVED"), results(device));
    }
    call.bob.hangup();
    call.assertNothingIsLeft();
    assertEquals(List.of("MOVED", "HUNG_UP_LOCALLY"), results(call.bob));
    assertEquals(List.of("HUNG_UP_REMOTELY"), results(call.alice(2)));
  }

  @ParameterizedTest
  @EnumSource(names = {"FAST", "PRIVATE"})
  @Covers({"CALL-81", "CALL-84"})
  void call_ofEitherMode_keepsItAndMovesOnAgain(CallMode mode) {
    MovingCall call = new MovingCall().talking(mode).ringing();
    call.alice(2).answer();
    call.run(MovingCall.SETTLED);
    call.assertTalksWith(2);
    assertEquals(mode, call.bob.last().mode());

    call.alice(2).engine().move(call.bob.last().call(), 3);
    assertTrue(call.alice(3).reaches(Phase.RINGING, Duration.ofSeconds(5)));
    call.alice(3).answer();
    call.run(MovingCall.SETTLED);

    assertTrue(call.alice(3).is(Phase.CONNECTED) && call.alice(3).heard());
    assertEquals(mode, call.alice(3).last().mode());
    assertEquals(Optional.of(EndReason.MOVED), call.alice(2).last().end());
    assertEquals(2, call.world.media().running());
    call.alice(3).hangup();
    call.assertNothingIsLeft();
  }

  /** A mode that both had turned to meanwhile is the one that counts. */
  @Test
  @Covers("CALL-81")
  void call_thatBecameStricter_goesOnInTheStricterMode() {
    MovingCall call = new MovingCall().talking(CallMode.FAST);
    call.alice(1).engine().switchMode(call.id(), CallMode.PRIVATE);
    call.world.run(MovingCall.SETTLED); // a while over two connections
    assertEquals(CallMode.PRIVATE, call.bob.last().mode());

    call.ringing();
    call.alice(2).answer();
    call.run(MovingCall.SETTLED);

    call.assertTalksWith(2);
    assertEquals(CallMode.PRIVATE, call.alice(2).last().mode());
    assertFalse(call.alice(2).last().addressShown());
  }

  @Test
  @Covers("CALL-80")
  void call_thatWasTaken_movesAsOneThatWasPlaced() {
    MovingCall call = new MovingCall().talkingAfterBobsCall().ringing();
    call.alice(2).answer();
    call.run(MovingCall.SETTLED);

    call.assertTalksWith(2);
    assertEquals(Optional.of(EndReason.MOVED), MovingCall.first(call.alice(1)).end());
  }

  @Test
  @Covers("CALL-84")
  void muteAndHold_ofBothBeforeAndWhileItRings_holdAfterwards() {
    MovingCall call = new MovingCall().talking();
    call.bob.engine().setMuted(call.id(), true);
    call.ringing();
    call.bob.engine().setHeld(call.id(), true);
    call.alice(2).answer();
    call.run(MovingCall.SETTLED);

    VirtualSession now = call.bob.media().sessions().get(1);
    assertTrue(now.muted() && now.held() && call.bob.last().muted() && call.bob.last().held());
    call.bob.engine().setMuted(call.bob.last().call(), false);
    call.bob.engine().setHeld(call.bob.last().call(), false);
    call.run(MovingCall.SETTLED);
    assertFalse(now.muted() || now.held());
    call.assertTalksWith(2);
  }

  /** Between the other device's answer and the connection, which takes a while in Fast. */
  @Test
  @Covers("CALL-84")
  void mute_pressedWhileTheOtherDeviceConnects_holdsThere() {
    MovingCall call = new MovingCall().talking(CallMode.FAST).ringing();
    call.alice(2).answer();
    assertTrue(
        call.world
            .time()
            .runUntil(() -> call.bob.last().phase() == Phase.CONNECTING, Duration.ofSeconds(2)));
    call.bob.engine().setMuted(call.id(), true);
    call.run(MovingCall.SETTLED);

    assertTrue(call.bob.last().muted() && call.bob.media().sessions().get(1).muted());
    assertEquals(Phase.CONNECTED, call.bob.last().phase());
  }

  @Test
  @Covers({"CALL-83", "CALL-85"})
  @Adversary("ADV-11")
  void call_thatNobodyTakes_goesOnAndNobodyMissedOne() {
    MovingCall call = new MovingCall().talking().ringing();

    call.run(RING_LIMIT);

    assertEquals(Optional.of(MoveView.State.NO_ANSWER), call.shown());
    call.assertGoesOnAsBefore();
    assertEquals(Optional.of(EndReason.ACCEPTED_ELSEWHERE), call.alice(2).last().end());
    call.alice(1).hangup();
    call.assertNothingIsLeft();
    assertEquals(List.of("HUNG_UP_REMOTELY"), results(call.bob));
  }

  @Test
  @Covers("CALL-85")
  void call_declinedThere_goesOnAndMayBeMovedAgain() {
    MovingCall call = new MovingCall().talking().ringing();
    call.alice(2).decline();
    call.run(MovingCall.SETTLED);
    assertEquals(Optional.of(MoveView.State.DECLINED), call.shown());
    call.assertGoesOnAsBefore();

    call.move(3);
    assertTrue(call.alice(3).reaches(Phase.RINGING, Duration.ofSeconds(5)));
    call.alice(3).answer();
    call.run(MovingCall.SETTLED);

    call.assertTalksWith(3);
  }

  @Test
  @Covers("CALL-85")
  void call_toADeviceInAnotherCall_staysWhereItIs() {
    MovingCall call = new MovingCall().talking();
    VirtualDevice carol = call.world.device(People.MALLORY, 1);
    call.world.befriend(carol, call.alice(2), MemoryContacts.FRIEND);
    call.alice(2).call(People.MALLORY);
    assertTrue(carol.reaches(Phase.RINGING, Duration.ofSeconds(5)));

    call.move(2);
    call.run(MovingCall.SETTLED);

    assertEquals(Optional.of(MoveView.State.BUSY), call.shown());
    assertEquals(Phase.CONNECTED, MovingCall.first(call.bob).phase());
    assertTrue(carol.is(Phase.RINGING));
  }

  @Test
  @Covers("CALL-85")
  void call_thatEitherEndsWhileItRingsThere_isOverEverywhere() {
    for (int who = 0; who < 2; who++) {
      MovingCall call = new MovingCall().talking().ringing();
      (who == 0 ? call.alice(1) : call.bob).engine().hangup(call.id());
      call.run(MovingCall.SETTLED);

      assertEquals(Optional.of(EndReason.ACCEPTED_ELSEWHERE), call.alice(2).last().end());
      assertEquals(1, call.bob.records().history().size());
      call.assertNothingIsLeft();
    }
  }

  @Test
  @Covers("CALL-85")
  void call_whoseContinuationHasNoRelay_goesOn() {
    MovingCall call = new MovingCall().talking().ringing();
    call.alice(2).media().sessions().forEach(VirtualSession::die);
    call.run(MovingCall.SETTLED);
    call.bob.media().sessions().get(1).die();
    call.run(MovingCall.SETTLED);

    assertEquals(Optional.of(MoveView.State.FAILED), call.shown());
    assertEquals(Phase.CONNECTED, MovingCall.first(call.bob).phase());
    assertEquals(1, call.bob.media().sessions().stream().filter(VirtualSession::speaks).count());
    assertTrue(call.bob.records().history().isEmpty());
  }

  /** Alice's other device may not be heard before that, so Bob's keeps the one that works. */
  @Test
  @Covers("CALL-90")
  @Adversary("ADV-11")
  void call_whoseConfirmationIsKeptBack_goesOnWhereItWas() {
    MovingCall call = new MovingCall().talking();
    call.world.channels().deliverOnly(message -> message.type() != MessageType.CONFIRM);
    call.ringing();
    call.run(MovingCall.SETTLED);
    call.alice(2).answer();
    call.run(MovingCall.SETTLED);
    assertEquals(Phase.CONNECTED, MovingCall.first(call.bob).phase());
    assertEquals(Phase.CONNECTING, call.bob.last().phase());
    assertFalse(call.alice(2).speaks());

    call.run(Duration.ofSeconds(15));

    assertEquals(Optional.of(MoveView.State.FAILED), call.shown());
    assertEquals(Optional.of(EndReason.CONNECT_TIMEOUT), call.alice(2).last().end());
    call.assertGoesOnAsBefore();
  }

  @Test
  @Covers("CALL-87")
  void request_thatIsLost_isGivenUpAfterAMinute() {
    MovingCall call = new MovingCall().talking();
    call.world.channels().deliverOnly(message -> message.type() != MessageType.MOVE);
    call.move(2);
    call.run(Duration.ofSeconds(58));
    assertEquals(Optional.of(MoveView.State.ASKED), call.shown());

    call.run(MovingCall.SETTLED);

    assertEquals(Optional.of(MoveView.State.NO_REPLY), call.shown());
    call.assertGoesOnAsBefore();
  }

  @Test
  @Covers({"CALL-80", "CALL-89"})
  void request_forADeviceThatIsNone_isNotSaid() {
    MovingCall call = new MovingCall().talking();
    for (int device : new int[] {1, 4}) {
      call.move(device);
      call.run(MovingCall.SETTLED);
      assertEquals(Optional.of(MoveView.State.NOT_ALLOWED), call.shown());
    }
    assertTrue(call.world.channels().sent(MessageType.MOVE).isEmpty());
    call.assertGoesOnAsBefore();
  }

  /** Alice called, so hers counts; whichever comes first. */
  @Test
  @Covers("CALL-88")
  void bothMovingAtOnce_callersRequestCounts() {
    MovingCall call = new MovingCall().talking();
    call.move(2);
    call.bob.engine().move(call.id(), 2);
    assertTrue(call.alice(2).reaches(Phase.RINGING, Duration.ofSeconds(5)));
    call.run(Duration.ofSeconds(1));

    assertEquals(
        Optional.of(MoveView.State.NOT_NOW),
        MovingCall.first(call.bob).move().map(MoveView::state));
    assertFalse(call.bobsOther.is(Phase.RINGING));
    call.alice(2).answer();
    call.run(MovingCall.SETTLED);
    call.assertTalksWith(2);
  }

  private static void isOverItsLimit(MovingCall call) {
    for (int i = 0; i < 3; i++) {
      call.alice(2).records().takeAutomaticReply(People.BOB, call.world.time().now());
    }
  }

  /** Alice said there that she comes: it is her call, not Bob's fourth. */
  @Test
  @Covers({"RING-5", "CALL-80"})
  void otherDevice_overItsLimitForThatContact_ringsForTheCallThatItsPersonMoves() {
    MovingCall call = new MovingCall().talking();
    isOverItsLimit(call);

    call.move(2);

    assertTrue(call.alice(2).reaches(Phase.RINGING, Duration.ofSeconds(5)));
    call.alice(2).answer();
    call.run(MovingCall.SETTLED);
    call.assertTalksWith(2);
  }

  /** What only the caller says of a continuation lifts nothing: no ringing and not a word. */
  @Test
  @Covers("RING-5")
  @Adversary("ADV-52")
  void otherDevice_overItsLimitAndNotTold_missesTheCallAndTheFirstGoesOn() {
    MovingCall call = new MovingCall().talking();
    isOverItsLimit(call);
    call.world.channels().tellNothing();

    call.move(2);
    call.run(Duration.ofSeconds(40));

    assertTrue(
        call.world.channels().sent().stream()
            .noneMatch(said -> said.from().equals(call.alice(2).self())));
    assertEquals(Optional.of(EndReason.MISSED), call.alice(2).last().end());
    assertEquals(Optional.of(MoveView.State.NO_ANSWER), call.shown());
    call.assertGoesOnAsBefore();
  }

  /** The weakest that Bob takes rose in the call: nothing begins below it. */
  @Test
  @Covers("CALL-81")
  @Adversary("ADV-20")
  void call_belowAFloorThatWasRaisedMeanwhile_isNotMoved() {
    MovingCall call = new MovingCall().talking(CallMode.FAST);
    ContactPolicy friend = MemoryContacts.FRIEND;
    call.bob
        .contacts()
        .put(
            People.ALICE,
            new ContactPolicy(
                CallMode.PRIVATE,
                CallMode.PRIVATE,
                friend.requirePq(),
                friend.blocked(),
                friend.verified(),
                friend.mayReplyUnasked(),
                friend.identityAcknowledged()));
    call.move(2);
    call.run(MovingCall.SETTLED);

    assertEquals(Optional.of(MoveView.State.NOT_NOW), call.shown());
    assertTrue(call.alice(2).calls().isEmpty());
    call.assertGoesOnAsBefore();
  }
}
