package org.phantomnet.conformance.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.phantomnet.engine.api.CallSnapshot.Phase;
import org.phantomnet.engine.api.EndReason;
import org.phantomnet.engine.port.TraceCode;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.id.DeviceAddress;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.CallMessage;
import org.phantomnet.protocol.signal.MessageType;
import org.phantomnet.protocol.signal.SealedCall;
import org.phantomnet.protocol.signal.SignalCodec;
import org.phantomnet.testkit.People;
import org.phantomnet.testkit.TestKeys;
import org.phantomnet.testkit.VirtualChannels;
import org.phantomnet.testkit.VirtualChannels.Sent;
import org.phantomnet.testkit.VirtualDevice;

/** Messages that are bent, misplaced, stale or from the wrong sender. */
class HostileScenarioTest {
  private static final int FLIPS = 60;

  /** Messages of that type arrive changed. */
  private static void change(TwoPhones phones, MessageType type, UnaryOperator<Bytes> change) {
    VirtualChannels channels = phones.world.channels();
    channels.deliverOnly(
        message -> {
          if (message.type() != type) {
            return true;
          }
          Sent changed =
              new Sent(message.from(), message.to(), change.apply(message.content()), message.at());
          channels.deliver(changed, TestKeys.of(message.from().user()), Duration.ofMillis(20));
          return false;
        });
  }

  private static Bytes flip(Bytes content, int bit) {
    byte[] bytes = content.toByteArray();
    bytes[bit / 8] ^= (byte) (1 << (bit % 8));
    return Bytes.copyOf(bytes);
  }

  @ParameterizedTest
  @EnumSource(names = {"OFFER", "ANSWER", "CONFIRM", "ACCEPT"})
  @Covers("CALL-25")
  @Adversary({"ADV-18", "ADV-19", "ADV-25"})
  void anyBitChanged_inAMessageTheCallNeeds_neverConnects(MessageType type) {
    Random random = new Random(type.number());
    for (int i = 0; i < FLIPS; i++) {
      TwoPhones phones = new TwoPhones(i, Duration.ZERO);
      change(phones, type, content -> flip(content, random.nextInt(content.length() * 8)));

      phones.alice.call(People.BOB);
      phones.run(Duration.ofSeconds(4));
      phones.bob.ringing().ifPresent(call -> phones.bob.answer());
      phones.run(Duration.ofSeconds(4));

      assertFalse(phones.alice.is(Phase.CONNECTED) && phones.bob.is(Phase.CONNECTED));
      assertFalse(phones.alice.heard());
      assertFalse(phones.bob.heard());
      phones.world.channels().deliverOnly(message -> true);
      phones.run(TwoPhones.EVERYTHING);
      phones.assertEverythingIsGone();
    }
  }

  @Test
  @Covers("CALL-25")
  @Adversary("ADV-18")
  void badAnswer_endsTheCallByName() {
    TwoPhones phones = new TwoPhones();
    change(phones, MessageType.ANSWER, content -> flip(content, content.length() * 8 - 1));
    phones.ringing();

    phones.run(Duration.ofSeconds(3));

    phones.assertEnded(phones.alice, EndReason.SECURITY_FAILURE);
  }

  @Test
  @Covers("CALL-26")
  @Adversary("ADV-01")
  void calleeSentItsOwnAcceptBack_speaksNoSampleBeforeItAnswers() {
    TwoPhones accepted = new TwoPhones().connected();
    Sent accept = accepted.world.channels().sent(MessageType.ACCEPT).get(0);
    TwoPhones phones = new TwoPhones().preConnected();
    Sent reflected =
        new Sent(
            phones.alice.self(), phones.bob.self(), accept.content(), phones.world.time().now());

    phones.world.channels().deliver(reflected, TestKeys.alice(), Duration.ZERO);
    phones.run(Duration.ofSeconds(2));

    assertTrue(phones.bob.is(Phase.RINGING));
    assertFalse(phones.bob.speaks());
    assertTrue(
        phones.bob.traces().stream().anyMatch(trace -> trace.code() == TraceCode.MESSAGE_REFUSED));
  }

