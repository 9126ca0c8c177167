package org.phantomnet.conformance.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.phantomnet.engine.api.CallSnapshot;
import org.phantomnet.engine.api.CallSnapshot.Phase;
import org.phantomnet.engine.api.EndReason;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.Candidate;
import org.phantomnet.protocol.signal.MessageType;
import org.phantomnet.testkit.MemoryContacts;
import org.phantomnet.testkit.People;
import org.phantomnet.testkit.TestKeys;
import org.phantomnet.testkit.VirtualChannels.Sent;
import org.phantomnet.testkit.VirtualDevice;
import org.phantomnet.testkit.VirtualEngine;
import org.phantomnet.testkit.VirtualSession;
import org.phantomnet.testkit.VirtualStanding;
import org.phantomnet.testkit.VirtualStanding.Nat;
import org.phantomnet.testkit.Weather;

/** Calls in Fast mode between honest devices: who learns whose address, and when. */
class FastScenarioTest {
  private static final int SEEDS = 100;

  private static void assertTalk(TwoPhones phones) {
    assertTrue(phones.alice.is(Phase.CONNECTED));
    assertTrue(phones.bob.is(Phase.CONNECTED));
    assertTrue(phones.alice.heard() && phones.bob.heard());
    assertEquals(CallMode.FAST, phones.alice.live().orElseThrow().mode());
  }

  private static TwoPhones talking(Nat ofAlice, Nat ofBob) {
    TwoPhones phones = new TwoPhones().behind(ofAlice, ofBob).ringingInFast();
    phones.bob.answer();
    phones.run(Duration.ofSeconds(2));
    assertTalk(phones);
    return phones;
  }

  private static CallSnapshot.PathView path(VirtualDevice device) {
    return device.live().flatMap(CallSnapshot::path).orElseThrow();
  }

  @Test
  @Covers({"CALL-27", "CALL-38", "CALL-39"})
  void answeredCall_exchangesCandidatesAfterTheAcceptAndConnectsDirectly() {
    TwoPhones phones = talking(Nat.CONE, Nat.SYMMETRIC);

    List<MessageType> types = phones.world.channels().sent().stream().map(Sent::type).toList();
    assertEquals(
        List.of(MessageType.OFFER, MessageType.RING, MessageType.ANSWER, MessageType.ACCEPT),
        types.subList(0, 4));
    assertEquals(6, types.stream().filter(MessageType.CANDIDATE::equals).count());
    assertTrue(path(phones.alice).direct());
    assertEquals("", path(phones.bob).relayOperator());
    assertFalse(path(phones.alice).isolated());
    Map<String, Integer> one = Map.of("HOST", 1, "SERVER_REFLEXIVE", 1, "RELAY", 1);
    assertEquals(one, phones.alice.last().receipt().offered());
    assertEquals(one, phones.alice.last().receipt().sent());
    assertEquals(
        Map.of("SERVER_REFLEXIVE", 1, "RELAY", 1), phones.alice.last().receipt().admitted());
    phones.alice.hangup();
    phones.assertEverythingIsGone();
    assertEquals(Map.of("REFUSED_PRIVATE_ADDRESS", 1), phones.alice.last().receipt().refused());
    assertEquals("srflx/srflx", phones.alice.last().receipt().path());
  }

  @Test
  @Covers("CALL-41")
  void whereNoHoleCanBeMade_theRelayIsPartOfTheCall() {
    TwoPhones phones = talking(Nat.SYMMETRIC, Nat.SYMMETRIC);

    assertFalse(path(phones.alice).direct());
    assertFalse(path(phones.bob).direct());
    assertEquals("north", path(phones.alice).relayOperator() + path(phones.alice).remoteOperator());
  }

  @Test
  @Covers({"PRIV-9", "PRIV-15"})
  void neighbours_connectInsideTheirNetwork() {
    TwoPhones phones = new TwoPhones();
    phones.bob.media().stand(phones.alice.media().standing().neighbour(9));
    phones.ringingInFast();
    phones.bob.answer();
    phones.run(Duration.ofSeconds(2));

    assertTalk(phones);
    assertEquals("host", path(phones.alice).remoteType());
  }

