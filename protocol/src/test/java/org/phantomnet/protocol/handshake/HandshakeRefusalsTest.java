package org.phantomnet.protocol.handshake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.phantomnet.protocol.crypto.Hex.hex;
import static org.phantomnet.protocol.handshake.Handshake.ALICE;
import static org.phantomnet.protocol.handshake.Handshake.BINDING;
import static org.phantomnet.protocol.handshake.Handshake.BOB;
import static org.phantomnet.protocol.handshake.Handshake.CLOCK;

import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.ProtocolException.Unauthentic;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.P256Key;
import org.phantomnet.protocol.crypto.SecretKey;
import org.phantomnet.protocol.crypto.SeededRandom;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.CallMessage;
import org.phantomnet.protocol.signal.MessageType;
import org.phantomnet.protocol.signal.SampleMessages;
import org.phantomnet.protocol.signal.SealedCall;
import org.phantomnet.protocol.signal.SignalCodec;

/** One thing wrong at a time, everything else as it should be, the attacker's own keys included. */
final class HandshakeRefusalsTest {
  private static final CallBinding OTHER_CALL =
      new CallBinding(new CallId(SampleMessages.filled(16, 1)), ALICE, BOB);

  private Handshake handshake;
  private Handshake other;

  @BeforeEach
  void agree() throws ProtocolException {
    handshake = new Handshake(1);
    other = new Handshake(2);
  }

  @Test
  @Covers("KEY-5")
  @Adversary("ADV-09")
  void shares_ofAnotherCall_giveNoKeys() {
    Unauthentic atCaller =
        assertThrows(
            Unauthentic.class,
            () ->
                CallKeys.forCaller(
                    OTHER_CALL,
                    handshake.callerShares,
                    handshake.answer,
                    handshake.offerCore,
                    handshake.answerCore));
    Unauthentic atCallee =
        assertThrows(
            Unauthentic.class,
            () ->
                CallKeys.forCallee(
                    OTHER_CALL,
                    handshake.calleeShares,
                    handshake.offer,
                    handshake.offerCore,
                    handshake.answerCore));

    assertEquals(Unauthentic.Reason.WRONG_CALL, atCaller.reason());
    assertEquals(Unauthentic.Reason.WRONG_CALL, atCallee.reason());
  }

  @Test
  @Covers("KEY-8")
  void callersInputs_thatDoNotBelongTogether_areAnOwnBug() {
    Handshake h = handshake;
    assertOwnBug(
        () -> CallKeys.forCaller(BINDING, h.callerShares, h.answer, h.offerCore, other.answerCore));
    for (CallMessage.Offer offer : Set.of(secretChanged(), shareChanged(), mlKemKeyChanged())) {
      Bytes offerCore = SignalCodec.encodeCore(offer);
      assertOwnBug(
          () -> CallKeys.forCaller(BINDING, h.callerShares, h.answer, offerCore, h.answerCore));
    }
  }

