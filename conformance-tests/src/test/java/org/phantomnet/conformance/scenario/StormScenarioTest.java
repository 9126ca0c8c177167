package org.phantomnet.conformance.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.phantomnet.engine.api.CallSnapshot;
import org.phantomnet.engine.api.CallSnapshot.Phase;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.testkit.People;
import org.phantomnet.testkit.VirtualDevice;
import org.phantomnet.testkit.Weather;

/**
 * Messages that are lost, repeated and reordered, and people who change their minds at any moment.
 */
class StormScenarioTest {
  private static final int SEEDS = 200;

  /**
   * The screen never says that media flows before both confirmed keys, a transport and the person
   * were there.
   */
  private static void assertConsent(VirtualDevice device) {
    for (CallSnapshot shown : device.screen()) {
      if (shown.gateOpen()) {
        assertTrue(shown.keysConfirmed() && shown.transportConnected());
        assertTrue(
            shown.phase() == Phase.CONNECTING
                || shown.phase() == Phase.CONNECTED
                || shown.phase() == Phase.RECONNECTING);
      }
    }
  }

  @Test
  @Covers({"CALL-17", "CALL-18", "CALL-23"})
  void everythingArrivesInAnyOrderAndTwice_connectsEveryTime() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      TwoPhones phones = new TwoPhones(seed, Duration.ofMillis(5));
      phones.world.channels().weather(Weather.GUSTY);
      phones.ringing();
      phones.run(Duration.ofMillis(new Random(seed).nextInt(4_000)));

      phones.bob.answer();
      phones.run(Duration.ofSeconds(8));

      assertTrue(phones.alice.is(Phase.CONNECTED), "seed " + seed);
      assertTrue(phones.bob.is(Phase.CONNECTED), "seed " + seed);
      assertTrue(phones.alice.heard() && phones.bob.heard(), "seed " + seed);
      phones.bob.hangup();
      phones.run(Duration.ofSeconds(3));
      phones.assertEverythingIsGone();
    }
  }

  @Test
  @Covers("CALL-10")
  void messagesLost_bothSidesEndInTheEnd() {
    int connected = 0;
    for (long seed = 1; seed <= SEEDS; seed++) {
      TwoPhones phones = new TwoPhones(seed, Duration.ofMillis(5));
      phones.world.channels().weather(Weather.STORM);
      phones.alice.call(People.BOB);
      if (phones.bob.reaches(Phase.RINGING, Duration.ofSeconds(30))) {
        phones.bob.answer();
        phones.run(Duration.ofSeconds(10));
        connected += phones.alice.heard() && phones.bob.heard() ? 1 : 0;
        phones.alice.hangup();
      }

      phones.run(TwoPhones.EVERYTHING);

      assertTrue(phones.alice.live().isEmpty(), "seed " + seed);
      assertTrue(phones.bob.live().isEmpty(), "seed " + seed);
      assertConsent(phones.alice);
      assertConsent(phones.bob);
      phones.assertEverythingIsGone();
    }
    assertTrue(connected > SEEDS / 10, "the storm lets some calls through: " + connected);
  }

  @Test
  @Covers("CALL-10")
  @Adversary({"ADV-08", "ADV-10"})
  void peopleHangUpAtAnyMoment_bothSidesEndAndTheNextCallWorks() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      Random random = new Random(seed);
      TwoPhones phones = new TwoPhones(seed, Duration.ofMillis(5));
      phones.world.channels().weather(Weather.GUSTY);

      phones.alice.call(People.BOB);
      if (random.nextBoolean()) {
        phones.run(Duration.ofMillis(random.nextInt(3_000)));
        phones.bob.ringing().ifPresent(call -> phones.bob.answer());
      }
      phones.run(Duration.ofMillis(random.nextInt(3_000)));
      (random.nextBoolean() ? phones.alice : phones.bob).hangup();
      if (random.nextBoolean()) {
        phones.alice.hangup();
        phones.bob.hangup();
      }
      phones.run(Duration.ofSeconds(70));

      assertTrue(phones.alice.live().isEmpty(), "seed " + seed);
      assertTrue(phones.bob.live().isEmpty(), "seed " + seed);
      assertConsent(phones.alice);
      assertConsent(phones.bob);
      phones.assertEverythingIsGone();
      assertEquals(phones.alice.calls().size(), phones.alice.records().history().size());
    }
  }

  @Test
  @Adversary("ADV-56")
  void processesKilledAtAnyMoment_nothingHangs_andTheNextCallWorks() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      Random random = new Random(seed);
      TwoPhones phones = new TwoPhones(seed, Duration.ofMillis(5));
      phones.world.channels().weather(Weather.GUSTY);
      phones.alice.call(People.BOB);
      phones.run(Duration.ofMillis(random.nextInt(3_000)));
      phones.bob.ringing().ifPresent(call -> phones.bob.answer());
      phones.run(Duration.ofMillis(random.nextInt(3_000)));

      (random.nextBoolean() ? phones.alice : phones.bob).restart();
      phones.run(Duration.ofMinutes(6));

      assertTrue(phones.alice.live().isEmpty(), "seed " + seed);
      assertTrue(phones.bob.live().isEmpty(), "seed " + seed);
      phones.world.channels().weather(Weather.CALM);
      phones.connected();
    }
  }
}
