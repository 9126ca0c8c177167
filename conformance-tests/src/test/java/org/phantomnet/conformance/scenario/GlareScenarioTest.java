package org.phantomnet.conformance.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.phantomnet.engine.api.CallSnapshot.Phase;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.testkit.People;
import org.phantomnet.testkit.Weather;

/** Two people who call each other at once talk, in one call. */
class GlareScenarioTest {
  private static void assertOneCall(TwoPhones phones) {
    assertEquals(1, phones.alice.calls().stream().filter(call -> call.end().isEmpty()).count());
    assertEquals(1, phones.bob.calls().stream().filter(call -> call.end().isEmpty()).count());
    assertEquals(phones.alice.live().orElseThrow().call(), phones.bob.live().orElseThrow().call());
    assertTrue(phones.alice.is(Phase.CONNECTED));
    assertTrue(phones.bob.is(Phase.CONNECTED));
    assertTrue(phones.alice.heard());
    assertTrue(phones.bob.heard());
  }

  /**
   * Bob dials that many milliseconds after Alice: before, while and after her offer arrives and
   * rings.
   */
  @ParameterizedTest
  @CsvSource({"0", "1", "40", "60", "69", "70", "71", "80", "90", "120", "2000"})
  @Covers({"CALL-12", "CALL-13", "CALL-16"})
  @Adversary("ADV-12")
  void bothDial_atAnyDistance_makeOneCallWithAudioBothWays(long millis) {
    TwoPhones phones = new TwoPhones();

    phones.alice.call(People.BOB);
    phones.run(Duration.ofMillis(millis));
    phones.bob.call(People.ALICE);
    phones.run(Duration.ofSeconds(10));

    assertOneCall(phones);
  }

  @Test
  @Covers({"CALL-12", "CALL-13"})
  @Adversary("ADV-12")
  void bothDial_withMessagesInAnyOrder_makeOneCall() {
    for (long seed = 1; seed <= 200; seed++) {
      TwoPhones phones = new TwoPhones(seed, Duration.ofMillis(5));
      phones.world.channels().weather(Weather.GUSTY);
      Random random = new Random(seed);

      phones.alice.call(People.BOB);
      phones.run(Duration.ofMillis(random.nextInt(900)));
      phones.bob.call(People.ALICE);
      phones.run(Duration.ofSeconds(15));

      assertOneCall(phones);
      phones.alice.hangup();
      phones.run(Duration.ofSeconds(5));
      phones.assertEverythingIsGone();
    }
  }
}
