package org.phantomnet.conformance.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.phantomnet.engine.api.CallSnapshot;
import org.phantomnet.engine.api.CallSnapshot.Phase;
import org.phantomnet.engine.api.EndReason;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.id.DeviceAddress;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.CallMessage;
import org.phantomnet.protocol.signal.MessageType;
import org.phantomnet.protocol.signal.SignalCodec;
import org.phantomnet.testkit.MemoryContacts;
import org.phantomnet.testkit.People;
import org.phantomnet.testkit.TestKeys;
import org.phantomnet.testkit.VirtualChannels.Sent;
import org.phantomnet.testkit.VirtualDevice;
import org.phantomnet.testkit.VirtualSession;
import org.phantomnet.testkit.VirtualWorld;
import org.phantomnet.testkit.Weather;

/** Two of a person's three devices accept a call in the same instant, under many weathers. */
class ForkingRaceScenarioTest {
  private static final int SEEDS = 50;
  private static final int RUN_AGAIN = 10;
  private static final Duration SLOWEST_TASK = Duration.ofMillis(5);
  private static final Duration ONE_MILLISECOND = Duration.ofMillis(1);

  /** Longer than any message is on its way. */
  private static final Duration SETTLED = Duration.ofSeconds(3);

  /** One call by Alice to Bob's three devices. */
  private static final class Call {
    final VirtualWorld world;
    final VirtualDevice alice;
    final List<VirtualDevice> bobs;

    Call(long seed, Weather weather) {
      world = new VirtualWorld(seed, SLOWEST_TASK);
      alice = world.device(People.ALICE, 1);
      bobs = Stream.of(1, 2, 3).map(number -> world.device(People.BOB, number)).toList();
      bobs.forEach(bob -> world.befriend(alice, bob, MemoryContacts.FRIEND));
      world.channels().weather(weather);
    }

    Call ringing() {
      alice.call(People.BOB);
      bobs.forEach(bob -> assertTrue(bob.reaches(Phase.RINGING, Duration.ofSeconds(5))));
      return this;
    }

    VirtualDevice bob(int device) {
      return bobs.get(device - 1);
    }

    /** Runs for that long and looks after every step who talks. */
    Call watched(Duration span, String of) {
      world.time().runUntil(() -> looksWrong(of), span);
      return this;
    }

    /** Alice's microphone is open for one device at most, and one device at most hears her. */
    private boolean looksWrong(String of) {
      assertTrue(alice.media().sessions().stream().filter(VirtualSession::speaks).count() < 2, of);
      assertTrue(bobs.stream().filter(VirtualDevice::heard).count() < 2, of);
      return false;
    }

    List<VirtualDevice> talking() {
      return bobs.stream().filter(bob -> bob.is(Phase.CONNECTED)).toList();
    }

    void assertOnlyTalks(VirtualDevice winner, String of) {
      assertEquals(List.of(winner), talking(), of);
      assertTrue(alice.is(Phase.CONNECTED) && alice.heard() && winner.heard(), of);
      for (VirtualDevice bob : bobs) {
        if (bob != winner) {
          assertStopped(bob, of);
        }
      }
      assertEquals(2, world.media().running(), of);
    }

    static void assertStopped(VirtualDevice bob, String of) {
      CallSnapshot last = bob.last();
      assertEquals(Optional.of(EndReason.ACCEPTED_ELSEWHERE), last.end(), of);
      assertTrue(last.keysDestroyed() && last.engineReleased(), of);
      assertFalse(bob.speaks() || bob.heard(), of);
      assertEquals(1, bob.records().history().size(), of);
    }

    void assertNothingIsLeft(String of) {
      for (VirtualDevice device : Stream.concat(Stream.of(alice), bobs.stream()).toList()) {
        assertTrue(device.live().isEmpty(), of);
        assertFalse(device.speaks(), of);
        device.calls().forEach(call -> assertTrue(call.keysDestroyed() && call.engineReleased()));
      }
      assertEquals(0, world.media().running(), of);
      assertEquals(0, world.relays().tunnelsOpenNow(), of);
    }
  }

