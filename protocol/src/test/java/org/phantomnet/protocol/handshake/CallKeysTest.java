package org.phantomnet.protocol.handshake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.phantomnet.protocol.crypto.Hex.hex;
import static org.phantomnet.protocol.handshake.Handshake.BINDING;
import static org.phantomnet.protocol.signal.SampleMessages.CALL;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.ProtocolException.Unauthentic;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.SecretKey;
import org.phantomnet.protocol.crypto.SeededRandom;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.id.DeviceAddress;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.CallMessage;
import org.phantomnet.protocol.signal.HangupReason;
import org.phantomnet.protocol.signal.MessageType;
import org.phantomnet.protocol.signal.SampleMessages;
import org.phantomnet.protocol.signal.SealedCall;
import org.phantomnet.protocol.signal.SignalCodec;

final class CallKeysTest {
  private Handshake handshake;
  private CallKeys caller;
  private CallKeys callee;

  @BeforeEach
  void agree() throws ProtocolException {
    handshake = new Handshake(1);
    caller = handshake.caller();
    callee = handshake.callee();
  }

  @Test
  @Covers({"KEY-6", "KEY-7", "KEY-8", "KEY-12"})
  void bothSides_deriveTheSameKeys() throws ProtocolException {
    caller.verifyConfirm(Role.CALLEE, callee.confirm(Role.CALLEE));
    callee.verifyConfirm(Role.CALLER, caller.confirm(Role.CALLER));
    for (Role role : Role.values()) {
      try (SecretKey ofCaller = caller.media(role);
          SecretKey ofCallee = callee.media(role)) {
        assertEquals(ofCaller.disclose(), ofCallee.disclose());
      }
    }
  }

  /**
   * Computed by hand-written Python from spec/03-keys.md and the agreed X25519 and ML-KEM secrets
   * of seed 1.
   */
  @Test
  @Covers({"KEY-4", "KEY-6", "KEY-7", "KEY-8", "KEY-12", "SIG-11"})
  void keysOfSeed1_areThoseOfTheSpecsText() {
    Bytes core = hex("00112233");

    EarlyKeys early = EarlyKeys.derive(BINDING, handshake.offer.callerSecret());

    assertEquals(hex(GoldenKeys.CONFIRM_CALLER), caller.confirm(Role.CALLER));
    assertEquals(hex(GoldenKeys.CONFIRM_CALLEE), caller.confirm(Role.CALLEE));
    assertEquals(
        hex(GoldenKeys.POLICY_MAC), caller.mac(Role.CALLEE, MessageType.ACCEPT, 0, 7, core));
    assertEquals(hex(GoldenKeys.EARLY_MAC), early.mac(Role.CALLER, MessageType.HANGUP, 1, core));
    try (SecretKey media = caller.media(Role.CALLER)) {
      assertEquals(hex(GoldenKeys.MEDIA_CALLER), media.disclose());
    }
  }

  @Test
  @Covers("KEY-7")
  @Adversary("ADV-26")
  void keysOfOnePairing_allDiffer() {
    Set<Bytes> seen = new HashSet<>();

    for (Role role : Role.values()) {
      seen.add(caller.confirm(role));
      seen.add(caller.mac(role, MessageType.HANGUP, 0, 1, hex("00")));
      try (SecretKey media = caller.media(role)) {
        seen.add(media.disclose());
      }
    }

    assertEquals(6, seen.size());
  }

  @Test
  @Covers("KEY-8")
  @Adversary("ADV-19")
  void anyByteOfEitherCoreChanged_changesEveryKey() {
    Bytes context = BINDING.context();
    Set<Bytes> confirms = new HashSet<>();
    confirms.add(caller.confirm(Role.CALLER));
    try (SecretKey secret = SecretKey.of(hex("00".repeat(32)))) {
      for (int core = 0; core < 2; core++) {
        byte[] original = (core == 0 ? handshake.offerCore : handshake.answerCore).toByteArray();
        for (int i = 0; i < original.length; i++) {
          byte[] changed = original.clone();
          changed[i] ^= (byte) (1 << (i % 8));
          Bytes other = Bytes.copyOf(changed);
          try (EpochKeys keys =
              EpochKeys.first(
                  context,
                  core == 0 ? other : handshake.offerCore,
                  core == 1 ? other : handshake.answerCore,
                  secret,
                  secret,
                  secret,
                  secret)) {
            assertTrue(confirms.add(keys.policy(Role.CALLER).disclose()));
          }
        }
      }
    }

    assertEquals(1 + handshake.offerCore.length() + handshake.answerCore.length(), confirms.size());
  }