  @Test
  @Covers("CALL-24")
  void ownOffer_comingBack_isDropped() {
    TwoPhones phones = new TwoPhones().ringing();
    Sent offer = phones.world.channels().sent(MessageType.OFFER).get(0);
    Sent reflected =
        new Sent(
            phones.bob.self(), phones.alice.self(), offer.content(), phones.world.time().now());

    phones.world.channels().deliver(reflected, TestKeys.bob(), Duration.ZERO);
    phones.run(Duration.ofMillis(100));

    assertEquals(1, phones.alice.calls().size());
    assertTrue(phones.alice.is(Phase.REMOTE_RINGING));
  }

  @Test
  @Covers("CALL-24")
  void offerForAnotherDevice_doesNotRing() {
    TwoPhones phones = new TwoPhones();
    VirtualDevice other = phones.world.device(People.BOB, 2);
    other.contacts().put(People.ALICE, phones.bob.contacts().policy(People.ALICE).orElseThrow());
    phones.world.channels().deliverOnly(message -> message.to().device() != 2);
    phones.ringing();
    Sent toFirst =
        phones.world.channels().sent(MessageType.OFFER).stream()
            .filter(offer -> offer.to().device() == 1)
            .findFirst()
            .orElseThrow();

    phones
        .world
        .channels()
        .deliver(
            new Sent(toFirst.from(), other.self(), toFirst.content(), toFirst.at()),
            TestKeys.alice(),
            Duration.ZERO);
    phones.run(Duration.ofMillis(100));

    assertTrue(other.screen().isEmpty());
  }

  @Test
  @Adversary("ADV-09")
  void acceptOfAnEarlierCall_doesNothingToTheNext() {
    TwoPhones phones = new TwoPhones().connected();
    Sent stale = phones.world.channels().sent(MessageType.ACCEPT).get(0);
    phones.alice.hangup();
    phones.run(Duration.ofSeconds(1));
    phones.preConnected();

    phones.world.channels().deliver(stale, TestKeys.bob(), Duration.ZERO);
    phones.run(Duration.ofSeconds(1));

    assertTrue(phones.alice.is(Phase.REMOTE_RINGING));
    assertFalse(phones.alice.speaks());
  }

  @Test
  @Adversary("ADV-09")
  void acceptFromAnotherPerson_isRefused() {
    TwoPhones phones = new TwoPhones().preConnected();
    phones.world.channels().deliverOnly(message -> message.type() != MessageType.ACCEPT);
    phones.bob.answer();
    phones.run(Duration.ofMillis(100));
    Sent accept = phones.world.channels().sent(MessageType.ACCEPT).get(0);
    Sent stolen =
        new Sent(People.device(People.MALLORY, 1), accept.to(), accept.content(), accept.at());

    phones.world.channels().deliver(stolen, TestKeys.of(People.MALLORY), Duration.ZERO);
    phones.run(Duration.ofMillis(500));

    assertTrue(phones.alice.is(Phase.REMOTE_RINGING));
    assertFalse(phones.alice.speaks());
  }

  @Test
  @Covers("CALL-23")
  @Adversary("ADV-08")
  void hangupThatOvertakesItsOffer_keepsThePhoneSilent() {
    TwoPhones phones = new TwoPhones();
    phones.world.channels().deliverOnly(message -> false);
    phones.alice.call(People.BOB);
    phones.run(Duration.ofMillis(200));
    phones.alice.hangup();
    phones.run(Duration.ofMillis(200));
    Sent offer = phones.world.channels().sent(MessageType.OFFER).get(0);
    Sent hangup = phones.world.channels().sent(MessageType.HANGUP).get(0);

    phones.world.channels().deliver(hangup, TestKeys.alice(), Duration.ofMillis(1));
    phones.world.channels().deliver(offer, TestKeys.alice(), Duration.ofMillis(2));
    phones.run(Duration.ofSeconds(5));

    assertFalse(phones.bob.screen().stream().anyMatch(shown -> shown.phase() == Phase.RINGING));
    assertEquals(EndReason.MISSED, phones.bob.last().end().orElseThrow());
  }

