package org.phantomnet.conformance.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BinaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.phantomnet.engine.api.CallSnapshot;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
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

/**
 * Someone inside the chat's session, between the two, changes one field of an offer to another good
 * value and gives it the MAC that fits: the early key follows from the offer itself. The keys then
 * differ, and nobody is ever told that the call is private.
 */
class TranscriptScenarioTest {
  /** Field by name: the offer's core and that of another call to the changed core. */
  private static final Map<String, BinaryOperator<Bytes>> CHANGES = changes();

  private static Map<String, BinaryOperator<Bytes>> changes() {
    Map<String, BinaryOperator<Bytes>> changes = new LinkedHashMap<>();
    changes.put("call id", taking(3));
    changes.put("caller", (core, other) -> nested(core, 4, 3, 77));
    changes.put("callee", (core, other) -> nested(core, 5, 3, 77));
    changes.put("mode", (core, other) -> CoreSurgery.with(core, 6, 3));
    changes.put("media", (core, other) -> CoreSurgery.with(core, 7, 2));
    changes.put("user fragment", parameter(1));
    changes.put("ICE password", parameter(2));
    changes.put("fingerprint", parameter(3));
    changes.put("codecs", (core, other) -> nested(core, 8, 4, new byte[] {1, 2}));
    changes.put("audio limit", (core, other) -> nested(core, 8, 5, 6_000));
    changes.put("video limit", (core, other) -> nested(core, 8, 6, 1));
    changes.put("relay", taking(9));
    changes.put("caller secret", taking(10));
    changes.put("X25519 share", taking(11));
    changes.put("ML-KEM key", taking(12));
    changes.put("capabilities", (core, other) -> CoreSurgery.with(core, 13, new byte[] {2}));
    changes.put("time", (core, other) -> CoreSurgery.with(core, 14, millis(core) + 1));
    changes.put("certificate", taking(15));
    changes.put("proof", taking(16));
    changes.put("a field to come", (core, other) -> CoreSurgery.with(core, 64, 1));
    return changes;
  }

  private static BinaryOperator<Bytes> taking(int field) {
    return (core, other) -> CoreSurgery.with(core, field, CoreSurgery.value(other, field));
  }

  private static BinaryOperator<Bytes> parameter(int field) {
    return (core, other) ->
        nested(core, 8, field, CoreSurgery.value(Bytes.copyOf(CoreSurgery.value(other, 8)), field));
  }

  private static Bytes nested(Bytes core, int field, int inner, byte[] value) {
    Bytes message = Bytes.copyOf(CoreSurgery.value(core, field));
    return CoreSurgery.with(core, field, CoreSurgery.with(message, inner, value).toByteArray());
  }

  private static Bytes nested(Bytes core, int field, int inner, long value) {
    Bytes message = Bytes.copyOf(CoreSurgery.value(core, field));
    return CoreSurgery.with(core, field, CoreSurgery.with(message, inner, value).toByteArray());
  }

  private static long millis(Bytes core) {
    try {
      return ((CallMessage.Offer) SignalCodec.decodeCore(MessageType.OFFER, core))
          .createdAtMillis();
    } catch (ProtocolException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static Bytes core(Sent sent) {
    try {
      SealedCall sealed = SignalCodec.decode(sent.content());
      return sealed.core();
    } catch (ProtocolException impossible) {
      throw new AssertionError(impossible);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "call id",
        "caller",
        "callee",
        "mode",
        "media",
        "user fragment",
        "ICE password",
        "fingerprint",
        "codecs",
        "audio limit",
        "video limit",
        "relay",
        "caller secret",
        "X25519 share",
        "ML-KEM key",
        "capabilities",
        "time",
        "certificate",
        "proof",
        "a field to come"
      })
  @Covers({"KEY-8", "KEY-12", "CALL-25"})
  @Adversary("ADV-19")
  void fieldOfTheOffer_changedOnTheWay_failsTheCall(String field) {
    TwoPhones elsewhere = new TwoPhones(7, Duration.ZERO).ringing();
    elsewhere.alice.hangup();
    elsewhere.run(Duration.ofSeconds(1));
    elsewhere.ringing();
    Bytes other = core(elsewhere.world.channels().sent(MessageType.OFFER).get(1));
    TwoPhones phones = new TwoPhones();
    VirtualChannels channels = phones.world.channels();
    channels.deliverOnly(message -> message.type() != MessageType.OFFER);
    phones.alice.call(People.BOB);
    phones.run(Duration.ofMillis(200));
    Sent offer = channels.sent(MessageType.OFFER).get(0);

    Bytes changed = CHANGES.getOrDefault(field, (core, none) -> core).apply(core(offer), other);
    channels.deliver(resealed(offer, changed), TestKeys.alice(), Duration.ZERO);
    phones.run(Duration.ofSeconds(4));
    phones.bob.ringing().ifPresent(call -> phones.bob.answer());
    phones.run(Duration.ofSeconds(4));

    assertNotEquals(core(offer), changed);
    assertEquals(20, CHANGES.size());
    for (VirtualDevice device : new VirtualDevice[] {phones.alice, phones.bob}) {
      assertFalse(device.screen().stream().anyMatch(CallSnapshot::keysConfirmed));
      assertFalse(device.screen().stream().anyMatch(CallSnapshot::gateOpen));
      assertFalse(device.speaks());
      assertFalse(device.heard());
    }
  }

  /** With the MAC of the caller's early key over what the offer says now. */
  private static Sent resealed(Sent offer, Bytes core) {
    Bytes secret = Bytes.copyOf(CoreSurgery.value(core, 10));
    Bytes call = Bytes.copyOf(CoreSurgery.value(core, 3));
    return HostileCaller.sealed(offer, call, secret, core);
  }
}
