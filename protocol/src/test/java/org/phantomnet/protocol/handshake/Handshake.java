package org.phantomnet.protocol.handshake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.ProtocolException.Unauthentic;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.SeededRandom;
import org.phantomnet.protocol.signal.CallMessage;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.Capability;
import org.phantomnet.protocol.signal.Codec;
import org.phantomnet.protocol.signal.ConnectionParameters;
import org.phantomnet.protocol.signal.MediaKind;
import org.phantomnet.protocol.signal.SampleMessages;
import org.phantomnet.protocol.signal.SealedCall;
import org.phantomnet.protocol.signal.SignalCodec;

/**
 * One whole key agreement between Alice (caller) and Bob, from seeds: the ladder the handshake's
 * tests stand on.
 */
final class Handshake {
  static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-20T13:14:15Z"), ZoneOffset.UTC);
  static final Party ALICE = new Party(SampleMessages.ALICE, SampleMessages.filled(33, 0xA1));
  static final Party BOB = new Party(SampleMessages.BOB, SampleMessages.filled(33, 0x0B));
  static final CallBinding BINDING = new CallBinding(SampleMessages.CALL, ALICE, BOB);

  final CallerShares callerShares;
  final DtlsIdentity callerDtls;
  final CallMessage.Offer offer;
  final Bytes offerCore;
  final CalleeShares calleeShares;
  final DtlsIdentity calleeDtls;
  final CallMessage.Answer answer;
  final Bytes answerCore;

  Handshake(long seed) throws ProtocolException {
    SeededRandom random = new SeededRandom(seed);
    callerShares = CallerShares.generate(random);
    callerDtls = DtlsIdentity.generate(random, CLOCK);
    offer =
        new CallMessage.Offer(
            SampleMessages.CALL,
            ALICE.device(),
            BOB.device(),
            CallMode.PRIVATE,
            MediaKind.AUDIO,
            parameters(callerDtls),
            Optional.of(SampleMessages.RELAY),
            callerShares.secret(),
            callerShares.x25519Share(),
            callerShares.mlKemKey(),
            Set.of(Capability.REKEY),
            CLOCK.millis(),
            callerDtls.certificate(),
            callerDtls.prove(BINDING, Role.CALLER));
    offerCore = SignalCodec.encodeCore(offer);
    calleeShares = CalleeShares.respond(offer, random);
    calleeDtls = DtlsIdentity.generate(random, CLOCK);
    answer =
        new CallMessage.Answer(
            SampleMessages.CALL,
            ALICE.device(),
            BOB.device(),
            CallMode.PRIVATE,
            MediaKind.AUDIO,
            parameters(calleeDtls),
            Optional.of(SampleMessages.RELAY),
            calleeShares.secret(),
            calleeShares.x25519Share(),
            calleeShares.mlKemCiphertext(),
            Set.of(),
            calleeDtls.certificate(),
            calleeDtls.prove(BINDING, Role.CALLEE));
    answerCore = SignalCodec.encodeCore(answer);
  }

  CallKeys caller() throws ProtocolException {
    return CallKeys.forCaller(BINDING, callerShares, answer, offerCore, answerCore);
  }

  CallKeys callee() throws ProtocolException {
    return CallKeys.forCallee(BINDING, calleeShares, offer, offerCore, answerCore);
  }

  static ConnectionParameters parameters(DtlsIdentity dtls) {
    return new ConnectionParameters(
        "abcd", "0123456789abcdef012345", dtls.fingerprint(), List.of(Codec.OPUS), 32_000, 0);
  }

  static SealedCall with(SealedCall sealed, Bytes core) {
    return new SealedCall(
        sealed.type(), sealed.epoch(), sealed.counter(), core, sealed.confirm(), sealed.mac());
  }

  /** As that side says it. */
  static SealedCall sealed(
      CallKeys keys, Role sender, CallMessage message, int epoch, long counter) {
    Bytes core = SignalCodec.encodeCore(message);
    return new SealedCall(
        message.type(),
        epoch,
        counter,
        core,
        Bytes.EMPTY,
        keys.mac(sender, message.type(), epoch, counter, core));
  }

  static void assertBad(CallKeys keys, Role sender, SealedCall sealed) {
    Unauthentic refused = assertThrows(Unauthentic.class, () -> keys.verify(sender, sealed));
    assertEquals(Unauthentic.Reason.BAD_MAC, refused.reason());
  }
}
