package org.phantomnet.messenger.session;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.phantomnet.messenger.contacts.Contact;
import org.phantomnet.messenger.contacts.ContactRow;
import org.phantomnet.messenger.contacts.Contacts;
import org.phantomnet.messenger.devices.OwnDevice;
import org.phantomnet.messenger.history.SecurityEvent;
import org.phantomnet.messenger.history.SecurityLog;
import org.phantomnet.messenger.mailbox.DocumentCheck;
import org.phantomnet.messenger.mailbox.Mailbox;
import org.phantomnet.messenger.mailbox.MailboxException;
import org.phantomnet.messenger.store.Meta;
import org.phantomnet.messenger.store.SqlValue;
import org.phantomnet.messenger.store.StoreException;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.devices.LinkCodec;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.mailbox.MailboxDocument;
import org.phantomnet.protocol.mailbox.MailboxKeys;
import org.phantomnet.protocol.mailbox.PreKeyCounts;
import org.phantomnet.protocol.mailbox.PreKeyUpload;
import org.phantomnet.protocol.mailbox.UserBundles;
import org.signal.libsignal.protocol.SignalProtocolAddress;

/**
 * What a device keeps fresh at its mailbox: sender certificate, prekeys, delivery token, sessions.
 * {@link #run} is for one mail thread; the rest is for all.
 */
final class Upkeep {
  private static final Duration RENEW_BEFORE = Duration.ofHours(12);
  private static final Duration COUNT_EVERY = Duration.ofHours(1);
  private static final Duration EVERY = Duration.ofHours(1);

  private final Mailbox mailbox;
  private final SessionThread session;
  private final Steps steps;
  private final Ratchet ratchet;
  private final PreKeys preKeys;
  private final Contacts contacts;
  private final Clock clock;
  private final Events events;
  private final Runnable settle;
  private final AccountHolder self;
  private final Unlinking unlinking;
  private Instant certificateAsked = Instant.EPOCH;
  private Instant documentAsked = Instant.EPOCH;
  private Instant counted = Instant.EPOCH;

  /** What the mailbox held for this device is in the store. */
  private volatile boolean caughtUp;

  /** Until a device that has not said hello is unlinked; mail thread only. */
  private Optional<Duration> helloWithin = Optional.empty();

  Upkeep(
      Mailbox mailbox,
      SessionThread session,
      Steps steps,
      Ratchet ratchet,
      PreKeys preKeys,
      Contacts contacts,
      Clock clock,
      Events events,
      Runnable settle,
      OwnDevice own,
      Unlinking unlinking) {
    this.mailbox = mailbox;
    this.session = session;
    this.steps = steps;
    this.ratchet = ratchet;
    this.preKeys = preKeys;
    this.contacts = contacts;
    this.clock = clock;
    this.events = events;
    this.settle = settle;
    this.self = AccountHolder.of(own);
    this.unlinking = unlinking;
  }

  UserAddress self() {
    return self.address();
  }

  /** Any thread. */
  void setCaughtUp(boolean isCaughtUp) {
    caughtUp = isCaughtUp;
  }

  /** How long nothing has to be looked at again. */
  Duration rest() {
    return helloWithin.filter(left -> !left.isZero() && left.compareTo(EVERY) < 0).orElse(EVERY);
  }

  void run() throws MailboxException {
    silentDevices();
    devices();
    certificate();
    ownDocument();
    deliveryToken();
    preKeys();
  }

  /**
   * A linked device from which nothing was heard is unlinked, but not while its hello may wait at
   * the mailbox.
   */
  private void silentDevices() throws MailboxException {
    helloWithin = session.call(() -> steps.run(unlinking::timeLeft));
    if (!caughtUp || helloWithin.filter(Duration::isZero).isEmpty()) {
      return;
    }
    UserBundles own = mailbox.fetchBundles(self.address());
    try {
      session.call(() -> steps.run(step -> open(step, self.address(), own)));
    } catch (UnusableBundle e) {
      // Not this account's: nothing to take over before the next list is signed (DEV-9).
    }
    session.call(() -> steps.run(unlinking::dropSilent));
    session.post(settle);
  }

