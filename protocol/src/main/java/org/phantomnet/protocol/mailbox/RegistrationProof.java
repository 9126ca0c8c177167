package org.phantomnet.protocol.mailbox;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.UserAddress;

/**
 * The bytes that an identity key signs to open an account (MBX-2): nobody can register another person's identity key
 * under a name of their own.
 */
public final class RegistrationProof {
  private static final String LABEL = "PhantomNet registration v1";

  private RegistrationProof() {}

  /**
   * {@code lp(label) || lp(name@mailbox) || lp(identity key) || lp(SHA-256(auth token))}, lp = u32 length prefix.
   *
   * @param identityKey 33 bytes
   * @param authToken 32 bytes
   */
  public static Bytes signedBytes(UserAddress address, Bytes identityKey, Bytes authToken) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(160);
    lengthPrefixed(out, LABEL.getBytes(StandardCharsets.US_ASCII));
    lengthPrefixed(out, address.text().getBytes(StandardCharsets.US_ASCII));
    lengthPrefixed(out, identityKey.toByteArray());
    lengthPrefixed(out, sha256(authToken.toByteArray()));
    return Bytes.copyOf(out.toByteArray());
  }

  private static void lengthPrefixed(ByteArrayOutputStream out, byte[] value) {
    out.write(value.length >>> 24);
    out.write(value.length >>> 16);
    out.write(value.length >>> 8);
    out.write(value.length);
    out.write(value, 0, value.length);
  }

  private static byte[] sha256(byte[] value) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(value);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
