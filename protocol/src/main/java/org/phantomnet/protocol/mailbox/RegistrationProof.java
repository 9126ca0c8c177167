package org.phantomnet.protocol.mailbox;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.bytes.WireWriter;
import org.phantomnet.protocol.id.UserAddress;

/**
 * The bytes that an identity key signs to open an account (MBX-2): nobody can register another
 * person's identity key under a name of their own.
 */
public final class RegistrationProof {
  private static final String LABEL = "PhantomNet registration v1";

  private RegistrationProof() {}

  /**
   * {@code lp(label) || lp(name@mailbox) || lp(identity key) || lp(SHA-256(auth token))}, lp = u32
   * length prefix.
   *
   * @param identityKey 33 bytes
   * @param authToken 32 bytes
   */
  public static Bytes signedBytes(UserAddress address, Bytes identityKey, Bytes authToken) {
    return new WireWriter()
        .bytes32(ascii(LABEL))
        .bytes32(ascii(address.text()))
        .bytes32(identityKey)
        .bytes32(sha256(authToken))
        .toBytes();
  }

  private static Bytes ascii(String text) {
    return Bytes.copyOf(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static Bytes sha256(Bytes value) {
    try {
      return Bytes.copyOf(MessageDigest.getInstance("SHA-256").digest(value.toByteArray()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