  @Test
  @Covers("KEY-8")
  @Adversary("ADV-19")
  void offerChangedOnTheWay_failsTheConfirmation() throws ProtocolException {
    byte[] original = handshake.offerCore.toByteArray();
    int failed = 0;

    for (int i = 0; i < original.length; i += 7) {
      byte[] changed = original.clone();
      changed[i] ^= 1;
      Bytes core = Bytes.copyOf(changed);
      try {
        CallMessage.Offer offer =
            (CallMessage.Offer) SignalCodec.decodeCore(MessageType.OFFER, core);
        CalleeShares shares = CalleeShares.respond(offer, new SeededRandom(9));
        CallMessage.Answer answer = answerTo(shares);
        Bytes answerCore = SignalCodec.encodeCore(answer);
        CallKeys theirs = CallKeys.forCallee(BINDING, shares, offer, core, answerCore);
        CallKeys ours =
            CallKeys.forCaller(
                BINDING, handshake.callerShares, answer, handshake.offerCore, answerCore);
        Bytes confirm = theirs.confirm(Role.CALLEE);
        Unauthentic refused =
            assertThrows(Unauthentic.class, () -> ours.verifyConfirm(Role.CALLEE, confirm));
        assertEquals(Unauthentic.Reason.BAD_CONFIRMATION, refused.reason());
      } catch (ProtocolException refusedEarlier) {
        assertEquals(null, refusedEarlier.getCause());
      }
      failed++;
    }

    assertTrue(failed > 100);
  }

  private CallMessage.Answer answerTo(CalleeShares shares) {
    CallMessage.Answer a = handshake.answer;
    return new CallMessage.Answer(
        a.callId(),
        a.caller(),
        a.callee(),
        a.mode(),
        a.media(),
        a.parameters(),
        a.relay(),
        shares.secret(),
        shares.x25519Share(),
        shares.mlKemCiphertext(),
        a.capabilities(),
        a.dtlsCertificate(),
        a.dtlsProof());
  }

  @Test
  @Covers("KEY-6")
  @Adversary("ADV-19")
  void otherIdentityDeviceOrCall_givesOtherKeys() {
    Party alice = BINDING.caller();
    Party bob = BINDING.callee();
    DeviceAddress device = alice.device();
    Party otherIdentity = new Party(device, SampleMessages.filled(33, 0xA2));
    Party otherDevice =
        new Party(new DeviceAddress(device.user(), 3, device.registrationId()), alice.identity());
    Party otherRegistration = new Party(new DeviceAddress(device.user(), 1, 5), alice.identity());
    Party otherName =
        new Party(
            new DeviceAddress(
                new UserAddress("alicf", device.user().mailbox()), 1, device.registrationId()),
            alice.identity());
    Set<Bytes> contexts = new HashSet<>();

    contexts.add(BINDING.context());
    contexts.add(new CallBinding(CALL, otherIdentity, bob).context());
    contexts.add(new CallBinding(CALL, otherDevice, bob).context());
    contexts.add(new CallBinding(CALL, otherRegistration, bob).context());
    contexts.add(new CallBinding(CALL, otherName, bob).context());
    contexts.add(new CallBinding(CALL, bob, alice).context());
    contexts.add(new CallBinding(new CallId(SampleMessages.filled(16, 8)), alice, bob).context());

    assertEquals(7, contexts.size());
  }

  @Test
  @Covers("KEY-6")
  void session_isTheSameWhoeverCalls() {
    CallBinding back = new CallBinding(CALL, BINDING.callee(), BINDING.caller());

    assertEquals(BINDING.session(), back.session());
    assertNotEquals(BINDING.context(), back.context());
  }

  @Test
  @Covers("KEY-5")
  @Adversary("ADV-54")
  void offerThatNamesAnotherCallOrDevice_isRefused() {
    CallId otherCall = new CallId(SampleMessages.filled(16, 8));
    Party mallory =
        new Party(
            new DeviceAddress(new UserAddress("mallory", "m.example"), 1, 1),
            BINDING.caller().identity());
    Party unlinked =
        new Party(
            new DeviceAddress(BINDING.callee().device().user(), 2, 77),
            BINDING.callee().identity());

    assertRefused(
        Unauthentic.Reason.WRONG_CALL,
        new CallBinding(otherCall, BINDING.caller(), BINDING.callee()),
        true);
    assertRefused(
        Unauthentic.Reason.WRONG_SENDER, new CallBinding(CALL, mallory, BINDING.callee()), true);
    assertRefused(
        Unauthentic.Reason.WRONG_RECIPIENT,
        new CallBinding(CALL, BINDING.caller(), unlinked),
        true);
    assertRefused(
        Unauthentic.Reason.WRONG_SENDER, new CallBinding(CALL, BINDING.caller(), unlinked), false);
    assertRefused(
        Unauthentic.Reason.WRONG_RECIPIENT,
        new CallBinding(CALL, mallory, BINDING.callee()),
        false);
  }