  @Test
  @Covers("CALL-28")
  void bothUseTheirFirstGuard_whoeverRunsIt() {
    TwoPhones phones = talking(Nat.SYMMETRIC, Nat.SYMMETRIC);

    assertEquals(2, phones.world.relays().tunnelsOpenNow());
    assertEquals(Map.of("HOST", 1, "SERVER_REFLEXIVE", 1, "RELAY", 1), sentBy(phones.bob));
  }

  private static Map<String, Integer> sentBy(VirtualDevice device) {
    return device.last().receipt().sent();
  }

  @Test
  @Covers("PRIV-11")
  @Adversary("ADV-33")
  void beforeTheAnswer_nothingIsOpenedGatheredOrSent() {
    TwoPhones phones = new TwoPhones().ringingInFast();

    phones.run(Duration.ofSeconds(20));

    assertTrue(phones.bob.is(Phase.RINGING));
    assertEquals(List.of(), phones.bob.media().sessions());
    assertEquals(1, phones.world.relays().tunnelsOpened());
    assertFalse(phones.alice.media().sessions().get(0).searched());
    assertEquals(List.of(), phones.world.channels().sent(MessageType.CANDIDATE));
    assertEquals(List.of(), phones.world.channels().sent(MessageType.ANSWER));
    phones.bob.decline();
    phones.run(Duration.ofSeconds(5));
    assertFalse(phones.alice.media().sessions().get(0).searched());
    assertEquals(Map.of(), phones.alice.last().receipt().offered());
    assertEquals(List.of(), phones.world.channels().sent(MessageType.CANDIDATE));
  }

  @Test
  @Covers("PRIV-11")
  @Adversary("ADV-33")
  void engineThatGathersTooEarly_isNotListenedTo() {
    TwoPhones phones = new TwoPhones();
    phones.alice.media().fault(VirtualEngine.Fault.GATHERS_EARLY);
    phones.ringingInFast();

    phones.run(Duration.ofSeconds(5));

    assertEquals(List.of(), phones.world.channels().sent(MessageType.CANDIDATE));
    assertEquals(Map.of(), phones.alice.last().receipt().sent());
  }

  /** The letters are ANSWER, ACCEPT and Bob's CANDIDATEs, in the order in which Alice gets them. */
  @ParameterizedTest
  @CsvSource({"nac", "anc", "nca", "cna", "can", "acn"})
  @Covers({"CALL-23", "CALL-38", "CALL-40"})
  void answerAcceptAndCandidates_inAnyOrder_connect(String order) {
    TwoPhones phones = new TwoPhones().behind(Nat.SYMMETRIC, Nat.SYMMETRIC).ringingInFast();
    phones.world.channels().deliverOnly(message -> message.from().equals(phones.alice.self()));
    phones.bob.answer();
    phones.run(Duration.ofMillis(500));

    for (char which : order.toCharArray()) {
      MessageType type =
          switch (which) {
            case 'n' -> MessageType.ANSWER;
            case 'a' -> MessageType.ACCEPT;
            default -> MessageType.CANDIDATE;
          };
      assertFalse(phones.alice.media().sessions().get(0).isUp());
      bring(phones, type);
    }
    phones.world.channels().deliverOnly(message -> true);
    phones.run(Duration.ofSeconds(2));

    assertTalk(phones);
  }

  private static void bring(TwoPhones phones, MessageType type) {
    for (Sent sent : phones.world.channels().sent(type)) {
      if (sent.from().equals(phones.bob.self())) {
        phones.world.channels().deliver(sent, TestKeys.of(People.BOB), Duration.ofMillis(5));
        phones.world.channels().deliver(sent, TestKeys.of(People.BOB), Duration.ofMillis(8));
      }
    }
    phones.run(Duration.ofMillis(200));
  }

  @Test
  @Covers({"CALL-23", "CALL-39", "CALL-40"})
  void messagesTwiceAndInAnyOrder_connectEveryTime() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      TwoPhones phones = new TwoPhones(seed, Duration.ofMillis(5));
      phones.behind(Nat.CONE, seed % 2 == 0 ? Nat.CONE : Nat.SYMMETRIC);
      phones.world.channels().weather(Weather.GUSTY);
      phones.ringingInFast();
      phones.run(Duration.ofMillis(new Random(seed).nextInt(4_000)));

      phones.bob.answer();
      phones.run(Duration.ofSeconds(10));

