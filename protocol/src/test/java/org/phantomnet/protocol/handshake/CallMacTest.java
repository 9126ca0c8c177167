package org.phantomnet.protocol.handshake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.phantomnet.protocol.crypto.Hex.hex;
import static org.phantomnet.protocol.handshake.Handshake.assertBad;
import static org.phantomnet.protocol.handshake.Handshake.sealed;
import static org.phantomnet.protocol.signal.SampleMessages.CALL;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.ProtocolException.Unauthentic;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.CallMessage;
import org.phantomnet.protocol.signal.HangupReason;
import org.phantomnet.protocol.signal.MessageType;
import org.phantomnet.protocol.signal.SampleMessages;
import org.phantomnet.protocol.signal.SealedCall;

/** The MAC of a message under a call's keys (SIG-11 to SIG-13). */
final class CallMacTest {
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

    assertBad(caller, Role.CALLER, s);
    assertBad(caller, Role.CALLEE, new SealedCall(s.type(), 0, 4, s.core(), s.confirm(), s.mac()));
    assertBad(
        caller,
        Role.CALLEE,
        new SealedCall(MessageType.MEDIA_ACK, 0, 3, s.core(), s.confirm(), s.mac()));
    for (int i = 0; i < s.core().length(); i++) {
      byte[] core = s.core().toByteArray();
      core[i] ^= 1;
      assertBad(caller, Role.CALLEE, Handshake.with(s, Bytes.copyOf(core)));
    }
    for (int i = 0; i < s.mac().length(); i++) {
      byte[] mac = s.mac().toByteArray();
      mac[i] ^= (byte) 0x80;
      assertBad(
          caller,
          Role.CALLEE,
          new SealedCall(s.type(), 0, 3, s.core(), s.confirm(), Bytes.copyOf(mac)));
    }
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
}
