package org.phantomnet.conformance.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.phantomnet.engine.api.CallSnapshot.Phase;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.MessageType;
import org.phantomnet.testkit.People;
import org.phantomnet.testkit.TestKeys;
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

  /**
   * Each side dials (a, b) and gets the other's offer (A is Alice's at Bob, B is Bob's at Alice);
   * nothing is received before it was sent.
   */
  @ParameterizedTest
  @ValueSource(strings = {"aAbB", "abAB", "abBA", "baAB", "baBA", "bBaA"})
  @Covers({"CALL-12", "CALL-13", "CALL-16"})
  @Adversary("ADV-12")
  void bothDial_inEachOfTheSixOrders_makeOneCallWithAudioBothWays(String order) {
    TwoPhones phones = new TwoPhones();

    inOrder(phones, order);

    assertOneCall(phones);
  }

  @ParameterizedTest
  @ValueSource(strings = {"aAbB", "abAB", "abBA", "baAB", "baBA", "bBaA"})
  @Covers({"CALL-12", "CALL-26"})
  @Adversary("ADV-12")
  void bothDial_withEqualIds_makeOneCallWithAudioBothWays(String order) {
    TwoPhones phones = new TwoPhones();
    Bytes id = Bytes.copyOf(new byte[CallId.LENGTH]);
    phones.alice.random().giveNext(id);
    phones.bob.random().giveNext(id);

    inOrder(phones, order);

    assertOneCall(phones);
    assertTrue(
        phones.world.channels().sent(MessageType.OFFER).stream()
            .allMatch(offer -> new HostileCaller(offer).offer().callId().value().equals(id)));
  }

  /** Offers are held back until it is their turn; everything else arrives as it comes. */
  private static void inOrder(TwoPhones phones, String order) {
    phones.world.channels().deliverOnly(message -> message.type() != MessageType.OFFER);
    for (char step : order.toCharArray()) {
      switch (step) {
        case 'a' -> phones.alice.call(People.BOB);
        case 'b' -> phones.bob.call(People.ALICE);
        case 'A' -> deliverOffer(phones, People.ALICE);
        default -> deliverOffer(phones, People.BOB);
      }
      phones.run(Duration.ofMillis(100));
    }
    phones.run(Duration.ofSeconds(10));
  }

  /** There is none if dialling was taken as an answer (CALL-16). */
  private static void deliverOffer(TwoPhones phones, UserAddress of) {
    phones.world.channels().sent(MessageType.OFFER).stream()
        .filter(offer -> offer.from().user().equals(of))
        .forEach(offer -> phones.world.channels().deliver(offer, TestKeys.of(of), Duration.ZERO));
  }
}
