package org.phantomnet.conformance.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.phantomnet.engine.api.CallSnapshot.Phase;
import org.phantomnet.engine.api.EndReason;
import org.phantomnet.protocol.directory.ListedRelay;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.MessageType;
import org.phantomnet.testkit.People;
import org.phantomnet.testkit.VirtualDevice;
import org.phantomnet.testkit.VirtualRelays;

/** A relay that is of no use before it could be named costs a moment, not the call. */
class FirstGuardScenarioTest {
  private static final int SEEDS = 60;

  private static void assertReplaced(
      TwoPhones phones, BiConsumer<VirtualRelays, ListedRelay> mishap) {
    mishap.accept(phones.world.relays(), phones.world.north());
    phones.connected();
    assertEquals(1, phones.world.channels().sent(MessageType.OFFER).size());
    assertEquals(2, phones.world.media().running());
    assertEquals(2, phones.world.relays().tunnelsOpenNow());
    assertEquals("south", operator(phones.alice));
    assertEquals("east", operator(phones.bob));
    assertEquals(CallMode.PRIVATE, phones.alice.live().orElseThrow().mode());
    phones.alice.hangup();
    phones.run(Duration.ofSeconds(1));
    phones.assertEverythingIsGone();
  }

  private static String operator(VirtualDevice device) {
    return device.live().orElseThrow().path().orElseThrow().relayOperator();
  }

  private static List<ListedRelay> all(TwoPhones phones) {
    return phones.alice.guards();
  }

  @Test
  @Covers("CALL-57")
  @Adversary("ADV-38")
  void relayThatIsDead_isReplacedByTheNextGuards() {
    assertReplaced(TwoPhones.amongFour(), VirtualRelays::refuse);
  }

  @Test
  @Covers("CALL-57")
  @Adversary("ADV-38")
  void relayThatSaysNothing_isReplacedByTheNextGuards() {
    assertReplaced(TwoPhones.amongFour(), VirtualRelays::silence);
  }

  @Test
  @Covers("CALL-57")
  void relayThatAllocatesNothing_isReplacedByTheNextGuards() {
    assertReplaced(TwoPhones.amongFour(), VirtualRelays::deny);
  }

  @Test
  @Covers({"CALL-30", "CALL-57"})
  void relayThatIsNotWhatTheListSays_isReplacedAndCounted() {
    TwoPhones phones = TwoPhones.amongFour();

    assertReplaced(phones, VirtualRelays::misplace);

    assertEquals(1, phones.alice.last().receipt().refused().get("REFUSED_OUTSIDE_RELAY"));
    assertEquals(2, phones.alice.last().receipt().offered().get("RELAY"));
    assertEquals(1, phones.alice.last().receipt().sent().get("RELAY"));
  }

  @Test
  @Covers("CALL-57")
  void relayThatIsLostWhileThePathOpens_isReplaced() {
    TwoPhones phones = TwoPhones.amongFour();
    phones.alice.call(People.BOB);
    phones.run(Duration.ofMillis(20));

    phones.world.relays().kill(phones.world.north());
    boolean rings = phones.bob.reaches(Phase.RINGING, Duration.ofMillis(1_000));

    assertTrue(rings);
    assertEquals(List.of("north", "south"), phones.alice.families());
  }

  @Test
  @Covers("CALL-57")
  void relayThatSaysNothing_costsTheRingingLessThanTwoSeconds() {
    TwoPhones phones = TwoPhones.amongFour();
    phones.world.relays().silence(phones.world.north());

    phones.alice.call(People.BOB);

    assertFalse(phones.bob.reaches(Phase.RINGING, Duration.ofMillis(1_500)));
    assertTrue(phones.bob.reaches(Phase.RINGING, Duration.ofMillis(500)));
  }

  @Test
  @Covers("CALL-57")
  void relayThatSaidNothing_isRememberedInTheNextCallForAMinute() {
    TwoPhones phones = TwoPhones.amongFour();
    phones.world.relays().silence(phones.world.north());
    phones.ringing();
    phones.alice.hangup();
    phones.run(Duration.ofSeconds(5));

    phones.alice.call(People.BOB);
    assertTrue(phones.bob.reaches(Phase.RINGING, Duration.ofMillis(200)));
    phones.alice.hangup();
    phones.run(Duration.ofSeconds(60));
    phones.ringing();

    assertEquals(List.of("north", "south", "south", "north", "south"), phones.alice.families());
  }

