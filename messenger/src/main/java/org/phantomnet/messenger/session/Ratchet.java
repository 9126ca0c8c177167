package org.phantomnet.messenger.session;

import java.nio.ByteBuffer;
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
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.devices.DeviceList;
import org.phantomnet.protocol.id.DeviceAddress;
import org.phantomnet.protocol.id.UserAddress;
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
import org.signal.libsignal.protocol.state.SessionRecord;

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
  private final DeviceLists lists;
  private final RandomSource random;

  Ratchet(
      OwnKeys keys,
      OwnDevice own,
      Contacts contacts,
      SignalStore.IdentityWatch watch,
      DeviceLists lists,
      RandomSource random) {
    this.keys = keys;
    this.own = own;
    this.contacts = contacts;
    this.watch = watch;
    this.lists = lists;
    this.random = random;
  }

  SignalStore store(Step step) {
    return new SignalStore(step, keys, watch);
  }

  /** A device with a session in which can be sent. */
  record Session(int device, int registrationId) {}

  /** Only with devices of the newest list, and never with this one. */
  List<Session> sessions(Step step, AccountHolder with) {
    Optional<DeviceList> list = DeviceLists.newest(step.sql(), with.address(), with.identity());
    if (list.isEmpty()) {
      return List.of();
    }
    String account = with.account();
    SignalStore store = store(step);
    return step
        .sql()
        .query(
            "SELECT device, registration_id FROM sessions WHERE account = ? ORDER BY device",
            row -> new Session((int) row.number(0), (int) row.number(1)),
            SqlValue.of(account))
        .stream()
        .filter(
            session ->
                !isThisDevice(account, session.device())
                    && list.get().has(session.device(), session.registrationId())
                    && store.containsSession(new SignalProtocolAddress(account, session.device())))
        .toList();
  }

  private boolean isThisDevice(String account, int device) {
    return own.account().value().toString().equals(account) && own.address().device() == device;
  }

  /**
   * Whether bundles should be fetched before something is sent: nothing is known of that person's
   * devices, there is a session with none of them, or a newer list named one that was not asked for
   * yet.
   */
  boolean needsBundles(Step step, AccountHolder with) {
    Optional<DeviceList> list = DeviceLists.newest(step.sql(), with.address(), with.identity());
    if (list.isEmpty()) {
      return true;
    }
    List<Integer> there = sessions(step, with).stream().map(Session::device).toList();
    List<Integer> wanted =
        list.get().devices().stream()
            .map(DeviceList.Entry::device)
            .filter(device -> !isThisDevice(with.account(), device))
            .toList();
    if (there.containsAll(wanted)) {
      return false;
    }
    return there.isEmpty() && !with.equals(AccountHolder.of(own))
        || !DeviceLists.isFetched(step.sql(), with, list.get());
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

  /** Whether the mail thread may keep that certificate of the own mailbox. */
  boolean isOwnCertificate(Step step, Bytes serialized) {
    return PinnedCertificates.isOf(
        step.sql(), own, serialized, step.now().plus(CERTIFICATE_MARGIN));
  }

  /**
   * The content, and before it the own device list where that session has not had the newest
   * (DEV-7).
   */
  @Rule("DEV-7")
  void encrypt(
      Step step,
      SenderCertificate certificate,
      AccountHolder to,
      Session session,
      Content content,
      UUID envelope,
      Duration staleAfter) {
    AccountHolder self = AccountHolder.of(own);
    long version = OwnList.newest(step.sql(), self).version();
    Content.Body body = content.body();
    boolean tells =
        body instanceof Content.ContactRequest
            || body instanceof Content.ContactAccept
            || body instanceof Content.DeviceListUpdate;
    if (!tells && listTold(step, to, session) < version) {
      DeviceAddress device =
          new DeviceAddress(to.address(), session.device(), session.registrationId());
      Content list =
          content(
              device,
              random.bytes(Content.ID_LENGTH),
              step.now(),
              new Content.DeviceListUpdate(OwnList.signed(step.sql(), self)));
      seal(step, certificate, to, session, list, randomId(), Duration.ZERO);
    }
    seal(step, certificate, to, session, content, envelope, staleAfter);
    step.sql()
        .update(
            "INSERT OR REPLACE INTO told_lists(account, device, registration_id, version)"
                + " VALUES(?, ?, ?, ?)",
            SqlValue.of(to.account()),
            SqlValue.of(session.device()),
            SqlValue.of(session.registrationId()),
            SqlValue.of(version));
  }

  /** Outlives sessions: who lost a store asks anew, and is told with the answer. */
  private static long listTold(Step step, AccountHolder to, Session session) {
    return step.sql()
        .first(
            "SELECT version FROM told_lists WHERE account = ? AND device = ?"
                + " AND registration_id = ?",
            row -> row.number(0),
            SqlValue.of(to.account()),
            SqlValue.of(session.device()),
            SqlValue.of(session.registrationId()))
        .orElse(0L);
  }

  /** Makes something pending that has no words of its own, once. */
  void pend(Step step, UserAddress to, Queues.Kind kind) {
    if (!Queues.isPending(step.sql(), to, kind)) {
      Queues.putPending(
          step.sql(), to, random.bytes(Content.ID_LENGTH), step.now(), kind, Bytes.EMPTY);
    }
  }

  private UUID randomId() {
    ByteBuffer chance = ByteBuffer.wrap(random.bytes(16).toByteArray());
    return new UUID(chance.getLong(), chance.getLong());
  }

  /** The session's step and the ciphertext become durable together; nothing has left yet. */
  @Rule("SESS-2")
  private void seal(
      Step step,
      SenderCertificate certificate,
      AccountHolder to,
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
              new SignalProtocolAddress(to.account(), session.device()),
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
        to.account(),
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
   * Opens sessions with the devices of {@code bundles} that the person's list names, binding the
   * contact's address to the account that its mailbox named.
   *
   * @throws UnusableBundle and nothing of them is kept
   */
  @Rule("CONT-11")
  void open(Step step, ContactRow contact, UserBundles bundles) {
    String account = bundles.account().value().toString();
    Bytes identity = requireOneOwner(bundles);
    if (identity.equals(own.identity())) {
      throw new UnusableBundle(false);
    }
    bindAccount(step, contact, account);
    contacts.setIntroduction(step.sql(), contact.address(), bundles.introduction());
    if (openListed(step, new AccountHolder(contact.address(), account, identity), bundles) == 0) {
      throw new UnusableBundle(false);
    }
  }

  /** As {@link #open}, with the other devices of this account. */
  void openOwn(Step step, UserBundles bundles) {
    AccountHolder self = AccountHolder.of(own);
    if (!requireOneOwner(bundles).equals(self.identity())
        || !bundles.account().value().toString().equals(self.account())) {
      throw new UnusableBundle(true);
    }
    openListed(step, self, bundles);
  }

  private static Bytes requireOneOwner(UserBundles bundles) {
    Bytes identity = bundles.devices().get(0).identityKey();
    for (DeviceBundle bundle : bundles.devices()) {
      if (!bundle.account().equals(bundles.account()) || !bundle.identityKey().equals(identity)) {
        throw new UnusableBundle(false);
      }
    }
    return identity;
  }

  /**
   * What the mailbox serves besides the list's devices is passed over.
   *
   * @return how many of the listed devices have a session now
   */
  @Rule("DEV-4")
  private int openListed(Step step, AccountHolder with, UserBundles bundles) {
    DeviceList list;
    try {
      list = lists.take(step, with, bundles.deviceList());
    } catch (DeviceLists.ListRefused e) {
      throw new UnusableBundle(true);
    }
    SignalStore store = store(step);
    for (DeviceBundle bundle : bundles.devices()) {
      SignalProtocolAddress address = new SignalProtocolAddress(with.account(), bundle.device());
      if (!isThisDevice(with.account(), bundle.device())
          && list.has(bundle.device(), bundle.registrationId())
          && !hasSession(store, address, with.identity())) {
        process(step, store, address, bundle);
      }
    }
    DeviceLists.markFetched(step, with, list);
    return sessions(step, with).size();
  }

  private static boolean hasSession(
      SignalStore store, SignalProtocolAddress address, Bytes identity) {
    return store
        .session(address)
        .filter(SessionRecord::hasSenderChain)
        .filter(
            session -> Bytes.copyOf(session.getRemoteIdentityKey().serialize()).equals(identity))
        .isPresent();
  }

  private static void process(
      Step step, SignalStore store, SignalProtocolAddress address, DeviceBundle bundle) {
    try {
      store.saveIdentity(address, new IdentityKey(bundle.identityKey().toByteArray()));
      new SessionBuilder(store, address).process(preKeyBundle(bundle), step.now());
    } catch (InvalidKeyException | UntrustedIdentityException e) {
      step.rethrowStoreFailure();
      throw new UnusableBundle(false);
    }
  }

  private void bindAccount(Step step, ContactRow contact, String account) {
    Optional<ContactRow> holder = contacts.findByAccount(step.sql(), account);
    if (holder.isPresent() && !holder.get().address().equals(contact.address())) {
      throw new UnusableBundle(false);
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
}
