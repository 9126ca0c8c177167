package org.phantomnet.conformance.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.phantomnet.engine.api.CallSnapshot;
import org.phantomnet.engine.api.CallSnapshot.Phase;
import org.phantomnet.engine.api.EndReason;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.MessageType;
import org.phantomnet.testkit.MemoryContacts;
import org.phantomnet.testkit.People;
import org.phantomnet.testkit.VirtualChannels;

/** The calls that everybody makes. */
class CallScenarioTest {
  @Test
  @Covers({"CALL-3", "CALL-10", "CALL-14", "CALL-28", "CALL-29", "CALL-30"})
  void call_answeredAndHungUp_isHeardBothWaysAndLeavesNothing() {
    TwoPhones phones = new TwoPhones().connected();
    phones.run(Duration.ofSeconds(30));
    CallSnapshot during = phones.alice.live().orElseThrow();

    phones.alice.hangup();
    phones.run(Duration.ofSeconds(1));

    assertEquals("north", during.path().orElseThrow().relayOperator());
    assertEquals("south", during.path().orElseThrow().remoteOperator());
    assertTrue(during.firstAudioHeard());
    phones.assertEnded(phones.alice, EndReason.HUNG_UP_LOCALLY);
    phones.assertEnded(phones.bob, EndReason.HUNG_UP_REMOTELY);
    assertEquals(1, phones.alice.records().history().size());
    assertEquals(1, phones.bob.records().history().size());
    assertEquals("HUNG_UP_REMOTELY", phones.bob.records().history().get(0).result());
    assertEquals(30, phones.bob.records().history().get(0).talked().toSeconds());
    assertTrue(
        phones.bob.records().history().get(0).receiptJson().contains("\"admitted\":{\"RELAY\":1}"));
  }

  @Test
  @Covers("RING-4")
  void ringing_forLessThanTheWait_opensNoConnectionAtTheCallee() {
    TwoPhones phones = new TwoPhones().ringing();

    phones.run(Duration.ofMillis(1_400));
    int early = phones.bob.media().sessions().size();
    phones.run(Duration.ofMillis(200));

    assertEquals(0, early);
    assertEquals(1, phones.bob.media().sessions().size());
  }

  @Test
  @Covers("CALL-14")
  @Adversary({"ADV-01", "ADV-03", "ADV-58"})
  void preConnected_beforeTheAnswer_nobodySpeaks() {
    TwoPhones phones = new TwoPhones().preConnected();

    phones.run(Duration.ofSeconds(20));

    assertTrue(phones.alice.media().sessions().get(0).isUp());
    assertFalse(phones.alice.speaks());
    assertFalse(phones.bob.speaks());
    assertTrue(phones.bob.is(Phase.RINGING));
  }

  @Test
  void answer_beforePreConnect_connectsTooWithinSeconds() {
    TwoPhones phones = new TwoPhones().ringing();

    phones.bob.answer();

    assertTrue(phones.alice.reaches(Phase.CONNECTED, Duration.ofSeconds(2)));
    assertTrue(phones.bob.reaches(Phase.CONNECTED, Duration.ofSeconds(2)));
  }

  @Test
  @Covers("CALL-11")
  void decline_endsBothSides() {
    TwoPhones phones = new TwoPhones().ringing();

    phones.bob.decline();
    phones.run(Duration.ofSeconds(1));

    phones.assertEnded(phones.alice, EndReason.DECLINED_REMOTELY);
    phones.assertEnded(phones.bob, EndReason.DECLINED_LOCALLY);
  }

  @Test
  void decline_afterPreConnect_endsBothSides() {
    TwoPhones phones = new TwoPhones().preConnected();

    phones.bob.decline();
    phones.run(Duration.ofSeconds(1));

    phones.assertEnded(phones.alice, EndReason.DECLINED_REMOTELY);
    phones.assertEnded(phones.bob, EndReason.DECLINED_LOCALLY);
  }

  @Test
  void cancel_whileRinging_leavesAMissedCall() {
    TwoPhones phones = new TwoPhones().ringing();

    phones.alice.hangup();
    phones.run(Duration.ofSeconds(1));

    phones.assertEnded(phones.alice, EndReason.CANCELLED);
    phones.assertEnded(phones.bob, EndReason.MISSED);
  }

  @Test
  @Covers("CALL-5")
  void nobodyAnswers_endsAfterAMinute() {
    TwoPhones phones = new TwoPhones().ringing();

    phones.run(Duration.ofSeconds(59));
    boolean stillRings = phones.bob.is(Phase.RINGING);
    phones.run(Duration.ofSeconds(2));

    assertTrue(stillRings);
    phones.assertEnded(phones.alice, EndReason.NO_ANSWER);
    phones.assertEnded(phones.bob, EndReason.MISSED);
  }

  @Test
  @Covers({"CALL-1", "RING-6"})
  void thirdPerson_callingIntoACall_hearsBusyAndDisturbsNothing() {
    TwoPhones phones = new TwoPhones().connected();
    var mallory = phones.world.device(People.MALLORY, 1);
    phones.world.befriend(mallory, phones.bob, MemoryContacts.FRIEND);

    mallory.call(People.BOB);
    phones.run(Duration.ofSeconds(2));

    assertEquals(EndReason.BUSY, mallory.last().end().orElseThrow());
    assertTrue(phones.bob.is(Phase.CONNECTED));
    assertEquals(2, phones.bob.calls().size());
    assertEquals(EndReason.BUSY, phones.bob.last().end().orElseThrow());
  }