  /** A list that the mailbox did not hear of yet. */
  private void devices() throws MailboxException {
    Optional<Bytes> due = session.call(() -> steps.run(step -> Meta.DEVICES_DUE.bytes(step.sql())));
    if (due.isEmpty()) {
      return;
    }
    try {
      mailbox.replaceDevices(LinkCodec.decodeUpload(due.get()));
    } catch (ProtocolException e) {
      throw new StoreException(StoreException.Reason.CORRUPT);
    } catch (MailboxException e) {
      if (e.reason().mayRetry() || e.reason() == MailboxException.Reason.NOT_SIGNED_IN) {
        throw e;
      }
    }
    session.call(
        () ->
            steps.run(
                step -> {
                  if (Meta.DEVICES_DUE.bytes(step.sql()).equals(due)) {
                    Meta.DEVICES_DUE.clear(step.sql());
                  }
                  return due;
                }));
  }

  private void certificate() throws MailboxException {
    boolean good = session.call(() -> steps.run(step -> ratchet.certificate(step).isPresent()));
    if (good && clock.instant().isBefore(certificateAsked.plus(RENEW_BEFORE))) {
      return;
    }
    Bytes fresh;
    try {
      fresh = mailbox.senderCertificate();
    } catch (MailboxException e) {
      if (good) {
        return;
      }
      throw e;
    }
    boolean own =
        session.call(
            () ->
                steps.run(
                    step -> {
                      boolean usable = ratchet.isOwnCertificate(step, fresh);
                      if (usable) {
                        Meta.SENDER_CERTIFICATE.set(step.sql(), SqlValue.of(fresh));
                      }
                      return usable;
                    }));
    if (!own && good) {
      return;
    }
    if (!own) {
      throw new MailboxException(MailboxException.Reason.SERVER_ERROR); // asked again, but later
    }
    certificateAsked = clock.instant();
    session.post(settle);
  }

  /** Requests to other mailboxes wait for it; nothing else does. */
  private void ownDocument() throws MailboxException {
    boolean good = session.call(() -> steps.run(step -> StoredMailboxes.own(step).isPresent()));
    if (clock.instant().isBefore(documentAsked.plus(good ? RENEW_BEFORE : COUNT_EVERY))) {
      return;
    }
    MailboxKeys own = mailbox.keys();
    MailboxDocument fresh;
    try {
      fresh = mailbox.fetchDocument(own.mailbox());
    } catch (MailboxException e) {
      if (!good && e.reason() == MailboxException.Reason.UNREACHABLE) {
        throw e;
      }
      documentAsked = clock.instant();
      return;
    }
    session.call(
        () ->
            steps.run(
                step -> {
                  if (isGood(step, own, fresh)) {
                    StoredMailboxes.keep(step.sql(), fresh);
                  }
                  return fresh;
                }));
    documentAsked = clock.instant();
    session.post(settle);
  }

  private static boolean isGood(Step step, MailboxKeys own, MailboxDocument fresh) {
    try {
      DocumentCheck.requireGood(
          fresh,
          own.mailbox(),
          own.trustRoot(),
          StoredMailboxes.document(step.sql(), own.mailbox()),
          step.now());
      return true;
    } catch (ProtocolException e) {
      return false;
    }
  }

  /**
   * Contacts are told the new token inside their sessions; who is late falls back to an
   * introduction.
   */
  private void deliveryToken() throws MailboxException {
    Optional<Bytes> due =
        session.call(() -> steps.run(step -> Meta.DELIVERY_TOKEN_DUE.bytes(step.sql())));
    if (due.isPresent()) {
      mailbox.replaceDeliveryToken(due.get());
      session.call(
          () ->
              steps.run(
                  step -> {
                    if (Meta.DELIVERY_TOKEN_DUE.bytes(step.sql()).equals(due)) {
                      Meta.DELIVERY_TOKEN_DUE.clear(step.sql());
                    }
                    return due;
                  }));
    }
  }

