package org.phantomnet.messenger.session;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.phantomnet.messenger.contacts.ContactRow;
import org.phantomnet.messenger.contacts.Contacts;
import org.phantomnet.messenger.devices.OwnDevice;
import org.phantomnet.messenger.store.Meta;
import org.phantomnet.messenger.store.SqlValue;
import org.phantomnet.messenger.store.StoreException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.DeviceAddress;
import org.phantomnet.protocol.mailbox.Content;
import org.phantomnet.protocol.mailbox.ContentCodec;
import org.phantomnet.protocol.mailbox.DeviceBundle;
import org.phantomnet.protocol.mailbox.UserBundles;
import org.phantomnet.protocol.rule.Rule;
import org.signal.libsignal.metadata.SealedSessionCipher;
import org.signal.libsignal.metadata.certificate.InvalidCertificateException;
import org.signal.libsignal.metadata.certificate.SenderCertificate;
import org.signal.libsignal.protocol.IdentityKey;
import org.signal.libsignal.protocol.InvalidKeyException;
import org.signal.libsignal.protocol.SessionBuilder;
import org.signal.libsignal.protocol.SignalProtocolAddress;
import org.signal.libsignal.protocol.UntrustedIdentityException;
import org.signal.libsignal.protocol.ecc.ECPublicKey;
import org.signal.libsignal.protocol.kem.KEMPublicKey;
import org.signal.libsignal.protocol.state.PreKeyBundle;

/**
 * Opens sessions and encrypts, each inside the step that stores its result. Session thread only.
 */
final class Ratchet {
  /**
   * A certificate that ends sooner is not used any more: the envelope may lie in a queue for a
   * moment.
   */
  static final Duration CERTIFICATE_MARGIN = Duration.ofMinutes(5);

  private final OwnKeys keys;
  private final OwnDevice own;
  private final Contacts contacts;
  private final SignalStore.IdentityWatch watch;

  Ratchet(OwnKeys keys, OwnDevice own, Contacts contacts, SignalStore.IdentityWatch watch) {
    this.keys = keys;
    this.own = own;
    this.contacts = contacts;
    this.watch = watch;
  }

  SignalStore store(Step step) {
    return new SignalStore(step, keys, watch);
  }

  /** A device with a session in which can be sent. */
  record Session(int device, int registrationId) {}

  List<Session> sessions(Step step, String account) {
    SignalStore store = store(step);
    return step
        .sql()
        .query(
            "SELECT device, registration_id FROM sessions WHERE account = ? ORDER BY device",
            row -> new Session((int) row.number(0), (int) row.number(1)),
            SqlValue.of(account))
        .stream()
        .filter(
            session -> store.containsSession(new SignalProtocolAddress(account, session.device())))
        .toList();
  }

  /** The own sender certificate while it is good; the mail thread fetches a new one in time. */
  Optional<SenderCertificate> certificate(Step step) {
    Optional<Bytes> stored = Meta.SENDER_CERTIFICATE.bytes(step.sql());
    if (stored.isEmpty()) {
      return Optional.empty();
    }
    try {
      SenderCertificate certificate = new SenderCertificate(stored.get().toByteArray());
      Instant expires = Instant.ofEpochMilli(certificate.getExpiration());
      return expires.minus(CERTIFICATE_MARGIN).isAfter(step.now())
          ? Optional.of(certificate)
          : Optional.empty();
    } catch (InvalidCertificateException e) {
      return Optional.empty();
    }
  }

  /** The session's step and the ciphertext become durable together; nothing has left yet. */
  @Rule("SESS-2")
  void encrypt(
      Step step,
      SenderCertificate certificate,
      ContactRow to,
      String account,
      Session session,
      Content content,
      UUID envelope,
      Duration staleAfter) {
    SignalStore store = store(step);
    SealedSessionCipher cipher =
        new SealedSessionCipher(
            store, own.account().value(), own.address().user().text(), own.address().device());
    byte[] sealed;
    try {
      sealed =
          cipher.encrypt(
              new SignalProtocolAddress(account, session.device()),
              certificate,
              ContentCodec.encode(content).toByteArray());
    } catch (InvalidKeyException | UntrustedIdentityException e) {
      step.rethrowStoreFailure();
      throw new StoreException(StoreException.Reason.CORRUPT);
    }
    Optional<Bytes> chat =
        content.body() instanceof Content.Chat ? Optional.of(content.id()) : Optional.empty();
    Queues.putOutbox(
        step.sql(),
        to.address(),
        account,
        session.device(),
        session.registrationId(),
        envelope,
        chat,
        sealed,
        step.now(),
        staleAfter);
  }

  Content content(DeviceAddress to, Bytes id, Instant sentAt, Content.Body body) {
    return new Content(own.address().user(), to.user(), to.device(), id, sentAt, body);
  }

  /**
   * Opens sessions with every device of {@code bundles}, binding the contact's address to the
   * account that its mailbox named.
   *
   * @throws UnusableBundle and nothing of them is kept
   */
  @Rule("CONT-11")
  void open(Step step, ContactRow contact, UserBundles bundles) {
    String account = bundles.account().value().toString();
    SignalStore store = store(step);
    bindAccount(step, contact, account);
    contacts.setIntroduction(step.sql(), contact.address(), bundles.introduction());
    Bytes identity = bundles.devices().get(0).identityKey();
    for (DeviceBundle bundle : bundles.devices()) {
      if (!bundle.account().equals(bundles.account())
          || !bundle.identityKey().equals(identity)
          || identity.equals(own.identity())) {
        throw new UnusableBundle();
      }
      SignalProtocolAddress address = new SignalProtocolAddress(account, bundle.device());
      try {
        store.saveIdentity(address, new IdentityKey(identity.toByteArray()));
        new SessionBuilder(store, address).process(preKeyBundle(bundle), step.now());
      } catch (InvalidKeyException | UntrustedIdentityException e) {
        step.rethrowStoreFailure();
        throw new UnusableBundle();
      }
    }
  }

  private void bindAccount(Step step, ContactRow contact, String account) {
    Optional<ContactRow> holder = contacts.findByAccount(step.sql(), account);
    if (holder.isPresent() && !holder.get().address().equals(contact.address())) {
      throw new UnusableBundle();
    }
    if (contact.account().isPresent() && !contact.account().get().equals(account)) {
      store(step).deleteAllSessions(contact.account().get());
    }
    contacts.setAccount(step.sql(), contact.address(), account);
  }

  private static PreKeyBundle preKeyBundle(DeviceBundle bundle) throws InvalidKeyException {
    return new PreKeyBundle(
        bundle.registrationId(),
        bundle.device(),
        bundle.oneTime().isPresent() ? bundle.oneTime().get().id() : PreKeyBundle.NULL_PRE_KEY_ID,
        bundle.oneTime().isPresent()
            ? new ECPublicKey(bundle.oneTime().get().publicKey().toByteArray())
            : null,
        bundle.signed().id(),
        new ECPublicKey(bundle.signed().publicKey().toByteArray()),
        bundle.signed().signature().toByteArray(),
        new IdentityKey(bundle.identityKey().toByteArray()),
        bundle.kyber().id(),
        new KEMPublicKey(bundle.kyber().publicKey().toByteArray()),
        bundle.kyber().signature().toByteArray());
  }

  /** What the mailbox served cannot be a session with that contact. Rolls the step back. */
  static final class UnusableBundle extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnusableBundle() {
      super("UNUSABLE_BUNDLE", null, false, false);
    }
  }
}
