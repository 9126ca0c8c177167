package org.phantomnet.conformance.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.phantomnet.engine.api.CallSnapshot.Phase;
import org.phantomnet.engine.api.EndReason;
import org.phantomnet.engine.port.ContactBook.ContactPolicy;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.MessageType;
import org.phantomnet.testkit.MemoryContacts;
import org.phantomnet.testkit.People;
import org.phantomnet.testkit.TestKeys;
import org.phantomnet.testkit.VirtualChannels;
import org.phantomnet.testkit.VirtualDevice;

/** Who may ring, who is answered, and how old an offer may be. */
class SilenceScenarioTest {
  private static boolean bobSaidNothing(TwoPhones phones) {
    return phones.world.channels().sent().stream()
        .noneMatch(message -> message.from().user().equals(People.BOB));
  }

  @Test
  @Covers("RING-1")
  @Adversary("ADV-52")
  void stranger_learnsNothingAndIsNotShown() {
    TwoPhones phones = new TwoPhones();
    phones.bob.contacts().remove(People.ALICE);

    phones.alice.call(People.BOB);
    phones.run(TwoPhones.EVERYTHING);

    assertTrue(bobSaidNothing(phones));
    assertTrue(phones.bob.screen().isEmpty());
    assertTrue(phones.bob.media().sessions().isEmpty());
    assertTrue(phones.bob.records().history().isEmpty());
    phones.assertEnded(phones.alice, EndReason.NO_ANSWER);
  }

  @Test
  @Covers("RING-1")
  @Adversary("ADV-52")
  void strangerToABusyPerson_hearsNoBusySignal() {
    TwoPhones phones = new TwoPhones().connected();
    VirtualDevice mallory = phones.world.device(People.MALLORY, 1);
    mallory.contacts().put(People.BOB, MemoryContacts.FRIEND);

    mallory.call(People.BOB);
    phones.run(Duration.ofSeconds(50));

    assertTrue(mallory.is(Phase.DIALING));
    assertEquals(1, phones.bob.calls().size());
  }

  @Test
  @Covers("RING-1")
  @Adversary("ADV-52")
  void blockedContact_isTreatedAsAStranger() {
    TwoPhones phones = new TwoPhones();
    phones
        .bob
        .contacts()
        .put(
            People.ALICE,
            new ContactPolicy(CallMode.PRIVATE, CallMode.FAST, false, true, true, true, true));

    phones.alice.call(People.BOB);
    phones.run(Duration.ofSeconds(30));

    assertTrue(bobSaidNothing(phones));
    assertTrue(phones.bob.screen().isEmpty());
  }

  @Test
  @Covers("RING-2")
  @Adversary("ADV-52")
  void newContact_ringsButHearsNothingBeforeTheAnswer() {
    TwoPhones phones = new TwoPhones();
    phones.bob.contacts().put(People.ALICE, MemoryContacts.NEW_CONTACT);

    phones.alice.call(People.BOB);
    phones.run(Duration.ofSeconds(20));
    boolean silent = bobSaidNothing(phones) && phones.bob.media().sessions().isEmpty();
    phones.bob.answer();
    phones.run(Duration.ofSeconds(3));

    assertTrue(silent);
    assertTrue(phones.alice.is(Phase.CONNECTED));
    assertTrue(phones.alice.heard());
  }

  @Test
  @Covers({"RING-3", "RING-5"})
  @Adversary({"ADV-52", "ADV-56"})
  void contactThatCallsAndCancels_isAnsweredThreeTimesInFiveMinutes() {
    TwoPhones phones = new TwoPhones();

    for (int i = 0; i < 6; i++) {
      phones.alice.call(People.BOB);
      phones.run(Duration.ofSeconds(3));
      phones.alice.hangup();
      phones.run(Duration.ofSeconds(1));
    }

    assertEquals(3, phones.world.channels().sent(MessageType.RING).size());
    assertEquals(6, phones.bob.records().history().size());
    assertEquals(3, phones.bob.media().sessions().size());
    phones.assertEnded(phones.bob, EndReason.MISSED);
  }

  @Test
  @Covers({"AGE-2", "AGE-4"})
  @Adversary("ADV-15")
  void clockADayOff_ringsAfterTheLiveExchange() {
    TwoPhones phones = new TwoPhones();
    phones.bob.clock().skew(Duration.ofDays(1));

    phones.ringing();

    assertEquals(1, phones.world.channels().sent(MessageType.NONCE_CHALLENGE).size());
    phones.connected();
  }

  @Test
  @Covers("AGE-4")
  @Adversary("ADV-15")
  void clockADayOff_withoutALiveCaller_isAMissedCall() {
    TwoPhones phones = new TwoPhones();
    phones.bob.clock().skew(Duration.ofDays(-1));
    phones.world.channels().deliverOnly(message -> message.type() != MessageType.NONCE_RESPONSE);

    phones.alice.call(People.BOB);
    phones.run(Duration.ofSeconds(12));

    assertTrue(phones.bob.ringing().isEmpty());
    assertEquals(EndReason.MISSED, phones.bob.last().end().orElseThrow());
  }

