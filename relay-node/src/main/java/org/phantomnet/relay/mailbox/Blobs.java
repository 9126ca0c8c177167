package org.phantomnet.relay.mailbox;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;
import org.phantomnet.protocol.bytes.Bytes;

/** Values as the database holds them. */
final class Blobs {
  private Blobs() {}

  static byte[] of(UUID value) {
    return ByteBuffer.allocate(16)
        .putLong(value.getMostSignificantBits())
        .putLong(value.getLeastSignificantBits())
        .array();
  }

  static UUID uuid(byte[] blob) {
    ByteBuffer buffer = ByteBuffer.wrap(blob);
    return new UUID(buffer.getLong(), buffer.getLong());
  }

  /** Tokens are random and long, so a plain hash hides them from whoever reads the file. */
  static byte[] hash(Bytes token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.toByteArray());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Constant time in the content. */
  static boolean same(byte[] a, byte[] b) {
    return MessageDigest.isEqual(a, b);
  }
}
