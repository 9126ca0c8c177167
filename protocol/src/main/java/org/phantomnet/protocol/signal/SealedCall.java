package org.phantomnet.protocol.signal;

import org.phantomnet.protocol.bytes.Bytes;

/**
 * A call message as it travels inside the ratchet: the type, the epoch and counter its MAC covers,
 * the core exactly as encoded, the callee's key confirmation beside an answer, and the MAC
 * (SIG-10).
 *
 * @param epoch 0 before the first rekey; the early key is also epoch 0
 * @param counter rising per sender within a call, from 1
 * @param confirm 32 bytes with ANSWER, empty with every other type
 * @param mac HMAC-SHA-256, 32 bytes
 */
public record SealedCall(
    MessageType type, int epoch, long counter, Bytes core, Bytes confirm, Bytes mac) {
  public static final int MAC_LENGTH = 32;

  /** The largest counter, so that every reader can hold it (SIG-10). */
  public static final long MAX_COUNTER = 1L << 53;

  /** In place of a MAC where there is no key for one (CALL-17, CALL-34). */
  public static final Bytes NO_MAC = Bytes.copyOf(new byte[MAC_LENGTH]);

  public SealedCall {
    if (epoch < 0
        || counter < 1
        || counter > MAX_COUNTER
        || core.isEmpty()
        || mac.length() != MAC_LENGTH
        || confirm.length() != (type == MessageType.ANSWER ? CallMessage.CONFIRM_LENGTH : 0)) {
      throw new IllegalArgumentException("sealed call");
    }
  }
}
