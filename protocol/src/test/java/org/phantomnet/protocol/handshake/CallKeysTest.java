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
import org.phantomnet.protocol.signal.MessageType;
import org.phantomnet.protocol.signal.SampleMessages;
import org.phantomnet.protocol.signal.SignalCodec;

/** What a call's keys are made of, and that nothing may differ (KEY-2 to KEY-8). */
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
}
