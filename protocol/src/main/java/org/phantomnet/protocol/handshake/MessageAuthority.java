package org.phantomnet.protocol.handshake;

import org.phantomnet.protocol.ProtocolException.Unauthentic;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.Hmac;
import org.phantomnet.protocol.crypto.LengthPrefixed;
import org.phantomnet.protocol.crypto.SecretKey;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.signal.MessageType;
import org.phantomnet.protocol.signal.SealedCall;

/** Who may send which type of message, under which kind of key, and what its MAC covers. */
final class MessageAuthority {
  private MessageAuthority() {}

  @Rule("SIG-13")
  static boolean covers(KeyKind kind, MessageType type) {
    return switch (type) {
      case OFFER, RING, NONCE_CHALLENGE, NONCE_RESPONSE -> kind == KeyKind.EARLY;
      case CANDIDATE, DECLINE, HANGUP -> true;
      case ANSWER,
          CONFIRM,
          ACCEPT,
          SELECTED,
          REKEY,
          MODE_SWITCH_REQUEST,
          MODE_SWITCH_ACK,
          UPDATE,
          MEDIA_REQUEST,
          MEDIA_ACK,
          MOVE ->
          kind == KeyKind.POLICY;
    };
  }

  @Rule("SIG-11")
  static Bytes mac(
      SecretKey key, CallId callId, MessageType type, int epoch, long counter, Bytes core) {
    return Hmac.sha256(
        key,
        LengthPrefixed.start()
            .lpU32(type.number())
            .lp(callId.value())
            .lpU32(epoch)
            .lpU64(counter)
            .lp(core)
            .bytes());
  }

  /**
   * An own message of a type that this role does not send, or this key does not cover, is an own
   * bug.
   */
  static void requireOwn(Role sender, KeyKind kind, MessageType type) {
    if (!sender.sends(type) || !covers(kind, type)) {
      throw new IllegalStateException("message type");
    }
  }

  static void requireTheirs(Role sender, KeyKind kind, SealedCall sealed) throws Unauthentic {
    if (!sender.sends(sealed.type())) {
      throw new Unauthentic(Unauthentic.Reason.WRONG_SENDER);
    }
    if (!covers(kind, sealed.type())) {
      throw new Unauthentic(Unauthentic.Reason.BAD_MAC);
    }
  }

  /** What a MAC key was derived from. */
  enum KeyKind {
    EARLY,
    POLICY
  }
}