  private void assertRefused(Unauthentic.Reason reason, CallBinding binding, boolean offer) {
    Unauthentic refused =
        assertThrows(
            Unauthentic.class,
            () -> {
              if (offer) {
                binding.requireMatch(handshake.offer);
              } else {
                binding.requireMatch(handshake.answer);
              }
            });
    assertEquals(reason, refused.reason());
  }

  @Test
  @Adversary("ADV-18")
  @Covers("KEY-2")
  void answerWithLowOrderShare_givesNoKeys() throws ProtocolException {
    CallMessage.Answer a = handshake.answer;
    CallMessage.Answer zero =
        new CallMessage.Answer(
            a.callId(),
            a.caller(),
            a.callee(),
            a.mode(),
            a.media(),
            a.parameters(),
            a.relay(),
            a.calleeSecret(),
            SampleMessages.filled(32, 0),
            a.mlKemCiphertext(),
            a.capabilities(),
            a.dtlsCertificate(),
            a.dtlsProof());
    Bytes core = SignalCodec.encodeCore(zero);

    Malformed refused =
        assertThrows(
            Malformed.class,
            () ->
                CallKeys.forCaller(
                    BINDING, handshake.callerShares, zero, handshake.offerCore, core));

    assertEquals(Malformed.Reason.BAD_KEY_SHARE, refused.reason());
  }

  @Test
  void coresOfAnotherAgreement_areAnOwnBug() throws ProtocolException {
    Handshake other = new Handshake(2);

    assertThrows(
        IllegalStateException.class,
        () ->
            CallKeys.forCaller(
                BINDING,
                handshake.callerShares,
                handshake.answer,
                other.offerCore,
                handshake.answerCore));
    assertThrows(
        IllegalStateException.class,
        () ->
            CallKeys.forCallee(
                BINDING,
                handshake.calleeShares,
                handshake.offer,
                handshake.offerCore,
                other.answerCore));
  }

  @Test
  @Covers({"SIG-11", "SIG-13"})
  void mac_ofTheOtherSide_verifies() throws ProtocolException {
    SealedCall accept = sealed(callee, Role.CALLEE, new CallMessage.Accept(CALL), 0, 3);

    caller.verify(Role.CALLEE, accept);
  }

  @Test
  @Covers("SIG-11")
  void mac_withAnythingChanged_isRefused() {
    SealedCall s =
        sealed(callee, Role.CALLEE, new CallMessage.Hangup(CALL, HangupReason.NORMAL), 0, 3);

    assertBad(Role.CALLER, s);
    assertBad(Role.CALLEE, new SealedCall(s.type(), 0, 4, s.core(), s.confirm(), s.mac()));
    assertBad(
        Role.CALLEE, new SealedCall(MessageType.MEDIA_ACK, 0, 3, s.core(), s.confirm(), s.mac()));
    for (int i = 0; i < s.core().length(); i++) {
      byte[] core = s.core().toByteArray();
      core[i] ^= 1;
      assertBad(Role.CALLEE, Handshake.with(s, Bytes.copyOf(core)));
    }
    for (int i = 0; i < s.mac().length(); i++) {
      byte[] mac = s.mac().toByteArray();
      mac[i] ^= (byte) 0x80;
      assertBad(
          Role.CALLEE, new SealedCall(s.type(), 0, 3, s.core(), s.confirm(), Bytes.copyOf(mac)));
    }
  }

  private void assertBad(Role sender, SealedCall sealed) {
    Unauthentic refused = assertThrows(Unauthentic.class, () -> caller.verify(sender, sealed));
    assertEquals(Unauthentic.Reason.BAD_MAC, refused.reason());
  }

  @Test
  @Covers("SIG-12")
  @Adversary({"ADV-01", "ADV-09"})
  void typeThatTheSenderNeverSends_isRefused() {
    for (MessageType type :
        new MessageType[] {MessageType.ACCEPT, MessageType.ANSWER, MessageType.DECLINE}) {
      assertThrows(
          IllegalStateException.class, () -> caller.mac(Role.CALLER, type, 0, 1, hex("00")));
      SealedCall sealed = forged(type);
      Unauthentic refused =
          assertThrows(Unauthentic.class, () -> callee.verify(Role.CALLER, sealed));
      assertEquals(Unauthentic.Reason.WRONG_SENDER, refused.reason());
    }
    for (MessageType type : new MessageType[] {MessageType.CONFIRM, MessageType.SELECTED}) {
      SealedCall sealed = forged(type);
      assertThrows(Unauthentic.class, () -> caller.verify(Role.CALLEE, sealed));
    }
  }

