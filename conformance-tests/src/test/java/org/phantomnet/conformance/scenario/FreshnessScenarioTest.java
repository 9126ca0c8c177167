package org.phantomnet.conformance.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.SystemRandom;
import org.phantomnet.protocol.handshake.CallerShares;
import org.phantomnet.protocol.handshake.DtlsIdentity;
import org.phantomnet.protocol.id.DeviceAddress;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.CallMessage;
import org.phantomnet.protocol.signal.ConnectionParameters;
import org.phantomnet.protocol.signal.MessageType;
import org.phantomnet.protocol.signal.SealedCall;
import org.phantomnet.protocol.signal.SignalCodec;
import org.phantomnet.testkit.People;
import org.phantomnet.testkit.TestKeys;
import org.phantomnet.testkit.VirtualChannels.Sent;
import org.phantomnet.testkit.VirtualDevice;

/** Nothing that must be used once is used twice: not by redial, restart, fork or reconnect. */
class FreshnessScenarioTest {
  private static final Bytes NO_MAC = Bytes.copyOf(new byte[SealedCall.MAC_LENGTH]);

  /** Alice calls Bob, Bob calls Alice, again and again, with restarts between and within calls. */
  private static TwoPhones aLongDay() {
    TwoPhones phones = new TwoPhones();
    for (int i = 0; i < 4; i++) {
      talk(phones, phones.alice, phones.bob);
      talk(phones, phones.bob, phones.alice);
      ring(phones, phones.alice, phones.bob);
      (i % 2 == 0 ? phones.alice : phones.bob).restart();
      phones.run(Duration.ofMinutes(6));
    }
    return phones;
  }

  private static void ring(TwoPhones phones, VirtualDevice from, VirtualDevice to) {
    from.call(to.self().user());
    phones.run(Duration.ofSeconds(4));
  }

  private static void talk(TwoPhones phones, VirtualDevice from, VirtualDevice to) {
    ring(phones, from, to);
    to.ringing().ifPresent(call -> to.answer());
    phones.run(Duration.ofSeconds(2));
    to.media().sessions().stream()
        .reduce((first, last) -> last)
        .ifPresent(
            session -> {
              session.interrupt();
              phones.run(Duration.ofSeconds(5));
              session.restore();
            });
    phones.run(Duration.ofSeconds(5));
    from.hangup();
    phones.run(Duration.ofMinutes(6));
  }

