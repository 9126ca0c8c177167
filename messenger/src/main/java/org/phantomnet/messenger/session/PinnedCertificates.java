package org.phantomnet.messenger.session;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.phantomnet.messenger.contacts.Contacts;
import org.phantomnet.messenger.devices.OwnDevice;
import org.phantomnet.messenger.mailbox.DocumentCheck;
import org.phantomnet.messenger.store.SqlStore;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.mailbox.Content;
import org.phantomnet.protocol.mailbox.MailboxDocument;
import org.phantomnet.protocol.mailbox.MailboxKeys;
import org.phantomnet.protocol.rule.Rule;
import org.signal.libsignal.metadata.certificate.CertificateValidator;
import org.signal.libsignal.metadata.certificate.InvalidCertificateException;
import org.signal.libsignal.metadata.certificate.SenderCertificate;
import org.signal.libsignal.protocol.InvalidKeyException;
import org.signal.libsignal.protocol.ecc.ECPublicKey;

/**
 * Lets a sender certificate count only under the pinned trust root of the mailbox in the sender's
 * own name (SESS-6). One of a mailbox that is not pinned is held back until the content brought
 * that mailbox's document ({@link #settle}). For one step; keeps what the certificate said.
 */
final class PinnedCertificates extends CertificateValidator {
  private final SqlStore.Sql sql;
  private Optional<Sender> sender = Optional.empty();
  private Optional<HeldBack> heldBack = Optional.empty();

  /**
   * @param identity 33 bytes
   */
  record Sender(UserAddress address, String account, int device, Bytes identity) {
    @Override
    public String toString() {
      return "Sender";
    }
  }

  private record HeldBack(SenderCertificate certificate, long validationTime, Sender sender) {}

  PinnedCertificates(SqlStore.Sql sql) {
    super(List.of());
    this.sql = sql;
  }

  @Override
  @Rule("SESS-6")
  public void validate(SenderCertificate certificate, long validationTime)
      throws InvalidCertificateException {
    UserAddress address =
        certificate
            .getSenderE164()
            .flatMap(PinnedCertificates::parse)
            .orElseThrow(() -> new InvalidCertificateException("name"));
    Sender named =
        new Sender(
            address,
            certificate.getSenderUuid(),
            certificate.getSenderDeviceId(),
            Bytes.copyOf(certificate.getKey().serialize()));
    Optional<MailboxKeys> pinned = StoredMailboxes.pinned(sql, address.mailbox());
    if (pinned.isEmpty()) {
      heldBack = Optional.of(new HeldBack(certificate, validationTime, named));
      return;
    }
    requireUnder(pinned.get().trustRoot(), certificate, validationTime);
    sender = Optional.of(named);
  }

  private static void requireUnder(Bytes root, SenderCertificate certificate, long validationTime)
      throws InvalidCertificateException {
    try {
      new CertificateValidator(new ECPublicKey(root.toByteArray()))
          .validate(certificate, validationTime);
    } catch (InvalidKeyException e) {
      throw new InvalidCertificateException("root");
    }
  }

  /**
   * Lets a certificate of a mailbox that is not pinned count for a contact request that brings the
   * mailbox's document, and for nothing else; a document that came with an earlier request of the
   * same sender must have the same root.
   */
  @Rule("FED-15")
  void settle(Content.Body body, Contacts contacts) {
    if (heldBack.isEmpty() || !(body instanceof Content.ContactRequest request)) {
      return;
    }
    HeldBack held = heldBack.get();
    UserAddress address = held.sender().address();
    try {
      MailboxDocument document =
          MailboxDocument.decode(request.mailboxDocument().orElse(Bytes.EMPTY));
      Bytes root =
          contacts
              .claimedMailbox(sql, address)
              .map(MailboxDocument::trustRoot)
              .orElse(document.trustRoot());
      DocumentCheck.requireGood(
          document,
          address.mailbox(),
          root,
          Optional.empty(),
          Instant.ofEpochMilli(held.validationTime()));
      requireUnder(root, held.certificate(), held.validationTime());
      sender = Optional.of(held.sender());
    } catch (ProtocolException | InvalidCertificateException e) {
      // nobody certified it
    }
  }

  /**
   * Whether contacts will take a certificate for this device's, until then: one that is garbage,
   * somebody else's or about to end would make every message from here worth nothing.
   */
  @Rule("SESS-40")
  static boolean isOf(SqlStore.Sql sql, OwnDevice own, Bytes serialized, Instant until) {
    PinnedCertificates pinned = new PinnedCertificates(sql);
    try {
      pinned.validate(new SenderCertificate(serialized.toByteArray()), until.toEpochMilli());
    } catch (InvalidCertificateException e) {
      return false;
    }
    Sender named =
        new Sender(
            own.address().user(),
            own.account().value().toString(),
            own.address().device(),
            own.identity());
    return pinned.sender().equals(Optional.of(named));
  }

  /** Empty until a certificate was found good. */
  Optional<Sender> sender() {
    return sender;
  }

  private static Optional<UserAddress> parse(String text) {
    try {
      return Optional.of(UserAddress.parse(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
