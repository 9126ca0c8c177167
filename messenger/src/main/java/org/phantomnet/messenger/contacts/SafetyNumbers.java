package org.phantomnet.messenger.contacts;

import java.nio.charset.StandardCharsets;
import org.phantomnet.messenger.store.StoreException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.rule.Rule;
import org.signal.libsignal.protocol.IdentityKey;
import org.signal.libsignal.protocol.InvalidKeyException;
import org.signal.libsignal.protocol.fingerprint.Fingerprint;
import org.signal.libsignal.protocol.fingerprint.NumericFingerprintGenerator;

/**
 * Computes safety numbers with libsignal, over both addresses and identity keys (CONT-7). Session
 * thread.
 */
public final class SafetyNumbers {
  private static final int ITERATIONS = 5_200;
  private static final int VERSION = 2;

  private SafetyNumbers() {}

  @Rule("CONT-7")
  public static SafetyNumber of(
      UserAddress self, Bytes ownIdentity, UserAddress contact, Bytes identity, boolean verified) {
    try {
      Fingerprint fingerprint =
          new NumericFingerprintGenerator(ITERATIONS)
              .createFor(
                  VERSION,
                  self.text().getBytes(StandardCharsets.US_ASCII),
                  new IdentityKey(ownIdentity.toByteArray()),
                  contact.text().getBytes(StandardCharsets.US_ASCII),
                  new IdentityKey(identity.toByteArray()));
      return new SafetyNumber(
          fingerprint.getDisplayableFingerprint().getDisplayText(),
          Bytes.copyOf(fingerprint.getScannableFingerprint().getSerialized()),
          verified);
    } catch (InvalidKeyException e) {
      throw new StoreException(StoreException.Reason.CORRUPT);
    }
  }
}