  @Test
  @Covers("CALL-1")
  void secondStart_duringACall_isRefused() {
    TwoPhones phones = new TwoPhones().connected();

    CallId second = phones.alice.call(People.BOB);
    phones.run(Duration.ofSeconds(1));

    assertEquals(second, phones.alice.last().call());
    assertEquals(EndReason.BUSY, phones.alice.last().end().orElseThrow());
    assertTrue(phones.alice.is(Phase.CONNECTED));
    assertTrue(phones.bob.is(Phase.CONNECTED));
  }

  @Test
  @Covers({"RING-6", "CALL-2"})
  void floorOfTheCallee_declinesAndNamesTheModeItWants() {
    TwoPhones phones = new TwoPhones();
    phones.bob.contacts().put(People.ALICE, MemoryContacts.policy(CallMode.PARANOID, false, true));

    phones.alice.call(People.BOB);
    phones.run(Duration.ofSeconds(2));

    phones.assertEnded(phones.alice, EndReason.MODE_TOO_WEAK);
    assertEquals(CallMode.PARANOID, phones.alice.last().required().orElseThrow());
    phones.assertEnded(phones.bob, EndReason.MODE_TOO_WEAK);
    assertTrue(phones.bob.ringing().isEmpty());
  }

  @Test
  @Covers("CALL-2")
  void floorOfTheCaller_refusesAWeakerStartLocally() {
    TwoPhones phones = new TwoPhones();
    phones.alice.contacts().put(People.BOB, MemoryContacts.policy(CallMode.PARANOID, false, true));

    phones.alice.call(People.BOB);
    phones.run(Duration.ofSeconds(2));

    phones.assertEnded(phones.alice, EndReason.MODE_TOO_WEAK);
    assertTrue(phones.world.channels().sent().isEmpty());
  }

  @Test
  @Covers("CALL-27")
  void modesThatAreNotBuilt_areRefusedByName() {
    TwoPhones phones = new TwoPhones();

    phones.alice.call(People.BOB, CallMode.PARANOID);
    phones.run(Duration.ofSeconds(1));

    phones.assertEnded(phones.alice, EndReason.UNSUPPORTED);
  }

  @Test
  void requiredPostQuantum_inFast_isDeclined() {
    TwoPhones phones = new TwoPhones();
    phones.bob.contacts().put(People.ALICE, MemoryContacts.policy(CallMode.FAST, true, true));

    phones.alice.call(People.BOB, CallMode.FAST);
    phones.run(Duration.ofSeconds(2));

    phones.assertEnded(phones.alice, EndReason.PQ_REQUIRED);
  }

  @Test
  @Covers("SHIELD-1")
  void requiredPostQuantum_inPrivate_isWhatTheShieldGives() {
    TwoPhones phones = new TwoPhones();
    phones.bob.contacts().put(People.ALICE, MemoryContacts.policy(CallMode.PRIVATE, true, true));

    phones.connected();

    phones.alice.engine().close();
    phones.run(Duration.ofSeconds(1));
    assertEquals("SHIELD", phones.bob.last().receipt().mediaKeys());
  }

  @Test
  void close_hangsUpAndWaitsForTheEngine() {
    TwoPhones phones = new TwoPhones().connected();

    phones.alice.engine().close();

    assertTrue(phones.alice.media().sessions().get(0).isReleased());
    phones.run(Duration.ofSeconds(1));
    assertEquals(EndReason.HUNG_UP_REMOTELY, phones.bob.last().end().orElseThrow());
  }

  @Test
  void mute_reachesTheEngineAndTheScreen() {
    TwoPhones phones = new TwoPhones().connected();

    phones.alice.engine().setMuted(phones.alice.last().call(), true);
    phones.run(Duration.ofSeconds(1));

    assertTrue(phones.alice.media().sessions().get(0).muted());
    assertTrue(phones.alice.last().muted());
  }

  @Test
  @Covers("WIRE-7")
  @Adversary("ADV-44")
  void hold_reachesTheEngineAndTheScreen_andNobodyElse() {
    TwoPhones phones = new TwoPhones().connected();
    int sent = phones.world.channels().sent().size();

    phones.alice.engine().setHeld(phones.alice.last().call(), true);
    phones.run(Duration.ofSeconds(1));

    assertTrue(phones.alice.media().sessions().get(0).held());
    assertTrue(phones.alice.last().held());
    assertFalse(phones.alice.last().muted());
    assertEquals(sent, phones.world.channels().sent().size());
    assertFalse(phones.bob.last().held());
    phones.alice.engine().setHeld(phones.alice.last().call(), false);
    phones.run(Duration.ofSeconds(1));
    assertFalse(phones.alice.media().sessions().get(0).held());
    assertFalse(phones.alice.last().held());
    phones.alice.engine().setHeld(phones.alice.last().call(), true);
    phones.alice.hangup();
    phones.run(Duration.ofSeconds(5));
    assertFalse(phones.alice.last().held());
  }

  @Test
  @Covers("WIRE-7")
  void hold_ofACallThatRings_changesNothing() {
    TwoPhones phones = new TwoPhones().ringing();

    phones.alice.engine().setHeld(phones.alice.last().call(), true);
    phones.run(Duration.ofMillis(100));

    assertFalse(phones.alice.last().held());
  }

  @Test
  void signalling_ofAnOrdinaryCall_isSixMessages() {
    TwoPhones phones = new TwoPhones().connected();

    List<MessageType> types =
        phones.world.channels().sent().stream().map(VirtualChannels.Sent::type).toList();

    assertEquals(
        List.of(
            MessageType.OFFER,
            MessageType.RING,
            MessageType.ANSWER,
            MessageType.CONFIRM,
            MessageType.ACCEPT,
            MessageType.SELECTED),
        types);
  }
}