  @Test
  @Adversary("ADV-08")
  void hangupOfAnOlderCall_doesNotEndTheNewOne() {
    TwoPhones phones = new TwoPhones().ringing();
    phones.alice.hangup();
    phones.run(Duration.ofSeconds(1));
    Sent old = phones.world.channels().sent(MessageType.HANGUP).get(0);
    phones.connected();

    phones.world.channels().deliver(old, TestKeys.alice(), Duration.ZERO);
    phones.run(Duration.ofSeconds(1));

    assertTrue(phones.alice.is(Phase.CONNECTED));
    assertTrue(phones.bob.is(Phase.CONNECTED));
  }

  @Test
  @Covers("CALL-17")
  @Adversary("ADV-08")
  void hangupThatCrossesTheAnswer_isHeard() {
    TwoPhones phones = new TwoPhones();
    phones.world.channels().deliverOnly(message -> message.type() != MessageType.ANSWER);
    phones.ringing();
    phones.run(Duration.ofSeconds(3));

    phones.alice.hangup();
    phones.run(Duration.ofSeconds(1));

    phones.assertEnded(phones.bob, EndReason.MISSED);
  }

  @Test
  @Adversary("ADV-24")
  void garbage_isCountedAndChangesNothing() {
    TwoPhones phones = new TwoPhones().connected();
    Random random = new Random(5);

    for (int i = 0; i < 200; i++) {
      byte[] noise = new byte[random.nextInt(600)];
      random.nextBytes(noise);
      phones
          .world
          .channels()
          .deliver(
              new Sent(
                  phones.bob.self(),
                  phones.alice.self(),
                  Bytes.copyOf(noise),
                  phones.world.time().now()),
              TestKeys.bob(),
              Duration.ZERO);
    }
    phones.run(Duration.ofSeconds(1));

    assertTrue(phones.alice.is(Phase.CONNECTED));
    long refused =
        phones.alice.traces().stream()
            .filter(trace -> trace.code() == TraceCode.MESSAGE_REFUSED)
            .count();
    assertEquals(200, refused);
  }

  @Test
  @Covers("CALL-18")
  void everyMessage_deliveredAgain_isRefusedEachTime() {
    TwoPhones phones = new TwoPhones().connected();
    long before = refusals(phones.alice) + refusals(phones.bob);
    var all = phones.world.channels().sent();

    all.forEach(
        message ->
            phones
                .world
                .channels()
                .deliver(message, TestKeys.of(message.from().user()), Duration.ZERO));
    phones.run(Duration.ofSeconds(1));

    assertEquals(all.size(), refusals(phones.alice) + refusals(phones.bob) - before);
    assertTrue(phones.alice.is(Phase.CONNECTED));
    assertTrue(phones.bob.is(Phase.CONNECTED));
  }

  private static long refusals(VirtualDevice device) {
    return device.traces().stream()
        .filter(trace -> trace.code() == TraceCode.MESSAGE_REFUSED)
        .count();
  }

  /** Alice's offer is made and lost; what arrives is the hostile client's. */
  private static HostileCaller hostileAlice(TwoPhones phones) {
    phones.world.channels().deliverOnly(message -> !message.from().user().equals(People.ALICE));
    phones.alice.call(People.BOB);
    phones.run(Duration.ofMillis(200));
    return new HostileCaller(phones.world.channels().sent(MessageType.OFFER).get(0));
  }

  private static void deliver(TwoPhones phones, Sent message) {
    phones.world.channels().deliver(message, TestKeys.alice(), Duration.ZERO);
    phones.run(Duration.ofMillis(100));
  }