  /** The accepts reach Alice a millisecond apart, in the order that the test names. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  @Covers("CALL-9")
  @Adversary({"ADV-11", "ADV-16"})
  void twoAcceptsAMillisecondApart_firstToArriveWins_inEitherOrder(int first) {
    int second = 3 - first;
    for (long seed = 1; seed <= SEEDS; seed++) {
      String of = "seed " + seed;
      Call call = new Call(seed, Weather.GUSTY).ringing();
      call.world.channels().deliverOnly(message -> message.type() != MessageType.ACCEPT);
      call.watched(Duration.ofMillis(new Random(seed).nextInt(4_000)), of);
      call.bob(1).answer();
      call.bob(2).answer();
      call.watched(SETTLED, of);

      accept(call, first, Duration.ZERO);
      accept(call, second, ONE_MILLISECOND);
      call.watched(SETTLED, of);

      call.assertOnlyTalks(call.bob(first), of);
      call.alice.hangup();
      call.watched(SETTLED, of);
      call.assertNothingIsLeft(of);
    }
  }

  private static void accept(Call call, int device, Duration delay) {
    Sent accept = said(call, device, MessageType.ACCEPT);
    call.world.channels().deliver(accept, TestKeys.bob(), delay);
  }

  private static Sent said(Call call, int device, MessageType type) {
    return call.world.channels().sent(type).stream()
        .filter(message -> message.from().equals(call.bob(device).self()))
        .findFirst()
        .orElseThrow();
  }

  /** Nothing is held up: at any moment of the ringing, as soon as two of them ring. */
  @Test
  @Covers("CALL-9")
  @Adversary({"ADV-11", "ADV-16"})
  void twoPeopleAcceptingInOneInstant_atAnyMoment_haveOneWinner() {
    List<Integer> winners = new ArrayList<>();
    for (long seed = 1; seed <= SEEDS; seed++) {
      String of = "seed " + seed;
      Call call = new Call(seed, Weather.GUSTY).ringing();
      call.watched(Duration.ofMillis(new Random(seed).nextInt(4_000)), of);

      call.bob(1).answer();
      call.bob(3).answer();
      call.watched(Duration.ofSeconds(8), of);

      assertEquals(1, call.talking().size(), of);
      call.assertOnlyTalks(call.talking().get(0), of);
      winners.add(call.talking().get(0).self().device());
    }
    assertTrue(winners.contains(1) && winners.contains(3), "chance decides: " + winners);
  }

  /** The same seed is the same race with the same winner. */
  @Test
  @Adversary("ADV-16")
  void race_runAgainUnderItsSeed_hasTheSameWinner() {
    for (long seed = 1; seed <= RUN_AGAIN; seed++) {
      assertEquals(winner(seed), winner(seed), "seed " + seed);
    }
  }

  private static int winner(long seed) {
    Call call = new Call(seed, Weather.GUSTY).ringing();
    call.bobs.forEach(VirtualDevice::answer);
    call.watched(Duration.ofSeconds(8), "seed " + seed);
    return call.talking().get(0).self().device();
  }

  /** Where messages are lost there may be no winner, but there are never two. */
  @Test
  @Adversary({"ADV-11", "ADV-16"})
  void threeAccepts_inAStorm_neverHaveTwoWinners() {
    int talked = 0;
    for (long seed = 1; seed <= SEEDS; seed++) {
      String of = "seed " + seed;
      Call call = new Call(seed, Weather.STORM);
      call.alice.call(People.BOB);
      call.watched(Duration.ofSeconds(6), of);

      call.bobs.stream().filter(bob -> bob.is(Phase.RINGING)).forEach(VirtualDevice::answer);
      call.watched(Duration.ofSeconds(10), of);
      talked += call.alice.heard() ? 1 : 0;
      call.alice.hangup();
      call.watched(TwoPhones.EVERYTHING, of);

      call.assertNothingIsLeft(of);
    }
    assertTrue(talked > SEEDS / 4, "the storm lets some calls through: " + talked);
  }

