package org.phantomnet.protocol.handshake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.phantomnet.protocol.crypto.Hex.hex;
import static org.phantomnet.protocol.handshake.Handshake.assertBad;
import static org.phantomnet.protocol.handshake.Handshake.sealed;
import static org.phantomnet.protocol.signal.SampleMessages.CALL;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.ProtocolException.Unauthentic;
import org.phantomnet.protocol.crypto.SecretKey;
import org.phantomnet.protocol.crypto.SeededRandom;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.CallMessage;
import org.phantomnet.protocol.signal.MessageType;
import org.phantomnet.protocol.signal.SealedCall;

/** Epochs after the first, and the end of all of them (KEY-9 to KEY-11). */
final class CallEpochsTest {
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
    assertBad(caller, Role.CALLEE, sealed);
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
}
