package org.phantomnet.protocol.mailbox;

import java.util.Optional;
import org.phantomnet.protocol.bytes.Bytes;

/**
 * All that libsignal's {@code PreKeyBundle} needs to open a session with one device. Nothing in it
 * is authentic until libsignal has checked the signatures against an identity key that the person
 * can verify.
 *
 * @param identityKey the account's identity public key as libsignal serializes it (33 bytes)
 * @param oneTime empty when the mailbox has run out
 * @param kyber a one-time Kyber prekey, or the last-resort one when the mailbox has run out
 */
public record DeviceBundle(
    AccountId account,
    int device,
    int registrationId,
    Bytes identityKey,
    SignedPreKey signed,
    Optional<PreKey> oneTime,
    SignedPreKey kyber) {
  @Override
  public String toString() {
    return "DeviceBundle";
  }
}