  /** Each leg has its own, so no device can use what another one agreed. */
  @Test
  @Covers("CALL-3")
  @Adversary("ADV-16")
  void legs_ofOneCall_shareNothingTheirKeysAreMadeOf() throws ProtocolException {
    Call call = new Call(1, Weather.CALM).ringing();
    call.watched(SETTLED, "calm");

    List<CallMessage.Offer> offers = all(call, MessageType.OFFER, CallMessage.Offer.class);
    assertEquals(3, distinct(offers, CallMessage.Offer::x25519Share));
    assertEquals(3, distinct(offers, CallMessage.Offer::mlKemKey));
    assertEquals(3, distinct(offers, CallMessage.Offer::callerSecret));
    assertEquals(3, distinct(offers, offer -> offer.parameters().dtlsFingerprint()));
    List<CallMessage.Answer> answers = all(call, MessageType.ANSWER, CallMessage.Answer.class);
    assertEquals(3, distinct(answers, CallMessage.Answer::x25519Share));
    assertEquals(3, distinct(answers, CallMessage.Answer::mlKemCiphertext));
    assertEquals(3, distinct(answers, CallMessage.Answer::calleeSecret));
  }

  private static <T> List<T> all(Call call, MessageType type, Class<T> of)
      throws ProtocolException {
    List<T> found = new ArrayList<>();
    for (Sent message : call.world.channels().sent(type)) {
      found.add(
          of.cast(SignalCodec.decodeCore(type, SignalCodec.decode(message.content()).core())));
    }
    return found;
  }

  private static <T> long distinct(List<T> messages, Function<T, Object> part) {
    return messages.stream().map(part).distinct().count();
  }

  /** A person presses Answer on a device after it was told to stop, and its accept comes late. */
  @Test
  @Covers("CALL-9")
  @Adversary("ADV-11")
  void acceptAfterTheStop_changesNothing() {
    Call call = new Call(1, Weather.CALM).ringing();
    call.world
        .channels()
        .deliverOnly(
            message ->
                message.type() != MessageType.ACCEPT || !message.from().equals(call.bob(2).self()));
    call.watched(SETTLED, "before");
    call.bob(2).answer();
    call.bob(1).answer();
    call.watched(SETTLED, "stopped");
    call.assertOnlyTalks(call.bob(1), "stopped");

    call.bob(2).engine().answer(call.bob(2).last().call());
    call.bob(3).engine().answer(call.bob(3).last().call());
    accept(call, 2, Duration.ZERO);
    call.watched(SETTLED, "late");

    call.assertOnlyTalks(call.bob(1), "late");
    assertEquals(1, call.world.channels().sent(MessageType.SELECTED).size());
    assertTrue(
        call.world.channels().sent(MessageType.ACCEPT).stream()
            .noneMatch(message -> message.from().equals(call.bob(3).self())));
    call.alice.hangup();
    call.watched(SETTLED, "over");
    accept(call, 2, Duration.ZERO);
    call.watched(SETTLED, "very late");
    call.assertNothingIsLeft("very late");
    assertEquals(1, call.alice.calls().size());
  }

  /** A device that was linked while it rings, and one whose installation is another by now. */
  @Test
  @Covers({"CALL-9", "CALL-24"})
  @Adversary("ADV-17")
  void acceptOfADeviceThatWasNotOfferedTheCall_changesNothing() {
    Call call = new Call(1, Weather.CALM).ringing();
    call.world.channels().deliverOnly(message -> message.type() != MessageType.ACCEPT);
    call.watched(SETTLED, "ringing");
    VirtualDevice fourth = call.world.device(People.BOB, 4);
    call.world.befriend(call.alice, fourth, MemoryContacts.FRIEND);
    call.bob(2).answer();
    call.watched(SETTLED, "held");
    Sent accept = said(call, 2, MessageType.ACCEPT);
    DeviceAddress relinked =
        new DeviceAddress(People.BOB, 2, call.bob(2).self().registrationId() % 16_000 + 1);

    for (DeviceAddress other :
        List.of(fourth.self(), relinked, call.bob(1).self(), call.bob(3).self())) {
      Sent forged = new Sent(other, accept.to(), accept.content(), accept.at());
      call.world.channels().deliver(forged, TestKeys.bob(), Duration.ZERO);
      call.watched(SETTLED, other.toString());
      assertTrue(call.alice.is(Phase.REMOTE_RINGING), other::toString);
      assertFalse(call.alice.speaks(), other::toString);
    }
    assertEquals(List.of(), call.world.channels().sent(MessageType.SELECTED));
    accept(call, 2, Duration.ZERO);
    call.watched(SETTLED, "its own");

    call.assertOnlyTalks(call.bob(2), "its own");
  }
}