      assertTalk(phones);
      phones.bob.hangup();
      phones.run(Duration.ofSeconds(3));
      phones.assertEverythingIsGone();
    }
  }

  @Test
  @Covers({"CALL-41", "PRIV-11"})
  @Adversary("ADV-33")
  void messagesLost_endOnBothSidesAndShowNoAddressUnasked() {
    int connected = 0;
    for (long seed = 1; seed <= SEEDS; seed++) {
      TwoPhones phones = new TwoPhones(seed, Duration.ofMillis(5));
      phones.world.channels().weather(Weather.STORM);
      phones.alice.call(People.BOB, CallMode.FAST);
      boolean rang = phones.bob.reaches(Phase.RINGING, Duration.ofSeconds(30));
      assertEquals(List.of(), phones.bob.media().sessions());
      assertTrue(phones.alice.media().sessions().stream().noneMatch(VirtualSession::searched));
      if (rang) {
        phones.bob.answer();
        phones.run(Duration.ofSeconds(10));
        connected += phones.alice.heard() && phones.bob.heard() ? 1 : 0;
      }

      phones.alice.hangup();
      phones.run(TwoPhones.EVERYTHING);

      assertTrue(phones.alice.live().isEmpty(), "seed " + seed);
      assertTrue(phones.bob.live().isEmpty(), "seed " + seed);
      phones.assertEverythingIsGone();
    }
    assertTrue(connected > SEEDS / 10, "the storm lets some calls through: " + connected);
  }

  @Test
  @Covers("CALL-41")
  @Adversary("ADV-38")
  void noWayAtAll_endsTheCallAndNothingElseIsTried() {
    TwoPhones phones = new TwoPhones();
    phones.bob.media().fault(VirtualEngine.Fault.NEVER_CONNECTS);
    phones.ringingInFast();
    phones.bob.answer();

    phones.run(Duration.ofSeconds(20));

    phones.assertEnded(phones.bob, EndReason.CONNECT_TIMEOUT);
    phones.assertEnded(phones.alice, EndReason.CONNECT_TIMEOUT);
    assertEquals(1, phones.alice.media().sessions().size());
    assertEquals(1, phones.bob.media().sessions().size());
    assertEquals(CallMode.FAST, phones.bob.last().mode());
  }

  @Test
  @Covers({"CALL-15", "CALL-50"})
  @Adversary("ADV-38")
  void relayThatDies_besideADirectConnection_changesNothing() {
    TwoPhones phones = talking(Nat.CONE, Nat.CONE);

    phones.world.relays().kill(phones.world.north());
    phones.run(Duration.ofSeconds(40));

    assertTrue(phones.alice.is(Phase.CONNECTED));
    assertTrue(phones.bob.is(Phase.CONNECTED));
    assertEquals(1, phones.alice.media().sessions().size());
  }

  @Test
  @Covers({"CALL-50", "CALL-56"})
  @Adversary("ADV-38")
  void relayThatDies_underTheConnection_isReplacedInFast() {
    TwoPhones phones = TwoPhones.amongFour().behind(Nat.SYMMETRIC, Nat.SYMMETRIC).connectedInFast();
    phones.run(Duration.ofSeconds(1));

    phones.world.relays().kill(phones.world.south());
    phones.alice.media().sessions().get(0).interrupt();

    phones.assertTalkOver(2, Duration.ofSeconds(8));
    assertFalse(phones.bob.families().stream().skip(1).anyMatch("south"::equals));
    assertEquals(CallMode.FAST, phones.bob.live().orElseThrow().mode());
  }

  /** The other may ask because that relay is dead, which this side need not know yet. */
  @Test
  @Covers("CALL-56")
  @Adversary("ADV-38")
  void request_inFast_isAnsweredOverAnotherRelayThanTheOneInUse() {
    TwoPhones phones = TwoPhones.amongFour().behind(Nat.SYMMETRIC, Nat.SYMMETRIC).connectedInFast();
    phones.run(Duration.ofSeconds(1));

    phones.alice.move(VirtualStanding.behind(Nat.SYMMETRIC, 77));

    phones.assertTalkOver(2, Duration.ofSeconds(3));
    assertEquals(List.of("north", "north"), phones.alice.families());
    assertEquals(List.of("south", "east"), phones.bob.families());
  }

  @Test
  @Covers({"CALL-39", "CALL-40"})
  void candidatesOfALaterMoment_stillReachTheOtherSide() {
    TwoPhones phones = talking(Nat.CONE, Nat.CONE);
    VirtualStanding elsewhere = VirtualStanding.behind(Nat.CONE, 77);

    phones.alice.media().sessions().get(0).find(List.of(elsewhere.reflexiveCandidate()));
    phones.run(Duration.ofSeconds(1));

    assertTrue(
        phones.bob.media().sessions().get(0).known().stream()
            .map(Candidate::address)
            .anyMatch(elsewhere.reflexiveCandidate().address()::equals));
  }

  @Test
  @Covers("CALL-39")
  void manyCandidatesAtOnce_leaveInBatches() {
    TwoPhones phones = talking(Nat.CONE, Nat.CONE);
    int before = phones.world.channels().sent(MessageType.CANDIDATE).size();

    phones.alice.media().sessions().get(0).find(VirtualStanding.reflexive(40));
    phones.run(Duration.ofSeconds(1));

    assertEquals(before + 3, phones.world.channels().sent(MessageType.CANDIDATE).size());
    assertEquals(42, phones.bob.media().sessions().get(0).known().size());
  }

  @Test
  @Covers("CALL-31")
  void engineThatConnectsFromNowhere_endsTheCall() {
    TwoPhones phones = new TwoPhones();
    phones.bob.media().fault(VirtualEngine.Fault.SELECTS_NOWHERE);
    phones.ringingInFast();
    phones.bob.answer();

    phones.run(Duration.ofSeconds(3));

    phones.assertEnded(phones.bob, EndReason.SECURITY_FAILURE);
  }

  @Test
  @Covers("PRIV-13")
  @Adversary("ADV-20")
  void floorAboveFast_declinesTheOfferAndNamesIt() {
    TwoPhones phones = new TwoPhones();
    phones.bob.contacts().put(People.ALICE, MemoryContacts.policy(CallMode.PRIVATE, false, true));

    phones.alice.call(People.BOB, CallMode.FAST);
    phones.run(Duration.ofSeconds(2));

    phones.assertEnded(phones.alice, EndReason.MODE_TOO_WEAK);
    assertEquals(CallMode.PRIVATE, phones.alice.last().required().orElseThrow());
    assertEquals(List.of(), phones.bob.media().sessions());
  }

  @Test
  @Covers({"RING-6", "CALL-2"})
  void requiredPostQuantum_refusesFastBothWays() {
    TwoPhones phones = new TwoPhones();
    phones.bob.contacts().put(People.ALICE, MemoryContacts.policy(CallMode.FAST, true, true));

    phones.alice.call(People.BOB, CallMode.FAST);
    phones.run(Duration.ofSeconds(2));
    phones.assertEnded(phones.alice, EndReason.PQ_REQUIRED);
    phones.bob.call(People.ALICE, CallMode.FAST);
    phones.run(Duration.ofSeconds(2));

    phones.assertEnded(phones.bob, EndReason.PQ_REQUIRED);
  }

  @ParameterizedTest
  @CsvSource({"0", "40", "70", "71", "90", "2000"})
  @Covers({"CALL-12", "CALL-16"})
  @Adversary("ADV-13")
  void glareBetweenFastAndPrivate_becomesThePrivateCall(long millis) {
    for (boolean weakerFirst : new boolean[] {true, false}) {
      TwoPhones phones = new TwoPhones();

      phones.alice.call(People.BOB, weakerFirst ? CallMode.FAST : CallMode.PRIVATE);
      phones.run(Duration.ofMillis(millis));
      phones.bob.call(People.ALICE, weakerFirst ? CallMode.PRIVATE : CallMode.FAST);
      phones.run(Duration.ofSeconds(10));

      assertTrue(phones.alice.is(Phase.CONNECTED) && phones.bob.is(Phase.CONNECTED));
      assertEquals(CallMode.PRIVATE, phones.alice.live().orElseThrow().mode());
      assertEquals(List.of(), phones.world.channels().sent(MessageType.CANDIDATE));
      assertTrue(phones.world.media().sessions().stream().noneMatch(VirtualSession::searched));
    }
  }
}
