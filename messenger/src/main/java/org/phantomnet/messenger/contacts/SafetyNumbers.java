package org.phantomnet.messenger.contacts;

import java.nio.charset.StandardCharsets;
import org.phantomnet.messenger.store.StoreException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.rule.Rule;
import org.signal.libsignal.protocol.IdentityKey;
import org.signal.libsignal.protocol.InvalidKeyException;
import org.signal.libsignal.protocol.fingerprint.Fingerprint;
import org.signal.libsignal.protocol.fingerprint.FingerprintParsingException;
import org.signal.libsignal.protocol.fingerprint.FingerprintVersionMismatchException;
import org.signal.libsignal.protocol.fingerprint.NumericFingerprintGenerator;
import org.signal.libsignal.protocol.fingerprint.ScannableFingerprint;

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
    Fingerprint fingerprint =
        fingerprint(new Party(self, ownIdentity), new Party(contact, identity));
    return new SafetyNumber(
        fingerprint.getDisplayableFingerprint().getDisplayText(),
        Bytes.copyOf(fingerprint.getScannableFingerprint().getSerialized()),
        verified);
  }

  /**
   * What a code says that was scanned from a contact's screen.
   *
   * @param others the other contacts whose identity is known; looked at only if the code does not
   *     match
   */
  @Rule("CONT-30")
  public static ScannedCode compare(
      Party self, Party contact, Iterable<Party> others, Bytes scanned) {
    ScannableFingerprint shown = fingerprint(self, contact).getScannableFingerprint();
    ScannedCode verdict = compare(shown, scanned);
    if (verdict != ScannedCode.NO_MATCH) {
      return verdict;
    }
    if (scanned.equals(Bytes.copyOf(shown.getSerialized()))) {
      return ScannedCode.OTHER_PERSON;
    }
    for (Party other : others) {
      ScannableFingerprint code = fingerprint(self, other).getScannableFingerprint();
      if (compare(code, scanned) == ScannedCode.MATCH) {
        return ScannedCode.OTHER_PERSON;
      }
    }
    return ScannedCode.NO_MATCH;
  }

  private static ScannedCode compare(ScannableFingerprint shown, Bytes scanned) {
    try {
      return shown.compareTo(scanned.toByteArray()) ? ScannedCode.MATCH : ScannedCode.NO_MATCH;
    } catch (FingerprintVersionMismatchException e) {
      // Version 0 is what libsignal reads where none stands.
      return e.getTheirVersion() == 0 ? ScannedCode.UNREADABLE : ScannedCode.OTHER_VERSION;
    } catch (FingerprintParsingException e) {
      return ScannedCode.UNREADABLE;
    }
  }

  private static Fingerprint fingerprint(Party self, Party contact) {
    try {
      return new NumericFingerprintGenerator(ITERATIONS)
          .createFor(
              VERSION,
              self.address().text().getBytes(StandardCharsets.US_ASCII),
              new IdentityKey(self.identity().toByteArray()),
              contact.address().text().getBytes(StandardCharsets.US_ASCII),
              new IdentityKey(contact.identity().toByteArray()));
    } catch (InvalidKeyException e) {
      throw new StoreException(StoreException.Reason.CORRUPT);
    }
  }

  /**
   * A name and the identity key that is believed to be theirs.
   *
   * @param identity libsignal's 33 bytes
   */
  public record Party(UserAddress address, Bytes identity) {}
}
