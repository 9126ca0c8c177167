package org.phantomnet.messenger.session;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.phantomnet.messenger.devices.OwnDevice;
import org.phantomnet.messenger.store.SqlStore;
import org.phantomnet.messenger.store.SqlValue;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.rule.Rule;
import org.signal.libsignal.metadata.certificate.CertificateValidator;
import org.signal.libsignal.metadata.certificate.InvalidCertificateException;
import org.signal.libsignal.metadata.certificate.SenderCertificate;
import org.signal.libsignal.protocol.InvalidKeyException;
import org.signal.libsignal.protocol.ecc.ECPublicKey;

/**
 * Lets a sender certificate count only under the pinned trust root of the mailbox in the sender's
 * own name (SESS-6). For one step; keeps what the certificate said.
 */
final class PinnedCertificates extends CertificateValidator {
  private final SqlStore.Sql sql;
  private Optional<Sender> sender = Optional.empty();

  /**
   * @param identity 33 bytes
   */
  record Sender(UserAddress address, String account, int device, Bytes identity) {
    @Override
    public String toString() {
      return "Sender";
    }
  }

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
    Bytes root =
        sql.first(
                "SELECT trust_root FROM mailboxes WHERE mailbox = ?",
                row -> row.blob(0),
                SqlValue.of(address.mailbox()))
            .orElseThrow(() -> new InvalidCertificateException("mailbox"));
    try {
      new CertificateValidator(new ECPublicKey(root.toByteArray()))
          .validate(certificate, validationTime);
    } catch (InvalidKeyException e) {
      throw new InvalidCertificateException("root");
    }
    sender =
        Optional.of(
            new Sender(
                address,
                certificate.getSenderUuid(),
                certificate.getSenderDeviceId(),
                Bytes.copyOf(certificate.getKey().serialize())));
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