  @Test
  @Covers("KEY-8")
  void calleesInputs_thatDoNotBelongTogether_areAnOwnBug() {
    Handshake h = handshake;
    assertOwnBug(
        () -> CallKeys.forCallee(BINDING, h.calleeShares, h.offer, other.offerCore, h.answerCore));
    CallMessage.Answer a = h.answer;
    CallMessage.Answer b = other.answer;
    for (CallMessage.Answer answer :
        Set.of(
            answer(b.calleeSecret(), a.x25519Share(), a.mlKemCiphertext()),
            answer(a.calleeSecret(), b.x25519Share(), a.mlKemCiphertext()),
            answer(a.calleeSecret(), a.x25519Share(), b.mlKemCiphertext()))) {
      Bytes answerCore = SignalCodec.encodeCore(answer);
      assertOwnBug(
          () -> CallKeys.forCallee(BINDING, h.calleeShares, h.offer, h.offerCore, answerCore));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = MessageType.class,
      names = {"RING", "NONCE_CHALLENGE"})
  @Covers("SIG-13")
  void typeThePolicyKeyDoesNotCover_isRefusedWithTheRightMac(MessageType type) throws Exception {
    CallKeys caller = handshake.caller();
    SecretKey policy = handshake.callee().held(0).orElseThrow().policy(Role.CALLEE);
    Bytes mac = MessageAuthority.mac(policy, BINDING.callId(), type, 0, 1, hex("00"));

    assertBadMac(() -> caller.verify(Role.CALLEE, plain(type, mac)));
  }

  /** The policy key itself, put in the early key's place: the type alone must be the reason. */
  @Test
  @Covers("SIG-13")
  @Adversary("ADV-01")
  void acceptUnderTheEarlyKey_isRefusedWithTheRightMac() {
    EarlyKeys early = EarlyKeys.derive(BINDING, handshake.offer.callerSecret());
    Bytes core = hex("00");
    // HANGUP is covered: the two differ in the type only.
    Bytes mac = early.macOf(Role.CALLEE, MessageType.ACCEPT, 1, core);

    assertBadMac(() -> early.verify(Role.CALLEE, plain(MessageType.ACCEPT, mac)));
  }

  @Test
  @Covers("KEY-16")
  @Adversary("ADV-25")
  void fingerprintOfAnotherCertificate_isRefusedWithAGoodProofOverIt() {
    P256Key key = P256Key.generate(new SeededRandom(7));
    Bytes certificate = DtlsCertificate.create(key, new SeededRandom(8), CLOCK);
    Bytes victims = handshake.callerDtls.fingerprint();
    Bytes proof = key.sign(DtlsProof.digest(BINDING, Role.CALLER, victims));

    Unauthentic refused =
        assertThrows(
            Unauthentic.class,
            () -> DtlsProof.verify(BINDING, Role.CALLER, certificate, victims, proof));

    assertEquals(Unauthentic.Reason.BAD_PROOF_OF_POSSESSION, refused.reason());
  }

  @Test
  @Covers("KEY-6")
  void session_dependsOnIdentitiesBeyondTheirFirstByte() {
    Party low = party(ALICE, 0x05, 0x01);
    Party high = party(BOB, 0x05, 0xfe);

    Bytes forward = new CallBinding(BINDING.callId(), low, high).session();
    Bytes backward = new CallBinding(BINDING.callId(), high, low).session();

    assertEquals(forward, backward);
    assertNotEquals(forward, new CallBinding(BINDING.callId(), low, low).session());
    assertNotEquals(
        new CallBinding(BINDING.callId(), high, high).session(),
        new CallBinding(BINDING.callId(), low, low).session());
  }

  @Test
  @Covers("ID-5")
  void identityOfAnotherLength_isRefused() {
    for (int length : new int[] {0, 32, 34}) {
      Bytes identity = SampleMessages.filled(length, 5);
      assertThrows(IllegalArgumentException.class, () -> new Party(SampleMessages.ALICE, identity));
    }
  }

  @Test
  @Covers("KEY-5")
  void roles_areEachOthersOther() {
    assertSame(Role.CALLEE, Role.CALLER.other());
    assertSame(Role.CALLER, Role.CALLEE.other());
    assertSame(ALICE, BINDING.party(Role.CALLER));
    assertSame(BOB, BINDING.party(Role.CALLEE));
  }

  private static Party party(Party as, int first, int last) {
    byte[] identity = SampleMessages.filled(33, 0x77).toByteArray();
    identity[0] = (byte) first;
    identity[32] = (byte) last;
    return new Party(as.device(), Bytes.copyOf(identity));
  }

  private CallMessage.Offer secretChanged() {
    return offer(
        other.offer.callerSecret(), handshake.offer.x25519Share(), handshake.offer.mlKemKey());
  }

  private CallMessage.Offer shareChanged() {
    return offer(
        handshake.offer.callerSecret(), other.offer.x25519Share(), handshake.offer.mlKemKey());
  }

  private CallMessage.Offer mlKemKeyChanged() {
    return offer(
        handshake.offer.callerSecret(), handshake.offer.x25519Share(), other.offer.mlKemKey());
  }

  private CallMessage.Offer offer(Bytes secret, Bytes share, Bytes mlKemKey) {
    CallMessage.Offer o = handshake.offer;
    return new CallMessage.Offer(
        o.callId(),
        o.caller(),
        o.callee(),
        o.mode(),
        o.media(),
        o.parameters(),
        o.relay(),
        secret,
        share,
        mlKemKey,
        o.capabilities(),
        o.createdAtMillis(),
        o.dtlsCertificate(),
        o.dtlsProof());
  }

  private CallMessage.Answer answer(Bytes secret, Bytes share, Bytes ciphertext) {
    CallMessage.Answer a = handshake.answer;
    return new CallMessage.Answer(
        a.callId(),
        a.caller(),
        a.callee(),
        a.mode(),
        a.media(),
        a.parameters(),
        a.relay(),
        secret,
        share,
        ciphertext,
        a.capabilities(),
        a.dtlsCertificate(),
        a.dtlsProof());
  }

  private static SealedCall plain(MessageType type, Bytes mac) {
    return new SealedCall(type, 0, 1, hex("00"), Bytes.EMPTY, mac);
  }

  private static void assertOwnBug(Executable step) {
    IllegalStateException thrown = assertThrows(IllegalStateException.class, step);
    assertEquals("core", thrown.getMessage());
  }

  private static void assertBadMac(Executable step) {
    Unauthentic refused = assertThrows(Unauthentic.class, step);
    assertEquals(Unauthentic.Reason.BAD_MAC, refused.reason());
  }
}