  @Test
  @Covers("CALL-24")
  @Adversary("ADV-54")
  void offerWithAGoodMac_namingOtherEnds_doesNotRing() {
    TwoPhones phones = new TwoPhones();
    HostileCaller hostile = hostileAlice(phones);
    var alice = phones.alice.self();
    var bob = phones.bob.self();
    var now = phones.world.time().now();
    var otherRegistration = new DeviceAddress(People.BOB, 1, bob.registrationId() % 1_000 + 1);

    deliver(phones, hostile.seal(hostile.naming(alice, People.device(People.BOB, 2)), 1, now));
    deliver(phones, hostile.seal(hostile.naming(alice, otherRegistration), 1, now));
    deliver(phones, hostile.seal(hostile.naming(People.device(People.ALICE, 2), bob), 1, now));
    deliver(phones, hostile.seal(hostile.naming(People.device(People.MALLORY, 1), bob), 1, now));
    boolean silent = phones.bob.screen().isEmpty();
    deliver(phones, hostile.seal(hostile.naming(alice, bob), 1, now));

    assertTrue(silent);
    assertTrue(phones.bob.is(Phase.RINGING));
  }

  @Test
  @Covers("AGE-4")
  @Adversary("ADV-15")
  void wrongNonce_doesNotMakeAnOldOfferRing() {
    TwoPhones phones = new TwoPhones();
    phones.bob.clock().skew(Duration.ofDays(1));
    HostileCaller hostile = hostileAlice(phones);
    var now = phones.world.time().now();
    deliver(phones, hostile.seal(hostile.offer(), 1, now));

    for (int i = 0; i < 50; i++) {
      Bytes guess =
          Bytes.copyOf(new byte[] {(byte) i, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
      deliver(
          phones,
          hostile.seal(new CallMessage.NonceResponse(hostile.offer().callId(), guess), 2 + i, now));
    }
    phones.run(Duration.ofSeconds(12));

    assertEquals(1, phones.world.channels().sent(MessageType.NONCE_CHALLENGE).size());
    assertFalse(phones.bob.screen().stream().anyMatch(shown -> shown.phase() == Phase.RINGING));
    assertEquals(EndReason.MISSED, phones.bob.last().end().orElseThrow());
  }

  /** The same of another call, which never was. */
  private static Sent confirmOfNothing(Sent confirm, int which) {
    byte[] id = new byte[CallId.LENGTH];
    id[0] = (byte) which;
    CallMessage other =
        new CallMessage.Confirm(new CallId(Bytes.copyOf(id)), Bytes.copyOf(new byte[32]));
    SealedCall sealed =
        new SealedCall(
            MessageType.CONFIRM,
            0,
            1,
            SignalCodec.encodeCore(other),
            Bytes.EMPTY,
            Bytes.copyOf(new byte[32]));
    return new Sent(confirm.from(), confirm.to(), SignalCodec.encode(sealed), confirm.at());
  }

  @Test
  @Covers({"CALL-19", "RING-3"})
  @Adversary({"ADV-52", "ADV-56"})
  void messagesOfCallsThatNeverWere_areAnsweredWithinTheLimitOnly() {
    TwoPhones phones = new TwoPhones().connected();
    phones.alice.hangup();
    phones.run(Duration.ofMinutes(10));
    Sent confirm = phones.world.channels().sent(MessageType.CONFIRM).get(0);
    int before = phones.world.channels().sent(MessageType.HANGUP).size();

    for (int i = 0; i < 20; i++) {
      deliver(phones, confirm);
    }
    assertEquals(1, phones.world.channels().sent(MessageType.HANGUP).size() - before);

    for (int i = 0; i < 20; i++) {
      deliver(phones, confirmOfNothing(confirm, i));
    }
    assertEquals(3, phones.world.channels().sent(MessageType.HANGUP).size() - before);
  }

  @Test
  @Adversary("ADV-52")
  void messagesOfCallsThatNeverWere_fromAStranger_areNotAnswered() {
    TwoPhones phones = new TwoPhones().connected();
    phones.alice.hangup();
    phones.run(Duration.ofMinutes(10));
    phones.bob.contacts().remove(People.ALICE);
    Sent confirm = phones.world.channels().sent(MessageType.CONFIRM).get(0);
    int before = phones.world.channels().sent().size();

    deliver(phones, confirm);

    assertEquals(before, phones.world.channels().sent().size());
  }
}