  @Test
  @Covers("CALL-57")
  void relaysThatAllSayNothing_endTheCallOnceEachWasTried() {
    TwoPhones phones = TwoPhones.amongFour();
    all(phones).forEach(phones.world.relays()::silence);

    phones.alice.call(People.BOB);
    phones.run(Duration.ofMillis(9_400));
    boolean waiting = phones.alice.is(Phase.DIALING);
    phones.run(Duration.ofMillis(200));

    assertTrue(waiting);
    assertEquals(List.of("north", "south", "east", "west"), phones.alice.families());
    assertTrue(phones.world.channels().sent().isEmpty());
    phones.assertEnded(phones.alice, EndReason.RELAY_LOST);
  }

  @Test
  @Covers({"CALL-29", "CALL-57"})
  void calleesRelayThatSaysNothing_isNeverReplacedByOneOfTheCallersOperator() {
    TwoPhones phones = new TwoPhones();
    phones.world.relays().silence(phones.world.south());

    phones.ringing();
    phones.run(Duration.ofSeconds(8));

    assertEquals(List.of("south"), phones.bob.families());
    phones.assertEnded(phones.bob, EndReason.RELAY_LOST);
  }

  @Test
  @Covers({"CALL-29", "CALL-57"})
  void calleesRelayThatSaysNothing_isReplacedByOneOfTheCallersOperator_whereTheListAllowsIt() {
    TwoPhones phones = new TwoPhones();
    phones.world.relays().allowSingleFamily();
    phones.world.relays().silence(phones.world.south());

    phones.connected();

    assertEquals(List.of("south", "north"), phones.bob.families());
  }

  @Test
  @Covers("CALL-57")
  void relayThatIsDead_inFastToo() {
    TwoPhones phones = TwoPhones.amongFour();
    phones.world.relays().refuse(phones.world.north());

    phones.connectedInFast();

    assertEquals(List.of("south"), phones.alice.families());
  }

  @Test
  @Covers("CALL-57")
  void callerWhoHangsUp_whileTheNextGuardIsTried_leavesNothing() {
    TwoPhones phones = TwoPhones.amongFour();
    phones.world.relays().silence(phones.world.north());
    phones.alice.call(People.BOB);
    phones.run(Duration.ofMillis(1_520));

    phones.alice.hangup();
    phones.run(Duration.ofSeconds(1));

    assertEquals(List.of("north", "south"), phones.alice.families());
    phones.assertEnded(phones.alice, EndReason.CANCELLED);
    assertTrue(phones.world.channels().sent().isEmpty());
  }

  /** Relays break in any way at any moment of a call, on devices of any speed. */
  @Test
  @Covers("CALL-57")
  void relaysThatBreakInAnyWay_neverLeaveACallHangingOrAnEngineRunning() {
    int connected = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      Random chance = new Random(seed);
      TwoPhones phones = TwoPhones.amongFour(seed, Duration.ofMillis(chance.nextInt(300)));
      List<ListedRelay> relays = new ArrayList<>(all(phones));
      Collections.shuffle(relays, chance);
      phones.alice.call(People.BOB);
      for (ListedRelay relay : relays.subList(0, chance.nextInt(3))) {
        phones.run(Duration.ofMillis(chance.nextInt(1_200)));
        disturb(phones.world.relays(), relay, chance.nextInt(4));
      }
      phones.world.time().runUntil(() -> phones.bob.ringing().isPresent(), Duration.ofSeconds(15));
      phones.bob.ringing().ifPresent(rings -> phones.bob.answer());
      phones.run(Duration.ofSeconds(16));
      connected += phones.alice.is(Phase.CONNECTED) ? 1 : 0;
      assertTrue(phones.world.channels().sent(MessageType.OFFER).size() <= 1, "seed " + seed);
      phones.alice.hangup();
      phones.bob.hangup();
      phones.run(TwoPhones.EVERYTHING);
      phones.assertEverythingIsGone();
    }
    assertTrue(connected > SEEDS / 2, "connected: " + connected);
  }

  private static void disturb(VirtualRelays relays, ListedRelay relay, int how) {
    switch (how) {
      case 0 -> relays.kill(relay);
      case 1 -> relays.silence(relay);
      case 2 -> relays.deny(relay);
      default -> relays.misplace(relay);
    }
  }
}
