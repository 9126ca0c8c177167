package org.phantomnet.conformance.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.phantomnet.engine.api.CallSnapshot;
import org.phantomnet.engine.api.CallSnapshot.Phase;
import org.phantomnet.engine.api.EndReason;
import org.phantomnet.engine.privacy.ConstantRate;
import org.phantomnet.engine.state.Rekeying;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.MessageType;
import org.phantomnet.testkit.MemoryContacts;
import org.phantomnet.testkit.People;
import org.phantomnet.testkit.TestKeys;
import org.phantomnet.testkit.VirtualChannels;
import org.phantomnet.testkit.VirtualDevice;
import org.phantomnet.testkit.VirtualSession;
import org.phantomnet.testkit.VirtualStanding;
import org.phantomnet.testkit.VirtualStanding.Nat;
import org.phantomnet.testkit.Weather;

/** A call that becomes stricter while people talk. */
class ModeSwitchScenarioTest {
  private static final Duration A_MOMENT = Duration.ofSeconds(2);

  private static TwoPhones talkingInFast(long seed) {
    return TwoPhones.amongFour(seed, Duration.ZERO).behind(Nat.CONE, Nat.CONE).connectedInFast();
  }

  private static void ask(VirtualDevice device, CallMode to) {
    device.engine().switchMode(call(device).call(), to);
  }

  private static CallSnapshot call(VirtualDevice device) {
    return device.live().orElseThrow();
  }

  /** Nothing of Fast is left at either side but what is said of it. */
  private static void assertPrivate(TwoPhones phones) {
    for (VirtualDevice device : List.of(phones.alice, phones.bob)) {
      CallSnapshot call = call(device);
      assertEquals(CallMode.PRIVATE, call.mode());
      assertEquals(Optional.empty(), call.switching());
      assertTrue(call.addressShown());
      CallSnapshot.PathView path = call.path().orElseThrow();
      assertEquals(List.of("relay", "relay"), List.of(path.localType(), path.remoteType()));
      assertNotEquals(path.relayOperator(), path.remoteOperator());
      List<VirtualSession> open =
          device.media().sessions().stream().filter(session -> !session.isReleased()).toList();
      assertEquals(1, open.size());
      assertFalse(open.get(0).isFast());
      assertTrue(open.get(0).heard());
    }
  }

  private static void assertFast(TwoPhones phones) {
    for (VirtualDevice device : List.of(phones.alice, phones.bob)) {
      assertEquals(CallMode.FAST, call(device).mode());
      assertTrue(call(device).path().orElseThrow().direct());
      assertTrue(device.is(Phase.CONNECTED));
    }
  }

  /** In no moment is a call in Fast shown with what was true of the connection in Private. */
  private static void assertShownOfFast(VirtualDevice device) {
    List<CallSnapshot> inFast =
        device.screen().stream()
            .filter(shown -> shown.call().equals(call(device).call()))
            .filter(shown -> shown.mode() == CallMode.FAST && shown.phase() != Phase.ENDED)
            .toList();
    for (CallSnapshot shown : inFast) {
      assertEquals(ConstantRate.NOT_OFFERED, shown.constantRate());
      assertFalse(shown.path().orElseThrow().isolated());
      assertTrue(shown.path().orElseThrow().direct());
    }
    assertEquals(Optional.empty(), inFast.get(0).quality(), "figures of the connection before it");
  }

  private static void assertEndsAsAlways(TwoPhones phones) {
    phones.bob.hangup();
    phones.run(A_MOMENT);
    phones.assertEnded(phones.bob, EndReason.HUNG_UP_LOCALLY);
    phones.assertEnded(phones.alice, EndReason.HUNG_UP_REMOTELY);
  }

