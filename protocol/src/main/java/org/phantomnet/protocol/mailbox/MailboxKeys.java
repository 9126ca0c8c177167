package org.phantomnet.protocol.mailbox;

import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.UserAddress;

/**
 * A mailbox and the keys that are pinned with it (DESIGN 3).
 *
 * @param mailbox host:port, as in {@link UserAddress#mailbox()}
 * @param tlsPin SHA-256 of the TLS certificate's SubjectPublicKeyInfo, 32 bytes
 * @param trustRoot libsignal-serialized public key under which its sender certificates count, 33
 *     bytes
 */
public record MailboxKeys(String mailbox, Bytes tlsPin, Bytes trustRoot) {
  public static final int PIN_LENGTH = 32;
  public static final int TRUST_ROOT_LENGTH = 33;

  public MailboxKeys {
    if (!UserAddress.isMailbox(mailbox)
        || tlsPin.length() != PIN_LENGTH
        || trustRoot.length() != TRUST_ROOT_LENGTH) {
      throw new IllegalArgumentException("mailbox keys");
    }
  }
}
