package org.phantomnet.conformance.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.phantomnet.engine.api.CallSnapshot.Phase;
import org.phantomnet.engine.api.EndReason;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.MessageType;
import org.phantomnet.testkit.People;
import org.phantomnet.testkit.TestKeys;
import org.phantomnet.testkit.VirtualDevice;
import org.phantomnet.testkit.VirtualSession;
import org.phantomnet.testkit.VirtualStanding;
import org.phantomnet.testkit.Weather;

/** A call whose connection is lost goes on over a new one that is made beside it. */
class RenewalScenarioTest {
  private static final int SEEDS = 100;
  private static final Duration SOON = Duration.ofSeconds(5);

  private static VirtualSession first(VirtualDevice device) {
    return device.media().sessions().get(0);
  }

  private static void assertNoFamilyShared(TwoPhones phones) {
    Set<String> shared = new HashSet<>(phones.alice.families());
    shared.retainAll(phones.bob.families());
    assertEquals(Set.of(), shared);
  }

  /** The old engines are gone, and each side has one tunnel. */
  private static void assertOnlyTheNewIsLeft(TwoPhones phones) {
    phones.run(Duration.ofSeconds(4));
    assertTrue(first(phones.alice).isReleased());
    assertTrue(first(phones.bob).isReleased());
    assertEquals(2, phones.world.media().running());
    assertEquals(2, phones.world.relays().tunnelsOpenNow());
    assertEquals(CallMode.PRIVATE, phones.alice.live().orElseThrow().mode());
    phones.alice.hangup();
    phones.run(Duration.ofSeconds(1));
    phones.assertEverythingIsGone();
  }

  @Test
  @Covers({"CALL-15", "CALL-50", "CALL-51", "CALL-55", "CALL-56"})
  @Adversary("ADV-38")
  void callersRelay_dying_isReplacedByAnotherOperators() {
    TwoPhones phones = TwoPhones.amongFour().connected();

    phones.world.relays().kill(phones.world.north());

    phones.assertTalkOver(2, SOON);
    assertThirdAfter("north", phones.alice);
    assertNoFamilyShared(phones);
    assertOnlyTheNewIsLeft(phones);
  }

  @Test
  @Covers({"CALL-50", "CALL-56"})
  @Adversary("ADV-38")
  void calleesRelay_dying_isReplacedByAnotherOperators() {
    TwoPhones phones = TwoPhones.amongFour().connected();

    phones.world.relays().kill(phones.world.south());

    phones.assertTalkOver(2, SOON);
    assertThirdAfter("south", phones.bob);
    assertNoFamilyShared(phones);
    assertOnlyTheNewIsLeft(phones);
  }

  @Test
  @Covers("CALL-50")
  void relayThatFallsSilent_isReplaced() {
    TwoPhones phones = TwoPhones.amongFour().connected();

    phones.world.relays().silence(phones.world.north());

    phones.assertTalkOver(2, SOON);
    assertNoFamilyShared(phones);
    assertOnlyTheNewIsLeft(phones);
  }

  private static void assertThirdAfter(String first, VirtualDevice device) {
    assertEquals(2, device.families().size());
    assertEquals(first, device.families().get(0));
    assertTrue(Set.of("east", "west").contains(device.families().get(1)));
  }