  private static long said(TwoPhones phones, MessageType type) {
    return phones.world.channels().sent(type).size();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @Covers({"CALL-60", "CALL-61", "CALL-62", "CALL-63", "KEY-20"})
  @Adversary("ADV-20")
  void fastCall_becomesPrivate_whoeverWantsIt_andTheFastConnectionIsClosed(boolean caller) {
    TwoPhones phones = talkingInFast(1);

    ask(caller ? phones.alice : phones.bob, CallMode.PRIVATE);
    phones.assertTalkOver(2, Duration.ofSeconds(5));
    phones.run(A_MOMENT);

    assertPrivate(phones);
    assertEquals(1, said(phones, MessageType.MODE_SWITCH_REQUEST));
    assertEquals(1, said(phones, MessageType.MODE_SWITCH_ACK));
    assertEquals(List.of(CallMode.PRIVATE), phones.alice.records().modes());
    assertEquals(List.of(CallMode.PRIVATE), phones.bob.records().modes());
    assertEndsAsAlways(phones);
    assertEquals(CallMode.FAST, phones.alice.last().receipt().mode());
    assertEquals(CallMode.FAST, phones.alice.records().history().get(0).mode());
  }

  /** Fast may have used one relay for both; Private never does. */
  @Test
  @Covers({"CALL-64", "CALL-56"})
  void bothOnOneRelayInFast_takeRelaysOfTwoOperators() {
    TwoPhones phones = new TwoPhones().behind(Nat.SYMMETRIC, Nat.SYMMETRIC).connectedInFast();
    assertEquals(
        "north",
        call(phones.alice).path().orElseThrow().relayOperator()
            + call(phones.alice).path().orElseThrow().remoteOperator());

    ask(phones.alice, CallMode.PRIVATE);
    phones.assertTalkOver(2, Duration.ofSeconds(5));
    phones.run(A_MOMENT);

    assertPrivate(phones);
  }

  @Test
  @Covers("KEY-20")
  void bothAskAtOnce_andItIsOneSwitch() {
    TwoPhones phones = talkingInFast(1);

    ask(phones.alice, CallMode.PRIVATE);
    ask(phones.bob, CallMode.PRIVATE);
    phones.assertTalkOver(2, Duration.ofSeconds(5));
    phones.run(Rekeying.RETRY.multipliedBy(2));

    assertPrivate(phones);
    assertEquals(2, call(phones.alice).connections());
    assertEquals(1, said(phones, MessageType.MODE_SWITCH_ACK));
    assertEndsAsAlways(phones);
  }

  @Test
  @Covers("CALL-60")
  @Adversary("ADV-24")
  void modeThatIsTheCallsOwn_orThatThereIsNot_cannotBeAskedFor() {
    TwoPhones phones = TwoPhones.amongFour().connected();

    for (CallMode mode : List.of(CallMode.PRIVATE, CallMode.PARANOID)) {
      ask(phones.alice, mode);
      ask(phones.bob, mode);
    }
    phones.run(Duration.ofSeconds(30));

    assertEquals(0, said(phones, MessageType.MODE_SWITCH_REQUEST));
    assertEquals(Optional.empty(), call(phones.alice).switching());
    assertEndsAsAlways(phones);
  }

  /** Until Private is used it is not claimed; what was agreed is kept to. */
  @Test
  @Covers({"CALL-62", "CALL-63", "CALL-64"})
  @Adversary("ADV-20")
  void whereNoPrivateConnectionCanBeMade_theFastOneGoesOn_andNoOtherFastOneIsMade() {
    TwoPhones phones = talkingInFast(1);
    phones.alice.guards().forEach(phones.world.relays()::refuse);

    ask(phones.alice, CallMode.PRIVATE);
    phones.run(Duration.ofSeconds(40));

    assertFast(phones);
    assertEquals(Optional.of(CallMode.PRIVATE), call(phones.alice).switching());
    assertEquals(Optional.of(CallMode.PRIVATE), call(phones.bob).switching());
    phones.bob.move(VirtualStanding.behind(Nat.CONE, 77));
    phones.run(TwoPhones.EVERYTHING);

    for (VirtualDevice device : List.of(phones.alice, phones.bob)) {
      assertEquals(1, device.media().sessions().stream().filter(VirtualSession::isFast).count());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  @Covers({"CALL-62", "KEY-18", "KEY-19", "KEY-20"})
  @Adversary("ADV-56")
  void switch_comesAboutInAnyWeather(long seed) {
    TwoPhones phones = talkingInFast(seed);
    phones.world.channels().weather(Weather.STORM);

    ask(phones.bob, CallMode.PRIVATE);
    if (seed % 2 == 0) {
      ask(phones.alice, CallMode.PRIVATE);
    }
    phones.run(Duration.ofMinutes(5));

    assertPrivate(phones);
    phones.world.channels().weather(Weather.CALM);
    assertEndsAsAlways(phones);
  }

  private static TwoPhones talkingInPrivate() {
    return TwoPhones.amongFour().behind(Nat.CONE, Nat.CONE).connected();
  }

  private static Optional<CallMode> requested(VirtualDevice device) {
    return call(device).requested();
  }

  private static void answer(VirtualDevice device, boolean approved) {
    device.engine().answerSwitch(call(device).call(), approved);
  }

  private static void assertStaysPrivate(TwoPhones phones) {
    for (VirtualDevice device : List.of(phones.alice, phones.bob)) {
      assertEquals(CallMode.PRIVATE, call(device).mode());
      assertFalse(call(device).addressShown());
      assertEquals(Optional.empty(), call(device).switching());
      assertEquals(Optional.empty(), requested(device));
      assertTrue(device.media().sessions().stream().noneMatch(VirtualSession::isFast));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @Covers({"CALL-63", "CALL-65", "CALL-66", "CALL-68"})
  @Adversary("ADV-24")
  void weakerMode_needsBothPeople(boolean callerAsks) {
    TwoPhones phones = talkingInPrivate();
    VirtualDevice asking = callerAsks ? phones.alice : phones.bob;
    VirtualDevice asked = callerAsks ? phones.bob : phones.alice;

    ask(asking, CallMode.FAST);
    phones.run(Duration.ofSeconds(25));
    assertEquals(Optional.of(CallMode.FAST), call(asking).switching());
    assertEquals(Optional.of(CallMode.FAST), requested(asked));
    assertEquals(CallMode.PRIVATE, call(asked).mode());
    assertTrue(asked.media().sessions().stream().noneMatch(VirtualSession::isFast));

    answer(asked, true);
    phones.assertTalkOver(2, Duration.ofSeconds(5));
    phones.run(A_MOMENT);

    assertFast(phones);
    assertTrue(call(asking).addressShown() && call(asked).addressShown());
    List.of(asking, asked).forEach(ModeSwitchScenarioTest::assertShownOfFast);
    assertEndsAsAlways(phones);
    for (VirtualDevice device : List.of(asking, asked)) {
      assertEquals(CallMode.FAST, device.last().receipt().mode());
      assertEquals("DTLS_ONLY", device.last().receipt().mediaKeys());
      assertEquals(CallMode.FAST, device.records().history().get(0).mode());
    }
  }

  /** Without a word more, and above all without a no to what was agreed. */
  @Test
  @Covers("CALL-66")
  void weakerMode_thatBothAskFor_isAgreed_andNobodyIsAskedAnyMore() {
    TwoPhones phones = talkingInPrivate();
    ask(phones.alice, CallMode.FAST);
    phones.run(A_MOMENT);
    assertEquals(Optional.of(CallMode.FAST), requested(phones.bob));

    ask(phones.bob, CallMode.FAST);
    phones.assertTalkOver(2, Duration.ofSeconds(15));
    assertEquals(Optional.empty(), requested(phones.bob));
    answer(phones.bob, false);
    phones.run(Duration.ofSeconds(40));

    assertFast(phones);
    assertEquals(1, said(phones, MessageType.MODE_SWITCH_ACK));
    assertEndsAsAlways(phones);
  }

  @Test
  @Covers("CALL-66")
  void weakerMode_thatThePersonRefuses_orDoesNotAnswer_changesNothing() {
    TwoPhones phones = talkingInPrivate();
    ask(phones.alice, CallMode.FAST);
    phones.run(A_MOMENT);
    answer(phones.bob, false);
    phones.run(A_MOMENT);
    assertStaysPrivate(phones);

    phones.run(Duration.ofMinutes(5));
    ask(phones.alice, CallMode.FAST);
    phones.run(Duration.ofSeconds(29));
    assertEquals(Optional.of(CallMode.FAST), requested(phones.bob));
    phones.run(A_MOMENT.multipliedBy(2));
    assertStaysPrivate(phones);
    answer(phones.bob, true);
    phones.run(A_MOMENT);
    assertStaysPrivate(phones);
    assertEndsAsAlways(phones);
  }

  /** A mailbox may hold a refusal for longer than it takes to ask again. */
  @Test
  @Covers({"KEY-20", "CALL-66"})
  @Adversary("ADV-24")
  void refusal_thatComesMinutesLate_endsNoNewerRequest() {
    TwoPhones phones = talkingInPrivate();
    phones.world.channels().deliverOnly(message -> message.type() != MessageType.MODE_SWITCH_ACK);
    ask(phones.alice, CallMode.FAST);
    phones.run(A_MOMENT);
    answer(phones.bob, false);
    phones.run(A_MOMENT);
    VirtualChannels.Sent late =
        phones.world.channels().sent(MessageType.MODE_SWITCH_ACK).get(0); // held by the mailbox
    phones.world.channels().deliverOnly(message -> true);
    phones.run(Rekeying.RETRY);
    assertStaysPrivate(phones);

    phones.run(Duration.ofMinutes(5));
    ask(phones.alice, CallMode.FAST);
    phones.run(A_MOMENT);
    phones.world.channels().deliver(late, TestKeys.of(People.BOB), Duration.ZERO);
    phones.run(A_MOMENT);
    assertEquals(Optional.of(CallMode.FAST), call(phones.alice).switching());
    answer(phones.bob, true);
    phones.assertTalkOver(2, Duration.ofSeconds(5));
    phones.run(A_MOMENT);

    assertFast(phones);
    assertEndsAsAlways(phones);
  }

  @Test
  @Covers("CALL-67")
  @Adversary("ADV-56")
  void weakerMode_isAskedForTwiceAtMost_fiveMinutesApart() {
    TwoPhones phones = talkingInPrivate();
    long asked = 0;
    for (int minute = 0; minute < 20; minute++) {
      ask(phones.alice, CallMode.FAST);
      phones.run(A_MOMENT);
      if (requested(phones.bob).isPresent()) {
        asked++;
        answer(phones.bob, false);
      }
      phones.run(Duration.ofMinutes(1));
    }

    assertEquals(2, asked);
    assertStaysPrivate(phones);
  }

  @Test
  @Covers("CALL-65")
  @Adversary("ADV-24")
  void weakerMode_belowTheFloorOfEither_isNeverAPersonsToDecide() {
    for (boolean askersFloor : new boolean[] {true, false}) {
      TwoPhones phones = talkingInPrivate();
      VirtualDevice strict = askersFloor ? phones.alice : phones.bob;
      VirtualDevice other = askersFloor ? phones.bob : phones.alice;
      strict
          .contacts()
          .put(other.self().user(), MemoryContacts.policy(CallMode.PRIVATE, false, true));

      ask(phones.alice, CallMode.FAST);
      phones.run(A_MOMENT);

      assertStaysPrivate(phones);
      assertEquals(askersFloor ? 0 : 1, said(phones, MessageType.MODE_SWITCH_REQUEST));
    }
  }

  /** Each person's wish is an answer to the other's. */
  @Test
  @Covers({"CALL-66", "KEY-20"})
  void weakerMode_thatBothAskFor_isApprovedByBoth() {
    TwoPhones phones = talkingInPrivate();

    ask(phones.bob, CallMode.FAST);
    ask(phones.alice, CallMode.FAST);
    phones.assertTalkOver(2, Duration.ofSeconds(5));
    phones.run(A_MOMENT);

    assertFast(phones);
    assertEquals(1, said(phones, MessageType.MODE_SWITCH_ACK));
    assertEndsAsAlways(phones);
  }

  /** The keys change while the person thinks: the wish is said anew, and was approved once. */
  @Test
  @Covers({"CALL-66", "KEY-20"})
  void approval_holdsForARequestThatHadToBeSaidAnew() {
    TwoPhones phones = talkingInPrivate();
    phones.run(Rekeying.LIFETIME.minus(Duration.ofSeconds(15)));
    ask(phones.bob, CallMode.FAST);
    phones.run(Duration.ofSeconds(18));
    assertEquals(1, said(phones, MessageType.REKEY), 1);
    assertEquals(Optional.of(CallMode.FAST), requested(phones.alice));

    answer(phones.alice, true);
    phones.run(A_MOMENT);
    assertEquals(CallMode.PRIVATE, call(phones.bob).mode(), "that request is void");
    phones.alice.move(VirtualStanding.behind(Nat.CONE, 77)); // she says something under new keys
    phones.run(Duration.ofSeconds(20));

    assertFast(phones);
    assertEndsAsAlways(phones);
  }
}
