package org.phantomnet.engine.loop;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.phantomnet.protocol.id.CallId;

/** What both sides of a call compute alike, and nobody can choose: SHA-256 over its id and more. */
final class CallDigest {
  private CallDigest() {}

  /** SHA-256(call id || the parts one after another); 32 bytes. */
  static byte[] of(CallId call, byte[]... parts) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(call.value().toByteArray());
      for (byte[] part : parts) {
        sha256.update(part);
      }
      return sha256.digest();
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("SHA-256", impossible); // every platform must have it
    }
  }
}
