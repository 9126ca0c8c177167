package org.phantomnet.messenger.mailbox;

import java.time.Instant;
import java.util.Optional;
import org.phantomnet.protocol.ProtocolException.Unauthentic;
import org.phantomnet.protocol.ProtocolException.Unauthentic.Reason;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.mailbox.MailboxDocument;
import org.phantomnet.protocol.rule.Rule;
import org.signal.libsignal.protocol.InvalidKeyException;
import org.signal.libsignal.protocol.ecc.ECPublicKey;

/** Whether a mailbox's document may be taken. Stateless; thread-safe. */
public final class DocumentCheck {
  private DocumentCheck() {}

  /**
   * @param mailbox that was asked for
   * @param root the pinned trust root
   * @param before the document that is held
   * @throws Unauthentic WRONG_SENDER, UNKNOWN_SIGNER, BAD_SIGNATURE, NOT_YET_VALID, EXPIRED or
   *     ROLLED_BACK
   */
  @Rule("FED-3")
  public static void requireGood(
      MailboxDocument document,
      String mailbox,
      Bytes root,
      Optional<MailboxDocument> before,
      Instant now)
      throws Unauthentic {
    if (!document.mailbox().equals(mailbox)) {
      throw new Unauthentic(Reason.WRONG_SENDER);
    }
    if (!document.trustRoot().equals(root)) {
      throw new Unauthentic(Reason.UNKNOWN_SIGNER);
    }
    requireSigned(document);
    if (!document.isValidAt(now)) {
      throw new Unauthentic(now.isBefore(document.from()) ? Reason.NOT_YET_VALID : Reason.EXPIRED);
    }
    if (before.filter(held -> document.serial() < held.serial()).isPresent()) {
      throw new Unauthentic(Reason.ROLLED_BACK);
    }
  }

  /**
   * Whether the document's own root signed it: says nothing of whose root that is.
   *
   * @throws Unauthentic BAD_SIGNATURE
   */
  public static void requireSigned(MailboxDocument document) throws Unauthentic {
    boolean signed;
    try {
      signed =
          new ECPublicKey(document.trustRoot().toByteArray())
              .verifySignature(
                  document.signedBytes().toByteArray(), document.signature().toByteArray());
    } catch (InvalidKeyException e) {
      signed = false;
    }
    if (!signed) {
      throw new Unauthentic(Reason.BAD_SIGNATURE);
    }
  }
}
