package org.phantomnet.protocol.handshake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.phantomnet.protocol.crypto.Hex.hex;
import static org.phantomnet.protocol.handshake.Handshake.BINDING;
import static org.phantomnet.protocol.signal.SampleMessages.CALL;
import static org.phantomnet.protocol.signal.SampleMessages.filled;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.ProtocolException.Unauthentic;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.Hkdf;
import org.phantomnet.protocol.crypto.Label;
import org.phantomnet.protocol.crypto.LengthPrefixed;
import org.phantomnet.protocol.crypto.SecretKey;
import org.phantomnet.protocol.handshake.MessageAuthority.KeyKind;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.CallMessage;
import org.phantomnet.protocol.signal.MessageType;
import org.phantomnet.protocol.signal.SealedCall;
import org.phantomnet.protocol.signal.SignalCodec;

final class EarlyKeysTest {
  private final EarlyKeys ours = EarlyKeys.derive(BINDING, filled(32, 1));
  private final EarlyKeys theirs = EarlyKeys.derive(BINDING, filled(32, 1));

  @Test
  @Covers({"KEY-4", "SIG-11"})
  void mac_ofTheOtherSide_verifies() throws ProtocolException {
    theirs.verify(Role.CALLEE, ring());
  }

  @Test
  @Covers("KEY-4")
  void otherSecretRoleOrBinding_givesAnotherMac() {
    EarlyKeys otherSecret = EarlyKeys.derive(BINDING, filled(32, 2));
    EarlyKeys otherBinding =
        EarlyKeys.derive(new CallBinding(CALL, BINDING.callee(), BINDING.caller()), filled(32, 1));
    Bytes core = hex("00");
    Bytes mac = ours.mac(Role.CALLER, MessageType.HANGUP, 1, core);

    assertNotEquals(mac, ours.mac(Role.CALLEE, MessageType.HANGUP, 1, core));
    assertNotEquals(mac, otherSecret.mac(Role.CALLER, MessageType.HANGUP, 1, core));
    assertNotEquals(mac, otherBinding.mac(Role.CALLER, MessageType.HANGUP, 1, core));
  }

  @Test
  @Covers("SIG-13")
  void typeThatNeedsThePolicyKey_isNotCovered() {
    Set<MessageType> early = EnumSet.noneOf(MessageType.class);
    Set<MessageType> policy = EnumSet.noneOf(MessageType.class);

    for (MessageType type : MessageType.values()) {
      if (MessageAuthority.covers(KeyKind.EARLY, type)) {
        early.add(type);
      }
      if (MessageAuthority.covers(KeyKind.POLICY, type)) {
        policy.add(type);
      }
    }

    assertEquals(
        EnumSet.of(
            MessageType.OFFER,
            MessageType.RING,
            MessageType.CANDIDATE,
            MessageType.DECLINE,
            MessageType.HANGUP,
            MessageType.NONCE_CHALLENGE,
            MessageType.NONCE_RESPONSE),
        early);
    assertEquals(
        EnumSet.complementOf(
            EnumSet.of(
                MessageType.OFFER,
                MessageType.RING,
                MessageType.NONCE_CHALLENGE,
                MessageType.NONCE_RESPONSE)),
        policy);
  }

  @Test
  @Covers("SIG-13")
  @Adversary({"ADV-01", "ADV-09"})
  void accept_underTheEarlyKey_isRefused() {
    Bytes salt = LengthPrefixed.start(Label.EARLY_V1).fixed(BINDING.session()).sha256();
    try (SecretKey prk = Hkdf.extract(salt, SecretKey.of(filled(32, 1)));
        SecretKey callee = Hkdf.expand(prk, Label.EARLY_CALLEE_V1, BINDING.context())) {
      Bytes good = MessageAuthority.mac(callee, CALL, MessageType.ACCEPT, 0, 1, hex("00"));
      Bytes ring = MessageAuthority.mac(callee, CALL, MessageType.RING, 0, 1, hex("00"));
      SealedCall accept = new SealedCall(MessageType.ACCEPT, 0, 1, hex("00"), Bytes.EMPTY, good);

      assertEquals(ring, ours.mac(Role.CALLEE, MessageType.RING, 1, hex("00")));
      assertRefused(Unauthentic.Reason.BAD_MAC, Role.CALLEE, accept);
    }
    assertThrows(
        IllegalStateException.class, () -> ours.mac(Role.CALLEE, MessageType.ACCEPT, 1, hex("00")));
  }

  @Test
  @Covers("SIG-12")
  void ring_fromTheCaller_isRefused() {
    assertRefused(Unauthentic.Reason.WRONG_SENDER, Role.CALLER, ring());
  }

  @Test
  @Covers("SIG-12")
  void everyType_isSentBySomeone_andTheTableHolds() {
    Set<MessageType> caller = EnumSet.noneOf(MessageType.class);
    Set<MessageType> callee = EnumSet.noneOf(MessageType.class);
    for (MessageType type : MessageType.values()) {
      if (Role.CALLER.sends(type)) {
        caller.add(type);
      }
      if (Role.CALLEE.sends(type)) {
        callee.add(type);
      }
    }

    assertEquals(
        EnumSet.of(
            MessageType.RING,
            MessageType.ANSWER,
            MessageType.ACCEPT,
            MessageType.DECLINE,
            MessageType.NONCE_CHALLENGE),
        EnumSet.complementOf(EnumSet.copyOf(caller)));
    assertEquals(
        EnumSet.of(
            MessageType.OFFER,
            MessageType.CONFIRM,
            MessageType.SELECTED,
            MessageType.NONCE_RESPONSE),
        EnumSet.complementOf(EnumSet.copyOf(callee)));
  }

  @Test
  @Covers("SIG-11")
  void messageWithAnythingChanged_isRefused() {
    SealedCall s = ring();

    assertRefused(
        Unauthentic.Reason.BAD_MAC,
        Role.CALLEE,
        new SealedCall(s.type(), 0, s.counter() + 1, s.core(), s.confirm(), s.mac()));
    assertRefused(
        Unauthentic.Reason.WRONG_EPOCH,
        Role.CALLEE,
        new SealedCall(s.type(), 1, s.counter(), s.core(), s.confirm(), s.mac()));
    assertRefused(Unauthentic.Reason.BAD_MAC, Role.CALLEE, Handshake.with(s, hex("00")));
  }

  @Test
  @Covers("KEY-4")
  void callerSecret_ofAnotherLength_isAnOwnBug() {
    assertThrows(IllegalArgumentException.class, () -> EarlyKeys.derive(BINDING, filled(31, 1)));
  }

  @Test
  @Covers("KEY-11")
  void destroyed_refusesUse() {
    ours.close();

    assertTrue(ours.isDestroyed());
    assertThrows(
        IllegalStateException.class, () -> ours.mac(Role.CALLER, MessageType.HANGUP, 1, hex("00")));
  }

  private SealedCall ring() {
    Bytes core = SignalCodec.encodeCore(new CallMessage.Ring(CALL));
    return new SealedCall(
        MessageType.RING,
        0,
        1,
        core,
        Bytes.EMPTY,
        ours.mac(Role.CALLEE, MessageType.RING, 1, core));
  }

  private void assertRefused(Unauthentic.Reason reason, Role sender, SealedCall sealed) {
    Unauthentic refused = assertThrows(Unauthentic.class, () -> theirs.verify(sender, sealed));
    assertEquals(reason, refused.reason());
  }
}
