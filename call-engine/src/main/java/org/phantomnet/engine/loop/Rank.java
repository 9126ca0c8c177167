package org.phantomnet.engine.loop;

import java.nio.charset.StandardCharsets;
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
    return Bytes.copyOf(
        CallDigest.of(
            call,
            caller.user().text().getBytes(StandardCharsets.UTF_8),
            new byte[] {(byte) caller.device()}));
  }
}
