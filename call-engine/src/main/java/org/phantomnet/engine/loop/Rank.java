package org.phantomnet.engine.loop;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.id.DeviceAddress;

/**
 * What decides glare between calls of equal mode: both sides compute the same for the same call.
 */
final class Rank {
  private Rank() {}

  /**
   * SHA-256(call id || caller address as UTF-8 || device as one byte), compared as an unsigned
   * number (CALL-12).
   */
  static Bytes of(CallId call, DeviceAddress caller) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(call.value().toByteArray());
      sha256.update(caller.user().text().getBytes(StandardCharsets.UTF_8));
      sha256.update((byte) caller.device());
      return Bytes.copyOf(sha256.digest());
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("SHA-256", impossible); // every platform must have it
    }
  }
}
