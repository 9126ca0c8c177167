package org.phantomnet.messenger.history;

import org.phantomnet.protocol.bytes.Bytes;

/** A chat message's 16 random bytes, chosen by the sender. */
public record MessageId(Bytes value) {
  public static final int LENGTH = 16;

  public MessageId {
    if (value.length() != LENGTH) {
      throw new IllegalArgumentException("message id length");
    }
  }

  @Override
  public String toString() {
    return "MessageId";
  }
}
