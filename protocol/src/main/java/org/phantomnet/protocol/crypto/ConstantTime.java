package org.phantomnet.protocol.crypto;

import java.security.MessageDigest;
import org.phantomnet.protocol.bytes.Bytes;

/** Comparison whose time depends on lengths only. */
public final class ConstantTime {
  private ConstantTime() {}

  public static boolean equal(Bytes a, Bytes b) {
    return MessageDigest.isEqual(a.toByteArray(), b.toByteArray());
  }
}