  /** No operator is asked by both, whichever call it is. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  @Covers({"CALL-52", "CALL-53", "CALL-58"})
  @Adversary("ADV-38")
  void bothRelays_dyingAtOnce_areReplacedByDifferentOperators(long seed) {
    TwoPhones phones = TwoPhones.amongFour(seed, Duration.ZERO).connected();

    phones.world.relays().kill(phones.world.north());
    phones.world.relays().kill(phones.world.south());

    phones.assertTalkOver(2, SOON);
    assertNoFamilyShared(phones);
    String alices = phones.alice.live().orElseThrow().path().orElseThrow().relayOperator();
    String bobs = phones.bob.live().orElseThrow().path().orElseThrow().relayOperator();
    assertEquals(Set.of("east", "west"), Set.of(alices, bobs));
    assertOnlyTheNewIsLeft(phones);
  }

  @Test
  @Covers({"CALL-7", "CALL-56"})
  @Adversary("ADV-38")
  void relayDying_withoutAThirdOperator_endsTheCallAfterThirtySeconds() {
    TwoPhones phones = new TwoPhones().connected();

    phones.world.relays().kill(phones.world.north());
    phones.run(Duration.ofSeconds(30));
    boolean waiting = phones.alice.is(Phase.RECONNECTING);
    phones.run(Duration.ofSeconds(1));

    assertTrue(waiting);
    phones.assertEnded(phones.alice, EndReason.RELAY_LOST);
    phones.assertEnded(phones.bob, EndReason.PEER_RELAY_LOST);
    assertEquals(List.of("north"), phones.alice.families());
    assertEquals(List.of("south"), phones.bob.families());
    assertEquals(List.of(), phones.world.channels().sent(MessageType.UPDATE));
  }

  @Test
  @Covers({"CALL-50", "CALL-54"})
  void relayThatIsHeardAgain_goesOnAsBefore() {
    TwoPhones phones = new TwoPhones().connected();

    phones.world.relays().silence(phones.world.north());
    assertTrue(phones.alice.reaches(Phase.RECONNECTING, SOON));
    phones.world.relays().raise(phones.world.north());
    phones.run(Duration.ofSeconds(40));

    assertTrue(phones.alice.is(Phase.CONNECTED));
    assertTrue(first(phones.alice).isUp());
    assertEquals(2, phones.world.relays().tunnelsOpenNow());
  }

  @Test
  @Covers("CALL-50")
  @Adversary("ADV-39")
  void ownNetworkChanging_inPrivate_makesAConnectionBeforeTheOldOneBreaks() {
    TwoPhones phones = TwoPhones.amongFour().connected();
    int shown = phones.alice.screen().size();

    phones.alice.move(VirtualStanding.behind(VirtualStanding.Nat.CONE, 77));

    phones.assertTalkOver(2, Duration.ofSeconds(2));
    assertTrue(
        phones.alice.screen().stream()
            .skip(shown)
            .allMatch(call -> call.phase() == Phase.CONNECTED && call.mode() == CallMode.PRIVATE));
    assertEquals(List.of("north", "north"), phones.alice.families());
    assertOnlyTheNewIsLeft(phones);
  }

  @Test
  @Covers({"CALL-50", "CALL-51"})
  @Adversary("ADV-39")
  void ownNetworkChanging_inFast_keepsTheModeAndIsDirectAgain() {
    TwoPhones phones = TwoPhones.amongFour().connectedInFast();

    phones.bob.move(VirtualStanding.behind(VirtualStanding.Nat.CONE, 77));
    first(phones.bob).interrupt();

    phones.assertTalkOver(2, Duration.ofSeconds(3));
    phones.run(Duration.ofSeconds(10));
    assertEquals(CallMode.FAST, phones.alice.live().orElseThrow().mode());
    assertTrue(phones.alice.live().orElseThrow().path().orElseThrow().direct());
    assertTrue(phones.alice.is(Phase.CONNECTED));
    assertEquals(2, phones.world.media().running());
  }

  @Test
  @Covers({"CALL-50", "ENG-34"})
  @Adversary("ADV-39")
  void reboundRelay_isReachedAnew() {
    TwoPhones phones = new TwoPhones().connected();

    phones.world.relays().rebind(phones.world.south());

    phones.assertTalkOver(2, Duration.ofSeconds(3));
    assertOnlyTheNewIsLeft(phones);
    assertEquals(1, phones.bob.channel().changesOfWayOut());
    assertEquals(0, phones.alice.channel().changesOfWayOut());
  }

  /** Its NAT has forgotten the way past the relay as well. */
  @Test
  @Covers({"CALL-50", "ENG-34"})
  @Adversary("ADV-39")
  void reboundBesideADirectPath_isReplacedInTheSameMode() {
    TwoPhones phones = TwoPhones.amongFour().connectedInFast();

    phones.world.relays().rebind(phones.world.south());

    phones.assertTalkOver(2, Duration.ofSeconds(3));
    assertEquals(CallMode.FAST, phones.alice.live().orElseThrow().mode());
    assertTrue(phones.alice.live().orElseThrow().path().orElseThrow().direct());
    assertEquals(1, phones.bob.channel().changesOfWayOut());
  }

