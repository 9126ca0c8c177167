package org.phantomnet.relay.mailbox;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.ConstantTime;

/** Tokens as a mailbox keeps them. */
final class Tokens {
  private Tokens() {}

  /** Tokens are random and long, so a plain hash hides them from whoever reads the storage. */
  static Bytes hash(Bytes token) {
    try {
      return Bytes.copyOf(MessageDigest.getInstance("SHA-256").digest(token.toByteArray()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Constant time in the content. */
  static boolean matches(Bytes token, Bytes hash) {
    return ConstantTime.equal(hash(token), hash);
  }
}
