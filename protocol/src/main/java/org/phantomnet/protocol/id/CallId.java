package org.phantomnet.protocol.id;

import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Rule;

/** A call's 16 random bytes, chosen by the caller. */
public record CallId(Bytes value) {
  public static final int LENGTH = 16;

  @Rule("ID-4")
  public CallId {
    if (value.length() != LENGTH) {
      throw new IllegalArgumentException("call id length");
    }
  }

  @Override
  public String toString() {
    return "CallId";
  }
}
