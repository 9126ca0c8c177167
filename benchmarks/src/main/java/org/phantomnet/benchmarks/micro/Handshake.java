package org.phantomnet.benchmarks.micro;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.crypto.SystemRandom;
import org.phantomnet.protocol.handshake.CallBinding;
import org.phantomnet.protocol.handshake.CallKeys;
import org.phantomnet.protocol.handshake.CalleeShares;
import org.phantomnet.protocol.handshake.CallerShares;
import org.phantomnet.protocol.handshake.DtlsIdentity;
import org.phantomnet.protocol.handshake.Party;
import org.phantomnet.protocol.handshake.Role;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.id.DeviceAddress;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.signal.CallMessage;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.Candidate;
import org.phantomnet.protocol.signal.CandidateType;
import org.phantomnet.protocol.signal.Capability;
import org.phantomnet.protocol.signal.Codec;
import org.phantomnet.protocol.signal.ConnectionParameters;
import org.phantomnet.protocol.signal.MediaKind;
import org.phantomnet.protocol.signal.RelayCandidate;
import org.phantomnet.protocol.signal.SignalCodec;
import org.phantomnet.protocol.signal.TransportProtocol;

/** The key agreement of one call, step by step. For one thread. */
final class Handshake {
  static final UserAddress ALICE = new UserAddress("alice", "mail.example");
  static final UserAddress BOB = new UserAddress("bob", "post.example");

  private static final RandomSource RANDOM = new SystemRandom();
  private static final Clock CLOCK = Clock.systemUTC();

  private final CallBinding binding;
  private final RelayCandidate relay =
      new RelayCandidate(
          new Candidate(
              CandidateType.RELAY,
              TransportProtocol.UDP,
              Bytes.copyOf(new byte[] {(byte) 198, 51, 100, 7}),
              50_000,
              1),
          RANDOM.bytes(32));
  private final DtlsIdentity callerDtls = DtlsIdentity.generate(RANDOM, CLOCK);
  private final DtlsIdentity calleeDtls = DtlsIdentity.generate(RANDOM, CLOCK);
  private final Bytes callerProof;
  private final Bytes calleeProof;

  /** Certificates and their proofs are made here: they are no part of what is measured. */
  Handshake(Bytes callerIdentity, int callerRegistration, Bytes calleeIdentity, int calleeReg) {
    binding =
        new CallBinding(
            new CallId(RANDOM.bytes(16)),
            new Party(new DeviceAddress(ALICE, 1, callerRegistration), callerIdentity),
            new Party(new DeviceAddress(BOB, 1, calleeReg), calleeIdentity));
    callerProof = callerDtls.prove(binding, Role.CALLER);
    calleeProof = calleeDtls.prove(binding, Role.CALLEE);
  }

  CallBinding binding() {
    return binding;
  }

  CallerShares callerShares() {
    return CallerShares.generate(RANDOM);
  }

  CallMessage.Offer offer(CallerShares shares) {
    return new CallMessage.Offer(
        binding.callId(),
        binding.caller().device(),
        binding.callee().device(),
        CallMode.PRIVATE,
        MediaKind.AUDIO,
        parameters(callerDtls),
        Optional.of(relay),
        shares.secret(),
        shares.x25519Share(),
        shares.mlKemKey(),
        Set.of(Capability.REKEY),
        CLOCK.millis(),
        callerDtls.certificate(),
        callerProof);
  }

  CalleeShares calleeShares(CallMessage.Offer offer) throws ProtocolException {
    return CalleeShares.respond(offer, RANDOM);
  }

  CallMessage.Answer answer(CalleeShares shares) {
    return new CallMessage.Answer(
        binding.callId(),
        binding.caller().device(),
        binding.callee().device(),
        CallMode.PRIVATE,
        MediaKind.AUDIO,
        parameters(calleeDtls),
        Optional.of(relay),
        shares.secret(),
        shares.x25519Share(),
        shares.mlKemCiphertext(),
        Set.of(Capability.REKEY),
        calleeDtls.certificate(),
        calleeProof);
  }

  /** The whole agreement; the caller's keys, the callee's to confirm. */
  CallKeys agree() throws ProtocolException {
    try (CallerShares callerShares = callerShares()) {
      CallMessage.Offer offer = offer(callerShares);
      Bytes offerCore = SignalCodec.encodeCore(offer);
      try (CalleeShares calleeShares = calleeShares(offer)) {
        CallMessage.Answer answer = answer(calleeShares);
        Bytes answerCore = SignalCodec.encodeCore(answer);
        CallKeys caller = CallKeys.forCaller(binding, callerShares, answer, offerCore, answerCore);
        try (CallKeys callee =
            CallKeys.forCallee(binding, calleeShares, offer, offerCore, answerCore)) {
          callee.verifyConfirm(Role.CALLER, caller.confirm(Role.CALLER));
        }
        return caller;
      }
    }
  }

  private static ConnectionParameters parameters(DtlsIdentity dtls) {
    return new ConnectionParameters(
        "abcd", "0123456789abcdef012345", dtls.fingerprint(), List.of(Codec.OPUS), 32_000, 0);
  }
}