  @Test
  @Covers("ENG-34")
  @Adversary("ADV-56")
  void relayThatSaysSoAgainAndAgain_isBelievedOnce() {
    TwoPhones phones = new TwoPhones().connected();

    for (int i = 0; i < 20; i++) {
      phones.world.relays().rebind(phones.world.south());
    }

    phones.assertTalkOver(2, Duration.ofSeconds(3));
    assertEquals(1, phones.bob.channel().changesOfWayOut());
  }

  @Test
  @Covers({"CALL-7", "CALL-50"})
  void drop_thatDoesNotHeal_isReplaced() {
    TwoPhones phones = new TwoPhones().connected();

    first(phones.alice).interrupt();

    phones.assertTalkOver(2, Duration.ofSeconds(7));
    assertOnlyTheNewIsLeft(phones);
  }

  @Test
  @Covers("CALL-54")
  void dropThatHeals_whileAnotherIsAskedFor_dropsTheAttempt() {
    TwoPhones phones = new TwoPhones().connected();
    phones.world.channels().deliverOnly(message -> message.type() != MessageType.UPDATE);
    first(phones.alice).interrupt();
    phones.run(Duration.ofSeconds(6));
    long asked = phones.world.channels().sent(MessageType.UPDATE).size();

    first(phones.alice).restore();
    phones.run(Duration.ofSeconds(60));

    assertTrue(asked > 0);
    assertEquals(asked, phones.world.channels().sent(MessageType.UPDATE).size());
    assertTrue(phones.alice.is(Phase.CONNECTED));
    assertTrue(first(phones.alice).isUp());
    assertEquals(2, phones.world.media().running());
    assertEquals(2, phones.world.relays().tunnelsOpenNow());
  }

  @Test
  @Covers("CALL-53")
  void lostRequest_isFollowedByAnother() {
    TwoPhones phones = TwoPhones.amongFour().connected();
    phones.world.channels().deliverOnly(message -> message.type() != MessageType.UPDATE);
    phones.world.relays().kill(phones.world.north());
    phones.run(Duration.ofSeconds(10));

    phones.world.channels().deliverOnly(message -> true);

    phones.assertTalkOver(2, Duration.ofSeconds(12));
    assertOnlyTheNewIsLeft(phones);
  }

  @Test
  @Covers("CALL-52")
  void repeatedAndLateUpdates_changeNothing() {
    TwoPhones phones = TwoPhones.amongFour().connected();
    phones.world.relays().kill(phones.world.north());
    phones.assertTalkOver(2, SOON);

    for (var update : phones.world.channels().sent(MessageType.UPDATE)) {
      phones
          .world
          .channels()
          .deliver(update, TestKeys.of(update.from().user()), Duration.ofSeconds(1));
    }
    phones.run(Duration.ofSeconds(20));

    assertEquals(2, phones.alice.live().orElseThrow().connections());
    assertEquals(2, phones.world.channels().sent(MessageType.UPDATE).size());
    assertOnlyTheNewIsLeft(phones);
  }

  @Test
  @Covers("CALL-10")
  void hangup_whileAConnectionIsMade_leavesNothing() {
    for (int millis = 500; millis < 1_200; millis += 20) {
      TwoPhones phones = TwoPhones.amongFour().connected();
      phones.world.relays().kill(phones.world.north());
      phones.run(Duration.ofMillis(millis));

      (millis % 40 == 0 ? phones.alice : phones.bob).hangup();
      phones.run(Duration.ofSeconds(1));

      phones.assertEverythingIsGone();
    }
  }

  @Test
  @Covers("CALL-55")
  void mutedCall_staysMutedOverTheNewConnection() {
    TwoPhones phones = TwoPhones.amongFour().connected();
    phones.alice.engine().setMuted(phones.alice.live().orElseThrow().call(), true);

    phones.world.relays().kill(phones.world.north());

    phones.assertTalkOver(2, SOON);
    assertTrue(phones.alice.live().orElseThrow().muted());
    assertTrue(phones.alice.media().sessions().get(1).muted());
    assertFalse(phones.bob.media().sessions().get(1).muted());
  }