  /** Alice calls and is gone; the mailbox brings the offer late and may lie about it. */
  @ParameterizedTest
  @CsvSource({
    "59, 59, true",
    "61, 61, false",
    "61, 1, false",
    "3600, 1, false",
    "3600, 3600, false"
  })
  @Covers({"AGE-1", "AGE-2"})
  @Adversary("ADV-15")
  void lateOffer_ringsOnlyIfFresh(long seconds, long claimed, boolean rings) {
    TwoPhones phones = new TwoPhones();
    phones.world.channels().deliverOnly(message -> false);
    phones.alice.call(People.BOB);
    phones.run(Duration.ofSeconds(1));
    VirtualChannels.Sent offer = phones.world.channels().sent(MessageType.OFFER).get(0);
    phones.alice.kill();
    phones.world.channels().deliverOnly(message -> true);

    phones.world.channels().claimHeld(Duration.ofSeconds(claimed));
    phones.world.channels().deliver(offer, TestKeys.alice(), Duration.ofSeconds(seconds - 1));
    phones.run(Duration.ofSeconds(seconds + 15));

    assertEquals(
        rings, phones.bob.screen().stream().anyMatch(shown -> shown.phase() == Phase.RINGING));
  }

  @Test
  @Covers("AGE-3")
  @Adversary("ADV-14")
  void offerReplayed_inTheCallAfterItAndAfterARestart_neverRingsAgain() {
    TwoPhones phones = new TwoPhones().connected();
    VirtualChannels.Sent offer = phones.world.channels().sent(MessageType.OFFER).get(0);

    phones.world.channels().deliver(offer, TestKeys.alice(), Duration.ZERO);
    phones.run(Duration.ofSeconds(1));
    boolean undisturbed = phones.bob.is(Phase.CONNECTED) && phones.bob.calls().size() == 1;
    phones.alice.hangup();
    phones.run(Duration.ofSeconds(1));
    phones.world.channels().deliver(offer, TestKeys.alice(), Duration.ZERO);
    phones.run(Duration.ofSeconds(1));
    boolean stillEnded = phones.bob.calls().size() == 1 && phones.bob.ringing().isEmpty();
    phones.bob.restart();
    phones.world.channels().deliver(offer, TestKeys.alice(), Duration.ZERO);
    phones.run(Duration.ofSeconds(1));

    assertTrue(undisturbed);
    assertTrue(stillEnded);
    assertTrue(phones.bob.screen().isEmpty());
  }

  @Test
  @Adversary("ADV-52")
  void identityNotAcknowledged_isAMissedCallAndNoReply() {
    TwoPhones phones = new TwoPhones();
    phones
        .bob
        .contacts()
        .put(
            People.ALICE,
            new ContactPolicy(CallMode.PRIVATE, CallMode.FAST, false, false, true, true, false));

    phones.alice.call(People.BOB);
    phones.run(Duration.ofSeconds(5));

    assertTrue(bobSaidNothing(phones));
    assertEquals(EndReason.IDENTITY_CHANGED, phones.bob.last().end().orElseThrow());
    assertFalse(phones.bob.screen().stream().anyMatch(shown -> shown.phase() == Phase.RINGING));
  }

  @Test
  @Covers({"SESS-14", "CALL-23"})
  @Adversary("ADV-55")
  void callThatIsOver_ofAContactThatIsNotRepliedTo_doesNotRingForAMoment() {
    TwoPhones phones = new TwoPhones();
    phones.bob.contacts().put(People.ALICE, MemoryContacts.NEW_CONTACT);
    phones.world.channels().deliverOnly(message -> false);
    phones.alice.call(People.BOB);
    phones.run(Duration.ofMillis(200));
    phones.alice.hangup();
    phones.run(Duration.ofMillis(200));
    VirtualChannels.Sent offer = phones.world.channels().sent(MessageType.OFFER).get(0);
    VirtualChannels.Sent hangup = phones.world.channels().sent(MessageType.HANGUP).get(0);

    phones.world.channels().deliver(hangup, TestKeys.alice(), Duration.ofMillis(1));
    phones.world.channels().deliver(offer, TestKeys.alice(), Duration.ofMillis(2));
    phones.run(Duration.ofSeconds(5));

    assertTrue(phones.bob.screen().stream().noneMatch(shown -> shown.phase() == Phase.RINGING));
    assertEquals(EndReason.MISSED, phones.bob.last().end().orElseThrow());
  }

  @Test
  @Covers("SESS-15")
  @Adversary("ADV-55")
  void offer_onAFullDisk_ringsWhenThereIsRoom() {
    TwoPhones phones = new TwoPhones();
    phones.bob.records().setFull(true);
    phones.alice.call(People.BOB);
    phones.run(Duration.ofSeconds(11));
    assertTrue(phones.bob.screen().isEmpty());

    phones.bob.records().setFull(false);

    assertTrue(phones.bob.reaches(Phase.RINGING, Duration.ofSeconds(3)));
  }
}
