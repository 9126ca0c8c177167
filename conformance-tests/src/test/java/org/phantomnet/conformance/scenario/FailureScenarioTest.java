package org.phantomnet.conformance.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.phantomnet.engine.api.CallSnapshot.Phase;
import org.phantomnet.engine.api.EndReason;
import org.phantomnet.engine.port.CallRecords;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.MessageType;
import org.phantomnet.testkit.MemoryContacts;
import org.phantomnet.testkit.People;
import org.phantomnet.testkit.TestKeys;
import org.phantomnet.testkit.VirtualDevice;
import org.phantomnet.testkit.VirtualEngine;
import org.phantomnet.testkit.VirtualWorld;

/** What breaks ends the call with its own name, and no other mode is tried. */
class FailureScenarioTest {
  @Test
  @Adversary("ADV-38")
  void ownRelay_dyingWhileRinging_endsTheCall() {
    TwoPhones phones = new TwoPhones().preConnected();

    phones.world.relays().kill(phones.world.south());
    phones.run(Duration.ofSeconds(2));

    phones.assertEnded(phones.bob, EndReason.RELAY_LOST);
    phones.assertEnded(phones.alice, EndReason.PEER_RELAY_LOST);
  }

  @Test
  @Adversary("ADV-38")
  void relaysThatAllRefuse_atSetUp_endTheCallUnsaid() {
    TwoPhones phones = new TwoPhones();
    phones.world.relays().refuse(phones.world.north());
    phones.world.relays().refuse(phones.world.south());

    phones.alice.call(People.BOB);
    phones.run(Duration.ofSeconds(1));

    phones.assertEnded(phones.alice, EndReason.RELAY_UNREACHABLE);
    assertTrue(phones.world.channels().sent().isEmpty());
  }

  @Test
  @Covers("CALL-6")
  void relayThatNeverAnswers_atSetUp_endsAfterFifteenSeconds() {
    TwoPhones phones = new TwoPhones();
    phones.alice.media().fault(VirtualEngine.Fault.NEVER_GATHERS);

    phones.alice.call(People.BOB);
    phones.run(Duration.ofMillis(14_900));
    boolean waiting = phones.alice.is(Phase.DIALING);
    phones.run(Duration.ofMillis(200));

    assertTrue(waiting);
    phones.assertEnded(phones.alice, EndReason.RELAY_UNREACHABLE);
  }

  @Test
  @Covers("CALL-6")
  void transportThatNeverConnects_endsFifteenSecondsAfterTheAnswer() {
    TwoPhones phones = new TwoPhones();
    phones.alice.media().fault(VirtualEngine.Fault.NEVER_CONNECTS);
    phones.ringing();
    phones.run(Duration.ofSeconds(5));

    phones.bob.answer();
    phones.run(Duration.ofMillis(14_900));
    boolean waiting = phones.bob.is(Phase.CONNECTING);
    phones.run(Duration.ofMillis(500));

    assertTrue(waiting);
    assertFalse(phones.bob.speaks());
    phones.assertEnded(phones.bob, EndReason.CONNECT_TIMEOUT);
    phones.assertEnded(phones.alice, EndReason.CONNECT_TIMEOUT);
  }

  @Test
  @Covers("CALL-29")
  void calleeWithGuardsOfTheCallersOperatorOnly_findsNoSecondOperator() {
    VirtualWorld world = new VirtualWorld();
    VirtualDevice alice = world.device(People.ALICE, 1);
    VirtualDevice bob = world.device(People.BOB, 1, TestKeys.bob(), world.north());
    world.befriend(alice, bob, MemoryContacts.FRIEND);

    alice.call(People.BOB);
    world.run(Duration.ofSeconds(3));

    assertEquals(EndReason.NO_SECOND_OPERATOR, bob.last().end().orElseThrow());
    assertEquals(EndReason.NO_SECOND_OPERATOR, alice.last().end().orElseThrow());
    assertTrue(bob.media().sessions().isEmpty());
  }

  @Test
  @Covers("CALL-29")
  void estateWithOneOperator_thatSaysSo_connects() {
    VirtualWorld world = new VirtualWorld();
    world.relays().allowSingleFamily();
    VirtualDevice alice = world.device(People.ALICE, 1);
    VirtualDevice bob = world.device(People.BOB, 1, TestKeys.bob(), world.north());
    world.befriend(alice, bob, MemoryContacts.FRIEND);

    alice.call(People.BOB);
    assertTrue(bob.reaches(Phase.RINGING, Duration.ofSeconds(3)));
    bob.answer();

    assertTrue(alice.reaches(Phase.CONNECTED, Duration.ofSeconds(3)));
  }