  private static SealedCall open(Sent sent) {
    try {
      return SignalCodec.decode(sent.content());
    } catch (ProtocolException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static CallMessage read(SealedCall sealed) {
    try {
      return SignalCodec.decodeCore(sealed.type(), sealed.core());
    } catch (ProtocolException impossible) {
      throw new AssertionError(impossible);
    }
  }

  @Test
  @Covers({"CALL-3", "KEY-13"})
  @Adversary("ADV-26")
  void sharesSecretsIceAndCertificates_ofAllConnections_areFresh() {
    TwoPhones phones = aLongDay();

    Set<Object> once = new HashSet<>();
    int connections = 0;
    for (Sent sent : phones.world.channels().sent()) {
      CallMessage message = read(open(sent));
      if (message instanceof CallMessage.Offer offer) {
        connections++;
        assertTrue(once.add(offer.callId()), "call id");
        assertFresh(once, offer.parameters(), offer.dtlsCertificate());
        assertAllNew(once, offer.callerSecret(), offer.x25519Share(), offer.mlKemKey());
      } else if (message instanceof CallMessage.Answer answer) {
        connections++;
        assertFresh(once, answer.parameters(), answer.dtlsCertificate());
        assertAllNew(once, answer.calleeSecret(), answer.x25519Share(), answer.mlKemCiphertext());
      }
    }
    assertTrue(connections >= 20, "offers and answers: " + connections);
  }

  private static void assertFresh(
      Set<Object> once, ConnectionParameters parameters, Bytes certificate) {
    assertTrue(once.add(parameters.iceUfrag()), "user fragment");
    assertTrue(once.add(parameters.icePwd()), "ICE password");
    assertAllNew(once, parameters.dtlsFingerprint(), certificate);
  }

  private static void assertAllNew(Set<Object> once, Bytes... values) {
    for (Bytes value : values) {
      assertTrue(once.add(value), "used twice");
    }
  }

  /** A key of a MAC is named by the call and its two ends; one count for all keys of a sender. */
  private record KeyAndCounter(Bytes call, DeviceAddress from, DeviceAddress to, long counter) {}

  @Test
  @Covers({"SIG-10", "KEY-11"})
  @Adversary("ADV-26")
  void noKeyAndCounter_coversTwoMessages_restartsIncluded() {
    TwoPhones phones = aLongDay();

    Set<KeyAndCounter> once = new HashSet<>();
    Set<Bytes> macs = new HashSet<>();
    for (Sent sent : phones.world.channels().sent()) {
      SealedCall sealed = open(sent);
      if (sealed.mac().equals(NO_MAC)) {
        continue; // HANGUP(RESTARTED) has no key
      }
      Bytes call = read(sealed).callId().value();
      assertTrue(
          once.add(new KeyAndCounter(call, sent.from(), sent.to(), sealed.counter())),
          sealed.type() + " " + sealed.counter());
      assertTrue(macs.add(sealed.mac()), "one MAC for two messages");
    }
    assertTrue(once.size() > 60, "messages: " + once.size());
  }

  @Test
  @Covers("CALL-3")
  @Adversary("ADV-26")
  void everyDeviceOfTheCallee_getsSharesOfItsOwn() {
    TwoPhones phones = new TwoPhones();
    for (int device = 2; device <= 5; device++) {
      phones.world.device(People.BOB, device);
    }

    ring(phones, phones.alice, phones.bob);

    Set<Object> once = new HashSet<>();
    List<Sent> offers = phones.world.channels().sent(MessageType.OFFER);
    for (Sent sent : offers) {
      CallMessage.Offer offer = (CallMessage.Offer) read(open(sent));
      assertFresh(once, offer.parameters(), offer.dtlsCertificate());
      assertAllNew(once, offer.callerSecret(), offer.x25519Share(), offer.mlKemKey());
    }
    assertEquals(5, offers.size());
  }

  @Test
  @Covers({"KEY-11", "CALL-19"})
  @Adversary("ADV-26")
  void restartedDevice_saysNothingMoreUnderTheKeysOfItsCall() {
    TwoPhones phones = new TwoPhones().connected();
    phones.bob.restart();
    int before = phones.world.channels().sent().size();

    phones.alice.hangup();
    List.copyOf(phones.world.channels().sent())
        .forEach(
            sent ->
                phones
                    .world
                    .channels()
                    .deliver(sent, TestKeys.of(sent.from().user()), Duration.ofMillis(100)));
    phones.run(Duration.ofMinutes(2));

    phones.world.channels().sent().stream()
        .skip(before)
        .filter(sent -> sent.from().equals(phones.bob.self()))
        .forEach(sent -> assertEquals(NO_MAC, open(sent).mac()));
    assertTrue(phones.bob.calls().isEmpty());
  }

  @Test
  @Adversary("ADV-26")
  void systemRandom_givesNoShareOrCertificateTwice() {
    SystemRandom random = new SystemRandom();
    Set<Object> once = new HashSet<>();

    for (int i = 0; i < 50; i++) {
      try (CallerShares shares = CallerShares.generate(random);
          DtlsIdentity dtls = DtlsIdentity.generate(random, Clock.systemUTC())) {
        assertAllNew(
            once,
            shares.secret(),
            shares.x25519Share(),
            shares.mlKemKey(),
            dtls.certificate(),
            random.bytes(16));
      }
    }
  }
}