  @Test
  @Covers("CALL-50")
  void oneRelayAfterTheOther_isReplaced() {
    TwoPhones phones = TwoPhones.amongFour().connected();
    phones.world.relays().kill(phones.world.north());
    phones.assertTalkOver(2, SOON);
    phones.run(Duration.ofSeconds(3));

    phones.world.relays().kill(phones.world.south());

    phones.assertTalkOver(3, Duration.ofSeconds(10));
    String last = phones.bob.live().orElseThrow().path().orElseThrow().relayOperator();
    assertTrue(Set.of("east", "west").contains(last), last);
    assertNoFamilyShared(phones);
    assertEquals(People.BOB, phones.alice.live().orElseThrow().contact());
  }

  private static void trouble(TwoPhones phones, Random random) {
    VirtualDevice one = random.nextBoolean() ? phones.alice : phones.bob;
    List<VirtualSession> sessions = one.media().sessions();
    switch (random.nextInt(5)) {
      case 0 -> phones.world.relays().rebind(phones.world.north());
      case 1 -> phones.world.relays().rebind(phones.world.south());
      case 2 -> one.move(VirtualStanding.behind(VirtualStanding.Nat.CONE, 60 + random.nextInt(90)));
      case 3 -> sessions.get(sessions.size() - 1).interrupt();
      default -> phones.world.relays().silence(phones.world.north());
    }
  }

  /** The reply to the first request is on its way when the second leaves, or comes before it. */
  @ParameterizedTest
  @ValueSource(ints = {30, 60, 90, 120, 150, 180, 210})
  @Covers("CALL-51")
  @Adversary("ADV-39")
  void networkThatChangesAgain_amidAnAttempt_costsNoWait(int millis) {
    TwoPhones phones = TwoPhones.amongFour().connected();

    phones.alice.move(VirtualStanding.behind(VirtualStanding.Nat.CONE, 77));
    phones.run(Duration.ofMillis(millis));
    phones.alice.move(VirtualStanding.behind(VirtualStanding.Nat.CONE, 78));
    phones.run(SOON);

    assertTrue(phones.alice.live().orElseThrow().connections() > 1);
    assertOnlyTheNewIsLeft(phones);
  }

  /** Whatever comes at whatever moment: in the end both talk over one connection, or it is over. */
  @Test
  @Covers({"CALL-10", "CALL-53", "CALL-55"})
  @Adversary({"ADV-38", "ADV-39"})
  void troubleAtAnyMoment_endsInOneConnectionOrNone() {
    int talking = 0;
    for (long seed = 1; seed <= SEEDS; seed++) {
      Random random = new Random(seed);
      TwoPhones phones = TwoPhones.amongFour(seed, Duration.ofMillis(5));
      phones = seed % 2 == 0 ? phones.connected() : phones.connectedInFast();
      phones.world.channels().weather(Weather.GUSTY);
      for (int i = 0; i < 6; i++) {
        trouble(phones, random);
        phones.run(Duration.ofMillis(random.nextInt(1_500)));
      }
      phones.world.relays().raise(phones.world.north());
      phones.run(Duration.ofSeconds(60));

      assertEquals(phones.alice.live().isPresent(), phones.bob.live().isPresent(), "seed " + seed);
      if (phones.alice.live().isPresent()) {
        talking++;
        assertTrue(
            phones.alice.is(Phase.CONNECTED) && phones.bob.is(Phase.CONNECTED), "seed " + seed);
        assertEquals(2, phones.world.media().running(), "seed " + seed);
        assertEquals(2, phones.world.relays().tunnelsOpenNow(), "seed " + seed);
        assertTrue(
            phones.world.media().sessions().stream()
                .filter(session -> !session.isReleased())
                .allMatch(VirtualSession::isUp),
            "seed " + seed);
        phones.alice.hangup();
      }
      phones.assertEverythingIsGone();
    }
    assertTrue(talking > SEEDS * 3 / 4, "calls that went on: " + talking);
  }
}