  @Test
  @Covers("CALL-28")
  void callerWithoutGuards_hasNoRelay() {
    VirtualWorld world = new VirtualWorld();
    VirtualDevice alice = world.device(People.ALICE, 1, TestKeys.alice());
    VirtualDevice bob = world.device(People.BOB, 1);
    world.befriend(alice, bob, MemoryContacts.FRIEND);

    alice.call(People.BOB);
    world.run(Duration.ofSeconds(1));

    assertEquals(EndReason.NO_RELAY, alice.last().end().orElseThrow());
  }

  @Test
  @Covers("CALL-15")
  void ownEngine_dying_endsTheCallOnBothSides() {
    TwoPhones phones = new TwoPhones().connected();

    phones.bob.media().sessions().get(0).die();
    phones.run(Duration.ofSeconds(1));

    phones.assertEnded(phones.bob, EndReason.ENGINE_DIED);
    phones.assertEnded(phones.alice, EndReason.PEER_ENGINE_DIED);
  }

  @Test
  @Covers("CALL-30")
  @Adversary("ADV-25")
  void engineThatShowsAnotherCertificate_isNotUsed() {
    TwoPhones phones = new TwoPhones();
    phones.alice.media().fault(VirtualEngine.Fault.OTHER_FINGERPRINT);

    phones.alice.call(People.BOB);
    phones.run(Duration.ofSeconds(1));

    phones.assertEnded(phones.alice, EndReason.SECURITY_FAILURE);
    assertTrue(phones.world.channels().sent().isEmpty());
  }

  @Test
  @Covers("CALL-7")
  void shortDrop_reconnectsAndTheCallGoesOn() {
    TwoPhones phones = new TwoPhones().connected();
    phones.alice.media().sessions().get(0).interrupt();
    assertTrue(phones.alice.reaches(Phase.RECONNECTING, Duration.ofSeconds(5)));
    phones.run(Duration.ofSeconds(20));

    phones.alice.media().sessions().get(0).restore();
    phones.run(Duration.ofSeconds(40));

    assertTrue(phones.alice.is(Phase.CONNECTED));
    assertTrue(phones.bob.is(Phase.CONNECTED));
  }

  @Test
  @Covers("CALL-7")
  void dropWhileRinging_endsThirtySecondsAfterTheAnswer() {
    TwoPhones phones = new TwoPhones().preConnected();
    phones.world.channels().deliverOnly(message -> message.type() != MessageType.UPDATE);
    phones.alice.media().sessions().get(0).interrupt();
    phones.run(Duration.ofSeconds(20));

    phones.bob.answer();
    phones.run(Duration.ofSeconds(29));
    boolean waiting = phones.alice.is(Phase.RECONNECTING) && phones.bob.is(Phase.RECONNECTING);
    phones.run(Duration.ofSeconds(5));

    assertTrue(waiting);
    phones.assertEnded(phones.alice, EndReason.RECONNECT_TIMEOUT);
  }

  @Test
  @Covers("CALL-7")
  void longDrop_endsAfterThirtySeconds() {
    TwoPhones phones = new TwoPhones().connected();
    phones.world.channels().deliverOnly(message -> message.type() != MessageType.UPDATE);
    phones.alice.media().sessions().get(0).interrupt();
    assertTrue(phones.alice.reaches(Phase.RECONNECTING, Duration.ofSeconds(5)));

    phones.run(Duration.ofMillis(29_900));
    boolean waiting = phones.alice.is(Phase.RECONNECTING);
    phones.run(Duration.ofMillis(200));

    assertTrue(waiting);
    phones.assertEnded(phones.alice, EndReason.RECONNECT_TIMEOUT);
  }

  @Test
  @Covers("CALL-36")
  void calleeKilledWhileItRings_showsOneMissedCallAfterwards() {
    TwoPhones phones = new TwoPhones().ringing();
    boolean nothingYet = phones.bob.records().history().isEmpty();

    phones.bob.restart();
    phones.run(TwoPhones.EVERYTHING);

    assertTrue(nothingYet);
    assertEquals(List.of("MISSED"), results(phones.bob));
  }

