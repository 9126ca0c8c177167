package org.phantomnet.conformance.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.phantomnet.engine.api.CallSnapshot.Phase;
import org.phantomnet.engine.api.EndReason;
import org.phantomnet.engine.state.Rekeying;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.handshake.RekeyShares;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.CallMessage;
import org.phantomnet.protocol.signal.Capability;
import org.phantomnet.protocol.signal.MessageType;
import org.phantomnet.testkit.Changed;
import org.phantomnet.testkit.People;
import org.phantomnet.testkit.SeededRandom;

/** A contact that holds every key of the call and abuses the change of keys, or will have none. */
class HostileRekeyScenarioTest {
  private static final Bytes LOW_ORDER = Bytes.copyOf(new byte[32]);

  private final TwoPhones phones = TwoPhones.amongFour();
  private final HostilePeer mallory = phones.hostileCaller();
  private final SeededRandom random = new SeededRandom(17);

  private CallMessage.Rekey request(CallId call, int epoch) {
    try (RekeyShares shares = RekeyShares.generate(random)) {
      return new CallMessage.Rekey(call, epoch, false, shares.x25519Share(), shares.mlKemKey());
    }
  }

  private void assertNoAnswer() {
    phones.run(Duration.ofSeconds(1));
    assertEquals(0, mallory.count(MessageType.REKEY));
    assertTrue(phones.bob.is(Phase.CONNECTED));
  }

  @Test
  @Covers("KEY-18")
  @Adversary("ADV-56")
  void requestsForEpochsThatNoneFollows_areDropped() {
    CallId call = phones.takenFrom(mallory);

    mallory.say(request(call, 2));
    mallory.say(request(call, Integer.MAX_VALUE));

    assertNoAnswer();
  }

  /** Shares of the same epoch: only the first are answered, however many come. */
  @Test
  @Covers("KEY-18")
  @Adversary("ADV-56")
  void manyRequestsForOneEpoch_openItOnce() {
    CallId call = phones.takenFrom(mallory);
    for (int i = 0; i < 50; i++) {
      mallory.say(request(call, 1));
    }
    phones.run(Duration.ofSeconds(1));

    assertEquals(1, mallory.count(MessageType.REKEY));
    assertTrue(phones.bob.is(Phase.CONNECTED));
  }

  @Test
  @Covers("KEY-18")
  @Adversary("ADV-56")
  void oneRequestSaidOftenAndFast_isAnsweredOnceInTwoSeconds() {
    CallId call = phones.takenFrom(mallory);
    CallMessage.Rekey asked = request(call, 1);
    for (int i = 0; i < 60; i++) {
      mallory.say(asked); // takes 100 ms
    }

    assertEquals(3, mallory.count(MessageType.REKEY), "in six seconds");
    assertTrue(phones.bob.is(Phase.CONNECTED));
  }

  @Test
  @Covers({"KEY-2", "KEY-18"})
  @Adversary("ADV-18")
  void requestWithAShareOfLowOrder_endsTheCall() {
    CallId call = phones.takenFrom(mallory);
    CallMessage.Rekey good = request(call, 1);

    mallory.say(new CallMessage.Rekey(call, 1, false, LOW_ORDER, good.mlKem()));
    phones.run(Duration.ofSeconds(1));

    assertEquals(Optional.of(EndReason.SECURITY_FAILURE), phones.bob.last().end());
    assertEquals(0, mallory.count(MessageType.REKEY));
  }

  @Test
  @Covers({"KEY-3", "KEY-18"})
  @Adversary("ADV-18")
  void requestWithAKemKeyOutOfRange_endsTheCall() {
    CallId call = phones.takenFrom(mallory);
    byte[] key = request(call, 1).mlKem().toByteArray();
    key[0] = (byte) 0xff;
    key[1] |= 0x0f; // the first coefficient is 4095

    mallory.say(
        new CallMessage.Rekey(call, 1, false, request(call, 1).x25519Share(), Bytes.copyOf(key)));
    phones.run(Duration.ofSeconds(1));

    assertEquals(Optional.of(EndReason.SECURITY_FAILURE), phones.bob.last().end());
  }

  @ParameterizedTest
  @EnumSource(names = {"MEDIA_SHIELD", "REKEY"})
  @Covers("SHIELD-8")
  @Adversary("ADV-20")
  void offerWithoutShieldOrRekey_isUnsupported(Capability left) {
    mallory.call(offer -> without(offer, left), UnaryOperator.identity());
    phones.run(Duration.ofSeconds(3));

    assertEquals(Optional.of(EndReason.UNSUPPORTED), phones.bob.last().end());
    assertEquals(0, mallory.count(MessageType.ANSWER));
  }

  @ParameterizedTest
  @EnumSource(names = {"MEDIA_SHIELD", "REKEY"})
  @Covers("SHIELD-8")
  @Adversary("ADV-20")
  void answerWithoutShieldOrRekey_endsTheCall(Capability left) {
    phones.bob.call(People.ALICE);
    phones.run(Duration.ofMillis(500));

    mallory.answer(answer -> without(answer, left));
    phones.run(Duration.ofSeconds(1));

    assertEquals(Optional.of(EndReason.SECURITY_FAILURE), phones.bob.last().end());
  }

  private static Set<Capability> allBut(Set<Capability> named, Capability left) {
    assertTrue(named.contains(left));
    return named.stream().filter(each -> each != left).collect(Collectors.toSet());
  }

  private static CallMessage.Offer without(CallMessage.Offer o, Capability left) {
    return Changed.with(o, "capabilities", allBut(o.capabilities(), left));
  }

  private static CallMessage.Answer without(CallMessage.Answer a, Capability left) {
    return Changed.with(a, "capabilities", allBut(a.capabilities(), left));
  }

  @Test
  @Covers("KEY-17")
  void calleesRequest_isDropped() {
    CallId call = phones.placedTo(mallory);

    mallory.say(request(call, 1));

    assertNoAnswer();
  }

  @Test
  @Covers("KEY-18")
  @Adversary("ADV-18")
  void reply_toNothing_orOfAnotherEpoch_isDropped_andABadOneEndsTheCall() {
    CallId call = phones.placedTo(mallory);
    Bytes ciphertext = Bytes.copyOf(new byte[1088]);
    Bytes share = request(call, 1).x25519Share();
    mallory.say(new CallMessage.Rekey(call, 1, true, share, ciphertext));
    assertNoAnswer();

    phones.run(Rekeying.LIFETIME);
    assertEquals(1, mallory.count(MessageType.REKEY));
    mallory.say(new CallMessage.Rekey(call, 2, true, share, ciphertext));
    phones.run(Duration.ofSeconds(1));
    assertTrue(phones.bob.is(Phase.CONNECTED));

    mallory.say(new CallMessage.Rekey(call, 1, true, LOW_ORDER, ciphertext));
    phones.run(Duration.ofSeconds(1));
    assertEquals(Optional.of(EndReason.SECURITY_FAILURE), phones.bob.last().end());
  }
}
