package org.phantomnet.engine.path;

import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.stun.AttributeType;
import org.phantomnet.protocol.stun.MessageIntegrity;
import org.phantomnet.protocol.stun.StunClass;
import org.phantomnet.protocol.stun.StunErrorCode;
import org.phantomnet.protocol.stun.StunMessage;
import org.phantomnet.protocol.stun.StunMethod;
import org.phantomnet.protocol.stun.StunWriter;

/**
 * Says the engine's Allocate again with the relay's nonce. The first one carries the nonce of the
 * tunnel's own challenge, which no relay takes, and libwebrtc gives up on a 438 to Allocate, though
 * not to any later request. One thread at a time.
 */
final class AllocateRetry {
  /** What an integrity attribute and the padding of a nonce take at most, in bytes. */
  private static final int ROOM = 28;

  private Bytes request = Bytes.EMPTY;

  /** An Allocate that proved itself is about to leave. */
  void remember(StunMessage allocate) {
    request = Bytes.copyOf(allocate.buffer(), allocate.offset(), allocate.length());
  }

  /** True for the relay's 438 to an Allocate. */
  static boolean isStale(StunMessage answer) {
    return answer.method() == StunMethod.ALLOCATE
        && answer.messageClass() == StunClass.ERROR
        && answer.errorCode() == StunErrorCode.STALE_NONCE.number();
  }

  /**
   * Writes the request that {@code stale} refuses with the nonce it names, once; returns its
   * length, or 0 if there is none or the nonce is too long for it.
   */
  @Rule("TUN-13")
  int write(StunMessage stale, MessageIntegrity key, byte[] out) {
    byte[] remembered = request.toByteArray();
    StunMessage allocate = new StunMessage();
    int nonce = stale.find(AttributeType.NONCE);
    if (nonce == StunMessage.NONE
        || allocate.wrap(remembered, 0, remembered.length) != StunMessage.Verdict.MESSAGE
        || !sameTransaction(allocate, stale)
        || allocate.length() + stale.lengthAt(nonce) + ROOM > out.length) {
      return 0;
    }
    request = Bytes.EMPTY;
    StunWriter writer =
        new StunWriter().begin(out, 0, StunMethod.ALLOCATE, StunClass.REQUEST, allocate);
    for (int at = allocate.first(); at != StunMessage.NONE; at = allocate.next(at)) {
      int type = allocate.typeAt(at);
      writer.bytes(
          type, type == AttributeType.NONCE ? stale.copyValue(nonce) : allocate.copyValue(at));
    }
    return writer.integrity(key).length();
  }

  private static boolean sameTransaction(StunMessage one, StunMessage other) {
    return Bytes.copyOf(one.buffer(), one.transactionIdOffset(), StunMessage.TRANSACTION_ID_LENGTH)
        .equals(
            Bytes.copyOf(
                other.buffer(), other.transactionIdOffset(), StunMessage.TRANSACTION_ID_LENGTH));
  }
}
