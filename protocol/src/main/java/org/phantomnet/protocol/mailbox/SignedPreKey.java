package org.phantomnet.protocol.mailbox;

import org.phantomnet.protocol.bytes.Bytes;

/**
 * A prekey with the identity key's signature, public half: the signed EC prekey, or any Kyber
 * prekey.
 *
 * @param id libsignal's prekey id, 0 to 2^24-1
 * @param publicKey as libsignal serializes it (33 bytes EC, 1569 bytes Kyber-1024)
 * @param signature XEdDSA by the identity key over {@code publicKey}, 64 bytes
 */
public record SignedPreKey(int id, Bytes publicKey, Bytes signature) {
  public static final int SIGNATURE_LENGTH = 64;

  /** Room for a Kyber-1024 key and its type byte. */
  public static final int MAX_PUBLIC_KEY_LENGTH = 2_048;

  public SignedPreKey {
    if (id < 0
        || id > PreKey.MAX_ID
        || publicKey.isEmpty()
        || publicKey.length() > MAX_PUBLIC_KEY_LENGTH
        || signature.length() != SIGNATURE_LENGTH) {
      throw new IllegalArgumentException("signed prekey");
    }
  }
}
