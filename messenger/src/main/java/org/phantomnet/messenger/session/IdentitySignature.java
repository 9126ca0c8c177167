package org.phantomnet.messenger.session;

import org.phantomnet.protocol.bytes.Bytes;
import org.signal.libsignal.protocol.InvalidKeyException;
import org.signal.libsignal.protocol.ecc.ECPublicKey;

/** XEdDSA by identity keys, as libsignal has it. Stateless. */
final class IdentitySignature {
  private IdentitySignature() {}

  static boolean isSigned(Bytes identityKey, Bytes message, Bytes signature) {
    try {
      return new ECPublicKey(identityKey.toByteArray())
          .verifySignature(message.toByteArray(), signature.toByteArray());
    } catch (InvalidKeyException e) {
      return false;
    }
  }
}