  private static SealedCall forged(MessageType type) {
    Bytes confirm = type == MessageType.ANSWER ? SampleMessages.filled(32, 0) : Bytes.EMPTY;
    return new SealedCall(type, 0, 1, hex("00"), confirm, SampleMessages.filled(32, 0));
  }

  @Test
  @Covers("KEY-9")
  void rekey_bothSides_agreeOnTheNextEpoch() throws ProtocolException {
    rekey(3);

    assertEquals(1, caller.epoch());
    assertEquals(1, callee.epoch());
    caller.verify(Role.CALLEE, sealed(callee, Role.CALLEE, new CallMessage.Accept(CALL), 1, 9));
    try (SecretKey mine = caller.media(Role.CALLER);
        SecretKey theirs = callee.media(Role.CALLER);
        SecretKey before = handshake.caller().media(Role.CALLER)) {
      assertEquals(mine.disclose(), theirs.disclose());
      assertNotEquals(before.disclose(), mine.disclose());
    }
  }

  @Test
  @Covers("KEY-9")
  @Adversary("ADV-26")
  void rekey_overAnotherRequest_disagrees() throws ProtocolException {
    RekeyShares asked = RekeyShares.generate(new SeededRandom(3));
    RekeyReply reply =
        RekeyReply.respond(asked.x25519Share(), asked.mlKemKey(), new SeededRandom(4));
    caller.rekeyAsRequester(
        asked, reply.x25519Share(), reply.mlKemCiphertext(), hex("01"), hex("02"));

    callee.rekeyAsReplier(reply, hex("03"), hex("02"));

    SealedCall sealed = sealed(callee, Role.CALLEE, new CallMessage.Accept(CALL), 1, 9);
    assertBad(Role.CALLEE, sealed);
  }

  @Test
  @Covers("KEY-10")
  void previousEpoch_isTakenUntilRetired() throws ProtocolException {
    SealedCall old = sealed(callee, Role.CALLEE, new CallMessage.Accept(CALL), 0, 9);
    rekey(3);

    caller.verify(Role.CALLEE, old);
    caller.retirePrevious();

    Unauthentic refused = assertThrows(Unauthentic.class, () -> caller.verify(Role.CALLEE, old));
    assertEquals(Unauthentic.Reason.WRONG_EPOCH, refused.reason());
  }

  @Test
  @Covers("KEY-10")
  @Adversary("ADV-26")
  void epochBeforeThePrevious_isGoneAtOnce() throws ProtocolException {
    SealedCall old = sealed(callee, Role.CALLEE, new CallMessage.Accept(CALL), 0, 9);

    rekey(3);
    rekey(5);

    assertThrows(Unauthentic.class, () -> caller.verify(Role.CALLEE, old));
    assertThrows(
        IllegalStateException.class,
        () -> callee.mac(Role.CALLEE, MessageType.ACCEPT, 0, 10, hex("00")));
    assertThrows(IllegalStateException.class, () -> callee.confirm(Role.CALLEE));
  }

  private void rekey(long seed) throws ProtocolException {
    try (RekeyShares asked = RekeyShares.generate(new SeededRandom(seed));
        RekeyReply reply =
            RekeyReply.respond(asked.x25519Share(), asked.mlKemKey(), new SeededRandom(seed + 1))) {
      caller.rekeyAsRequester(
          asked, reply.x25519Share(), reply.mlKemCiphertext(), hex("01"), hex("02"));
      callee.rekeyAsReplier(reply, hex("01"), hex("02"));
    }
  }

  @Test
  @Covers("KEY-11")
  void destroyed_everythingRefusesUse() throws ProtocolException {
    rekey(3);
    SecretKey media = caller.media(Role.CALLER);

    caller.close();
    handshake.callerShares.close();
    handshake.calleeShares.close();

    assertTrue(caller.isDestroyed());
    assertTrue(handshake.callerShares.isDestroyed());
    assertTrue(handshake.calleeShares.isDestroyed());
    assertThrows(
        IllegalStateException.class,
        () -> caller.mac(Role.CALLER, MessageType.HANGUP, 1, 1, hex("00")));
    assertThrows(IllegalStateException.class, () -> caller.media(Role.CALLER));
    assertThrows(IllegalStateException.class, handshake.callerShares::secret);
    assertEquals(32, media.disclose().length());
  }

  private static SealedCall sealed(
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
}
