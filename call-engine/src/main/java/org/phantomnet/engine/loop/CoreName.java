package org.phantomnet.engine.loop;

import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.Sha256;
import org.phantomnet.protocol.signal.CallMessage;
import org.phantomnet.protocol.signal.SignalCodec;

/** What an answer names the request by that it is to: the SHA-256 of its core (KEY-20, CALL-51). */
final class CoreName {
  private CoreName() {}

  /**
   * @param core as it came
   * @return 32 bytes
   */
  static Bytes of(Bytes core) {
    return Sha256.of(core);
  }

  /** Of a request of this side. */
  static Bytes of(CallMessage request) {
    return of(SignalCodec.encodeCore(request));
  }
}
