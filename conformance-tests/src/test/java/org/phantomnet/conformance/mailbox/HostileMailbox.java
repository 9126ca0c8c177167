package org.phantomnet.conformance.mailbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.phantomnet.messenger.mailbox.KnownMailboxes;
import org.phantomnet.messenger.mailbox.Mailbox;
import org.phantomnet.messenger.mailbox.MailboxException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.devices.DeviceUpload;
import org.phantomnet.protocol.devices.LinkDeposit;
import org.phantomnet.protocol.devices.LinkRegistration;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.mailbox.Account;
import org.phantomnet.protocol.mailbox.AccountId;
import org.phantomnet.protocol.mailbox.MailboxDocument;
import org.phantomnet.protocol.mailbox.MailboxKeys;
import org.phantomnet.protocol.mailbox.PreKeyCounts;
import org.phantomnet.protocol.mailbox.PreKeyUpload;
import org.phantomnet.protocol.mailbox.QueuedEnvelope;
import org.phantomnet.protocol.mailbox.Registration;
import org.phantomnet.protocol.mailbox.UserBundles;

/**
 * One client's side of a real mailbox that lies as a test says, and is honest otherwise. It
 * remembers every envelope that it ever delivered. Thread-safe.
 */
final class HostileMailbox implements Mailbox {
  private final Mailbox honest;
  private final List<QueuedEnvelope> seen = new ArrayList<>();
  private final List<UUID> acknowledged = new ArrayList<>();
  private final AtomicInteger certificates = new AtomicInteger();
  private volatile Lies lies = new Lies() {};
  private volatile Optional<Receiver> receiver = Optional.empty();

  HostileMailbox(Mailbox honest) {
    this.honest = honest;
  }

  /** What becomes of what; honest unless overridden. */
  interface Lies {
    /** Whether what is sent to that user is taken and forgotten. */
    default boolean forgets(UserAddress to) {
      return false;
    }

    default void beforeSend(UserAddress to) throws MailboxException {}

    default void beforeCount() throws MailboxException {}

    default Bytes certificate(Bytes fresh) {
      return fresh;
    }

    default UserBundles bundles(UserAddress of, UserBundles fresh) throws MailboxException {
      return fresh;
    }

    default void deliver(QueuedEnvelope envelope, Runnable acknowledge, Receiver to) {
      to.received(envelope, acknowledge);
    }
  }

  void tell(Lies told) {
    lies = told;
  }

  void beHonest() {
    lies = new Lies() {};
  }

  List<QueuedEnvelope> seen() {
    synchronized (seen) {
      return List.copyOf(seen);
    }
  }

  int certificatesAsked() {
    return certificates.get();
  }

  /** Delivers bytes under an id, as if they had been queued; whether the client acknowledged it. */
  void inject(UUID id, Bytes sealed, Duration heldFor) {
    receiver
        .orElseThrow()
        .received(new QueuedEnvelope(id, sealed, heldFor), () -> noteAcknowledged(id));
  }

  boolean isAcknowledged(UUID id) {
    synchronized (seen) {
      return acknowledged.contains(id);
    }
  }

  private void noteAcknowledged(UUID id) {
    synchronized (seen) {
      acknowledged.add(id);
    }
  }

  @Override
  public MailboxKeys keys() {
    return honest.keys();
  }

  @Override
  public void use(KnownMailboxes known) {
    honest.use(known);
  }

  @Override
  public MailboxDocument fetchDocument(String mailbox) throws MailboxException {
    return honest.fetchDocument(mailbox);
  }

  @Override
  public Account register(Registration registration) throws MailboxException {
    return honest.register(registration);
  }

  @Override
  public void signIn(Account account) {
    honest.signIn(account);
  }

  @Override
  public void upload(PreKeyUpload keys) throws MailboxException {
    honest.upload(keys);
  }

  @Override
  public PreKeyCounts preKeyCounts() throws MailboxException {
    lies.beforeCount();
    return honest.preKeyCounts();
  }

  @Override
  public UserBundles fetchBundles(UserAddress user) throws MailboxException {
    return lies.bundles(user, honest.fetchBundles(user));
  }

  @Override
  public AccountId accountOf(UserAddress user) throws MailboxException {
    return honest.accountOf(user);
  }

  @Override
  public void replaceDevices(DeviceUpload upload) throws MailboxException {
    honest.replaceDevices(upload);
  }

  @Override
  public Optional<Bytes> takeLink(Bytes slot) throws MailboxException {
    return honest.takeLink(slot);
  }

  @Override
  public void putLink(LinkDeposit deposit) throws MailboxException {
    honest.putLink(deposit);
  }

  @Override
  public Account registerLinked(LinkRegistration registration) throws MailboxException {
    return honest.registerLinked(registration);
  }

  @Override
  public Bytes senderCertificate() throws MailboxException {
    certificates.incrementAndGet();
    return lies.certificate(honest.senderCertificate());
  }

  @Override
  public void replaceDeliveryToken(Bytes deliveryToken) throws MailboxException {
    honest.replaceDeliveryToken(deliveryToken);
  }

  @Override
  public void send(
      UserAddress to, int device, Bytes sealedEnvelope, Bytes deliveryToken, UUID envelopeId)
      throws MailboxException {
    lies.beforeSend(to);
    if (!lies.forgets(to)) {
      honest.send(to, device, sealedEnvelope, deliveryToken, envelopeId);
    }
  }

  @Override
  public Subscription openReceiver(Receiver to) {
    receiver = Optional.of(to);
    return honest.openReceiver(
        new Receiver() {
          @Override
          public void received(QueuedEnvelope envelope, Runnable acknowledge) {
            Lies told = lies; // a test that saw the envelope may tell other lies from then on
            synchronized (seen) {
              seen.add(envelope);
            }
            told.deliver(
                envelope,
                () -> {
                  noteAcknowledged(envelope.id());
                  acknowledge.run();
                },
                to);
          }

          @Override
          public void state(ConnectionState state) {
            to.state(state);
          }
        });
  }

  @Override
  public void close() {
    honest.close();
  }
}
