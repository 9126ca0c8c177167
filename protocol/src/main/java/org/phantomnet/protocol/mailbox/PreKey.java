package org.phantomnet.protocol.mailbox;

import org.phantomnet.protocol.bytes.Bytes;

/**
 * A one-time EC prekey, public half. The mailbox does not look inside.
 *
 * @param id libsignal's prekey id, 0 to 2^24-1
 * @param publicKey as libsignal serializes it (33 bytes)
 */
public record PreKey(int id, Bytes publicKey) {
  /** libsignal's 24-bit id space. */
  public static final int MAX_ID = 0xffffff;

  public static final int PUBLIC_KEY_LENGTH = 33;

  public PreKey {
    if (id < 0 || id > MAX_ID || publicKey.length() != PUBLIC_KEY_LENGTH) {
      throw new IllegalArgumentException("prekey");
    }
  }
}