  private void preKeys() throws MailboxException {
    boolean due =
        session.call(() -> steps.run(step -> Meta.PREKEYS_DUE.number(step.sql()).isPresent()));
    if (!due && clock.instant().isBefore(counted.plus(COUNT_EVERY))) {
      return;
    }
    PreKeyCounts counts = mailbox.preKeyCounts();
    counted = clock.instant();
    if (!due && Math.min(counts.oneTime(), counts.oneTimeKyber()) >= PreKeys.REFILL_BELOW) {
      return;
    }
    PreKeyUpload upload =
        session.call(
            () ->
                steps.run(
                    step ->
                        preKeys.make(
                            step,
                            ratchet.store(step),
                            Math.max(0, PreKeyUpload.MAX_ONE_TIME - counts.oneTime()),
                            Math.max(0, PreKeyUpload.MAX_ONE_TIME - counts.oneTimeKyber()))));
    steps.beforeEffect();
    mailbox.upload(upload);
    session.call(
        () ->
            steps.run(
                step -> {
                  Meta.PREKEYS_DUE.clear(step.sql());
                  return due;
                }));
  }

  /** Fetches a contact's bundles and opens sessions, unless one came about meanwhile. */
  void openSessions(UserAddress address) throws MailboxException {
    if (session.call(() -> steps.run(step -> !needsSession(step, address)))) {
      session.post(settle);
      return;
    }
    UserBundles bundles;
    try {
      bundles = mailbox.fetchBundles(address);
    } catch (MailboxException e) {
      if (e.reason() == MailboxException.Reason.NO_SUCH_USER) {
        session.call(() -> steps.run(step -> notFound(step, address)));
      }
      throw e;
    }
    try {
      session.call(() -> steps.run(step -> open(step, address, bundles)));
    } catch (UnusableBundle e) {
      if (e.isListRefused()) {
        session.call(() -> steps.run(step -> noteRefused(step, address)));
      }
      throw new MailboxException(MailboxException.Reason.REFUSED);
    }
    session.post(settle);
  }

  private UserAddress open(Step step, UserAddress address, UserBundles bundles) {
    if (address.equals(self.address())) {
      ratchet.openOwn(step, bundles);
    } else {
      contacts.find(step.sql(), address).ifPresent(row -> ratchet.open(step, row, bundles));
    }
    return address;
  }

  private static UserAddress noteRefused(Step step, UserAddress address) {
    SecurityLog.note(step, SecurityEvent.DEVICE_LIST_REFUSED, address);
    return address;
  }

  private boolean needsSession(Step step, UserAddress address) {
    if (address.equals(self.address())) {
      return ratchet.needsBundles(step, self);
    }
    Optional<ContactRow> contact = contacts.find(step.sql(), address);
    if (contact.isEmpty()) {
      return false;
    }
    Optional<AccountHolder> holder = AccountHolder.of(contact.get());
    return holder.isEmpty() || ratchet.needsBundles(step, holder.get());
  }

  /**
   * A request to nobody is forgotten; an accepted contact that vanished stays, with its history.
   */
  private boolean notFound(Step step, UserAddress address) {
    Queues.removePending(step.sql(), address);
    Optional<ContactRow> contact = contacts.find(step.sql(), address);
    if (contact.filter(row -> row.state() == Contact.State.REQUESTED).isPresent()) {
      contacts.remove(step.sql(), address);
    }
    step.afterCommit(() -> events.contactNotFound(address));
    return true;
  }

  /** A token for a recipient whose own is unknown or old. */
  Bytes introduce(UserAddress address) throws MailboxException {
    Bytes introduction = mailbox.fetchBundles(address).introduction();
    session.call(
        () ->
            steps.run(
                step -> {
                  contacts.setIntroduction(step.sql(), address, introduction);
                  return address;
                }));
    return introduction;
  }

  void forgetDevice(String account, int device) {
    session.call(
        () ->
            steps.run(
                step -> {
                  ratchet.store(step).deleteSession(new SignalProtocolAddress(account, device));
                  return device;
                }));
  }
}