  @Test
  @Covers("CALL-36")
  void bothKilledWhileTheyTalk_showOneCallEachThatFailed() {
    TwoPhones phones = new TwoPhones().connected();

    phones.bob.restart();
    phones.alice.restart();
    phones.run(TwoPhones.EVERYTHING);

    assertEquals(List.of("INTERNAL_ERROR"), results(phones.bob));
    assertEquals(List.of("INTERNAL_ERROR"), results(phones.alice));
  }

  private static List<String> results(VirtualDevice device) {
    return device.records().history().stream().map(CallRecords.Entry::result).toList();
  }

  @Test
  @Covers("CALL-19")
  @Adversary("ADV-26")
  void calleeRestartedWhileRinging_tellsTheCallerOnItsNextMessage() {
    TwoPhones phones = new TwoPhones().preConnected();
    phones.world.channels().deliverOnly(message -> message.type() != MessageType.CONFIRM);

    phones.bob.restart();
    phones.world.channels().deliverOnly(message -> true);
    phones.deliverAgain(MessageType.CONFIRM);
    phones.run(Duration.ofSeconds(2));

    assertEquals(EndReason.PEER_RESTARTED, phones.alice.last().end().orElseThrow());
    assertTrue(phones.bob.calls().isEmpty());
  }

  @Test
  @Covers("CALL-19")
  void callerRestartedWhileItRings_endsTheRingingWhenAnswered() {
    TwoPhones phones = new TwoPhones().preConnected();
    phones.alice.restart();

    phones.bob.answer();
    phones.run(Duration.ofSeconds(2));

    phones.assertEnded(phones.bob, EndReason.PEER_RESTARTED);
    assertFalse(phones.bob.speaks());
  }

  @Test
  void peerKilledInTheCall_endsAfterTheReconnectLimit_andTheNextCallWorks() {
    TwoPhones phones = new TwoPhones().connected();

    phones.bob.kill();
    phones.run(Duration.ofSeconds(40));
    phones.bob.revive();
    EndReason first = phones.alice.last().end().orElseThrow();
    phones.connected();

    assertEquals(EndReason.RECONNECT_TIMEOUT, first);
  }

  /** Some of them only a caller says, others either side; the next call must still ring. */
  @Test
  @Covers("CALL-19")
  void peerRevived_saysSoOnce_ofHoweverManyMessagesThatWaited() {
    TwoPhones phones = new TwoPhones().connected();
    phones.bob.kill();
    phones.deliverAgain(MessageType.CONFIRM);
    phones.deliverAgain(MessageType.SELECTED);
    phones.run(Duration.ofSeconds(10));
    int waiting = phones.world.channels().sent(MessageType.UPDATE).size();

    phones.bob.revive();
    phones.run(Duration.ofSeconds(1));

    assertTrue(waiting > 0, "Alice asked for no other connection");
    assertEquals(1, phones.world.channels().sent(MessageType.HANGUP).size());
    phones.assertEnded(phones.alice, EndReason.PEER_RESTARTED);
    phones.connected();
  }

  @Test
  @Covers("CALL-20")
  void identityChange_inTheCall_endsIt() {
    TwoPhones phones = new TwoPhones().connected();
    phones.bob.channel().changeIdentity(TestKeys.identity(77));

    phones.bob.hangup();
    phones.run(Duration.ofSeconds(1));

    phones.assertEnded(phones.alice, EndReason.IDENTITY_CHANGED);
  }

  @Test
  void contactWithoutDevices_cannotBeCalled() {
    TwoPhones phones = new TwoPhones();
    phones.alice.contacts().put(People.MALLORY, MemoryContacts.FRIEND);

    phones.alice.call(People.MALLORY);
    phones.run(Duration.ofSeconds(1));

    phones.assertEnded(phones.alice, EndReason.MESSAGE_NOT_SENT);
  }

  @Test
  @Covers("CALL-31")
  @Adversary("ADV-34")
  void engineThatSaysItConnectedDirectly_endsTheCall() {
    TwoPhones phones = new TwoPhones();
    phones.bob.media().fault(VirtualEngine.Fault.SELECTS_HOST);

    phones.ringing();
    phones.run(Duration.ofSeconds(3));

    phones.assertEnded(phones.bob, EndReason.SECURITY_FAILURE);
    phones.assertEnded(phones.alice, EndReason.SECURITY_FAILURE);
  }
}
