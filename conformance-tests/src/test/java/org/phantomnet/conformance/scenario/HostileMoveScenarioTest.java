package org.phantomnet.conformance.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.phantomnet.engine.api.CallSnapshot.Phase;
import org.phantomnet.engine.api.EndReason;
import org.phantomnet.engine.api.MoveView;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.id.DeviceAddress;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.CallMessage;
import org.phantomnet.protocol.signal.HangupReason;
import org.phantomnet.protocol.signal.MessageType;
import org.phantomnet.protocol.signal.MoveRefusal;
import org.phantomnet.testkit.Changed;
import org.phantomnet.testkit.MemoryContacts;
import org.phantomnet.testkit.People;
import org.phantomnet.testkit.TestKeys;
import org.phantomnet.testkit.VirtualDevice;
import org.phantomnet.testkit.VirtualSession;

/** One of Alice's devices runs a client of its own and asks Bob's for moves. */
class HostileMoveScenarioTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final TwoPhones phones = new TwoPhones();
  private final VirtualDevice tablet = phones.world.device(People.ALICE, 2);
  private final VirtualDevice laptop = phones.world.device(People.ALICE, 3);
  private final HostilePeer mallory = phones.hostileCaller();

  HostileMoveScenarioTest() {
    phones.world.befriend(tablet, phones.bob, MemoryContacts.FRIEND);
    phones.world.befriend(laptop, phones.bob, MemoryContacts.FRIEND);
  }

  private void move(CallId call, DeviceAddress to) {
    mallory.say(new CallMessage.Move(call, to));
  }

  private Optional<MoveRefusal> refused() {
    return ((CallMessage.Move) mallory.last(MessageType.MOVE)).refusal();
  }

  private long placed() {
    return phones.bob.calls().stream().filter(call -> call.continues().isPresent()).count();
  }

  @Test
  @Covers("CALL-89")
  @Adversary("ADV-17")
  void deviceThatIsNoneOfTheSender_isNotCalled() {
    CallId call = phones.takenFrom(mallory);
    VirtualDevice carol = phones.world.device(People.MALLORY, 2);
    phones.world.befriend(carol, phones.bob, MemoryContacts.FRIEND);
    DeviceAddress known = tablet.self();
    DeviceAddress unlisted = People.device(People.ALICE, 4);
    DeviceAddress reinstalled =
        new DeviceAddress(known.user(), known.device(), known.registrationId() % 0x3ffe + 1);
    DeviceAddress bobsOwn = phones.bob.self();

    for (DeviceAddress to :
        new DeviceAddress[] {carol.self(), unlisted, reinstalled, bobsOwn, phones.alice.self()}) {
      move(call, to);
      assertEquals(Optional.of(MoveRefusal.NOT_ALLOWED), refused());
    }

    phones.run(SECOND);
    assertEquals(5, mallory.count(MessageType.MOVE));
    assertEquals(0, placed());
    assertTrue(carol.calls().isEmpty() && tablet.calls().isEmpty());
    assertTrue(phones.bob.is(Phase.CONNECTED));
  }

  /**
   * The account took another identity: whatever stands in its list, it is not whom Bob talks to.
   */
  @Test
  @Covers("CALL-89")
  @Adversary("ADV-17")
  void deviceUnderAnotherIdentity_isNotCalled() {
    CallId call = phones.takenFrom(mallory);
    tablet.channel().changeIdentity(TestKeys.of(People.MALLORY));

    move(call, tablet.self());

    assertEquals(Optional.of(MoveRefusal.NOT_ALLOWED), refused());
    assertEquals(0, placed());
  }

  @Test
  @Covers("CALL-86")
  @Adversary("ADV-56")
  void moves_saidOverAndOver_placeFourCallsAndAreDroppedInTheEnd() {
    CallId call = phones.takenFrom(mallory);
    for (int i = 0; i < 10; i++) {
      move(call, tablet.self());
      assertTrue(placed() <= 4);
      move(call, laptop.self());
      tablet.ringing().ifPresent(ringing -> tablet.engine().decline(ringing.call()));
      phones.run(SECOND);
      laptop.ringing().ifPresent(ringing -> laptop.engine().decline(ringing.call()));
      phones.run(SECOND);
    }
    assertEquals(4, placed());
    for (int i = 0; i < 50; i++) {
      move(call, laptop.self());
    }

    assertEquals(16, mallory.count(MessageType.MOVE), "refusals are bounded");
    assertTrue(phones.bob.is(Phase.CONNECTED));
    assertEquals(1, phones.bob.media().sessions().stream().filter(VirtualSession::speaks).count());
  }

  /** The same request again while it rings is the same request. */
  @Test
  @Covers("CALL-86")
  void repeatedMove_isOneCall() {
    CallId call = phones.takenFrom(mallory);
    for (int i = 0; i < 5; i++) {
      move(call, tablet.self());
    }

    assertEquals(1, placed());
    assertEquals(0, mallory.count(MessageType.MOVE));
    assertEquals(1, tablet.calls().size());
  }

  @Test
  @Covers("CALL-81")
  @Adversary({"ADV-02", "ADV-07"})
  void move_beforeBobAnswered_placesNothing() {
    CallId call = mallory.call();
    phones.run(Duration.ofSeconds(3));
    mallory.confirm();
    move(call, tablet.self());
    phones.run(SECOND);

    assertEquals(0, placed());
    assertTrue(phones.bob.is(Phase.RINGING));
    assertFalse(phones.bob.speaks());
    assertTrue(tablet.calls().isEmpty());
  }

  @Test
  @Covers("CALL-81")
  void move_whileTheConnectionIsLost_isRefused() {
    CallId call = phones.takenFrom(mallory);
    phones.bob.media().sessions().get(0).interrupt();
    assertTrue(phones.bob.reaches(Phase.RECONNECTING, Duration.ofSeconds(8)));
    move(call, tablet.self());

    assertEquals(Optional.of(MoveRefusal.NOT_NOW), refused());
    assertEquals(0, placed());
  }

  @Test
  @Covers("CALL-81")
  @Adversary("ADV-09")
  void move_afterTheEnd_changesNothing() {
    CallId call = phones.takenFrom(mallory);
    mallory.say(new CallMessage.Hangup(call, HangupReason.MOVED));
    assertEquals(Optional.of(EndReason.MOVED), phones.bob.last().end());
    move(call, tablet.self());
    phones.run(SECOND);

    assertEquals(0, placed());
    assertTrue(tablet.calls().isEmpty());
    assertEquals(0, phones.world.media().running() - 1, "only Mallory's own engine runs");
  }

  /** What Bob did not ask for was not refused, and what he asked for is not refused for another. */
  @Test
  @Covers("CALL-80")
  void refusalOfWhatNobodyAskedFor_changesNothing() {
    CallId call = phones.takenFrom(mallory);
    mallory.say(new CallMessage.Move(call, phones.bob.self(), Optional.of(MoveRefusal.DECLINED)));
    phones.run(SECOND);

    assertEquals(Optional.empty(), phones.bob.last().move());
    assertTrue(phones.bob.is(Phase.CONNECTED));
  }

  /** Mallory never named the capability: Bob is told at once, and nothing is sent. */
  @Test
  @Covers("CALL-80")
  void contactThatCannotMove_isNotAsked() {
    VirtualDevice other = phones.world.device(People.BOB, 2);
    CallId call = phones.takenFrom(mallory);

    phones.bob.engine().move(call, other.self().device());
    phones.run(SECOND);

    assertEquals(
        Optional.of(new MoveView(2, MoveView.State.UNSUPPORTED)), phones.bob.last().move());
    assertEquals(0, mallory.count(MessageType.MOVE));
  }

  /** An offer that says it continues a call is answered by nobody but its person. */
  @Test
  @Covers("CALL-82")
  @Adversary({"ADV-01", "ADV-07"})
  void offerThatNamesACallItContinues_rings() {
    CallId before = phones.takenFrom(mallory);
    mallory.say(new CallMessage.Hangup(before, HangupReason.NORMAL));
    phones.run(SECOND);

    mallory.call(offer -> continuing(offer, before), UnaryOperator.identity());
    phones.run(Duration.ofSeconds(5));

    assertTrue(phones.bob.is(Phase.RINGING));
    assertEquals(Optional.of(before), phones.bob.last().continues());
    assertFalse(phones.bob.speaks());
  }

  /** Nor does it disturb the call that it names. */
  @Test
  @Covers("CALL-82")
  @Adversary("ADV-07")
  void offerThatNamesTheCallThatRuns_isBusy() {
    CallId running = phones.takenFrom(mallory);
    HostilePeer second = new HostilePeer(phones.world, tablet, phones.bob, phones.world.north());
    second.call(); // has the id of the first one's
    second.call(offer -> continuing(offer, running), UnaryOperator.identity());
    phones.run(SECOND);

    assertEquals(1, second.count(MessageType.DECLINE));
    assertEquals(Phase.CONNECTED, phones.bob.calls().get(0).phase());
    assertEquals(Optional.of(EndReason.BUSY), phones.bob.last().end());
  }

  /**
   * Naming a call, one that was or one that never was, lets nobody ring oftener than the limit. The
   * call before was the first of the three that are let in.
   */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @Covers("RING-5")
  @Adversary({"ADV-52", "ADV-56"})
  void flood_ofOffersThatNameACallTheyContinue_ringsAsOftenAsAnyOther(boolean thatWas) {
    CallId before = phones.takenFrom(mallory);
    mallory.say(new CallMessage.Hangup(before, HangupReason.MOVED));
    CallId named = thatWas ? before : new CallId(Bytes.copyOf(new byte[CallId.LENGTH]));
    int rang = 0;
    for (int i = 0; i < 10; i++) {
      mallory.call(offer -> continuing(offer, named), UnaryOperator.identity());
      phones.run(SECOND);
      if (phones.bob.is(Phase.RINGING)) {
        rang++;
        mallory.say(new CallMessage.Hangup(phones.bob.last().call(), HangupReason.CANCELLED));
      }
      phones.run(SECOND);
      assertTrue(phones.bob.live().isEmpty());
    }

    assertEquals(2, rang);
    assertEquals(3, mallory.count(MessageType.RING));
    assertEquals(11, phones.bob.records().history().size());
  }

  private static CallMessage.Offer continuing(CallMessage.Offer offer, CallId call) {
    return Changed.with(offer, "continues", Optional.of(call));
  }
}
