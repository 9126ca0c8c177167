package org.phantomnet.conformance.transactions;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
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
import org.signal.libsignal.metadata.certificate.SenderCertificate;
import org.signal.libsignal.metadata.certificate.ServerCertificate;
import org.signal.libsignal.protocol.ecc.ECKeyPair;
import org.signal.libsignal.protocol.ecc.ECPublicKey;

/**
 * The mailbox of the device under test. It delivers when told, and takes what is sent only when
 * told: every other attempt fails as if the network were gone. Keeps what was not acknowledged.
 * Thread-safe.
 */
final class ScriptedMailbox {
  private static final Duration CERTIFICATE_LASTS = Duration.ofHours(24);
  private static final int PLENTY = 100;

  /** What becomes of the next attempt to send. */
  enum Outcome {
    TAKEN,
    LOST,
    FAILED,
    DIES
  }

  /** An attempt to send. */
  record Attempt(UUID envelope, Bytes sealed) {}

  /** Told what the device does, on its threads. */
  interface Watch {
    /** The device sends, and was allowed to. */
    void attempted();

    void attemptFailed();

    /** The mailbox has it, and the device dies before it hears so. */
    void takenInDeath();

    /**
     * @return false if the device is dead: the mailbox hears nothing
     */
    boolean acknowledging();
  }

  private final ECKeyPair root = ECKeyPair.generate();
  private final ECKeyPair server = ECKeyPair.generate();
  private final ServerCertificate certificate =
      new ServerCertificate(root.getPrivateKey(), 1, server.getPublicKey());
  private final UUID account = new UUID(7, 7);
  private final String host;
  private final Clock clock;
  private final Map<UUID, Queued> queue = new LinkedHashMap<>();
  private final List<Integer> acknowledged = new ArrayList<>();
  private final List<Attempt> attempts = new ArrayList<>();
  private Optional<Outcome> next = Optional.empty();
  private Optional<Peer> contact = Optional.empty();
  private Optional<Mailbox.Receiver> receiver = Optional.empty();
  private Optional<Registration> registration = Optional.empty();
  private Optional<Watch> watch = Optional.empty();
  private int uploads;

  private record Queued(int number, Bytes sealed) {}

  ScriptedMailbox(String host, Clock clock) {
    this.host = host;
    this.clock = clock;
  }

  UUID account() {
    return account;
  }

  MailboxKeys keys() {
    return new MailboxKeys(
        host, Bytes.copyOf(new byte[32]), Bytes.copyOf(root.getPublicKey().serialize()));
  }

  synchronized void serves(Peer peer) {
    contact = Optional.of(peer);
  }

  synchronized Registration registration() {
    return registration.orElseThrow();
  }

  SenderCertificate certify(UUID holder, UserAddress name, Bytes identity) {
    try {
      return certificate.issue(
          server.getPrivateKey(),
          holder.toString(),
          Optional.of(name.text()),
          Peer.DEVICE,
          new ECPublicKey(identity.toByteArray()),
          clock.instant().plus(CERTIFICATE_LASTS).toEpochMilli());
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Forgets what earlier scripts left. */
  synchronized void clear() {
    queue.clear();
    acknowledged.clear();
    attempts.clear();
    next = Optional.empty();
    receiver = Optional.empty();
  }

  /** Puts an envelope into the queue, under an id of its own, and pushes it if someone listens. */
  void deliver(int number, Bytes sealed) {
    UUID id = UUID.randomUUID();
    synchronized (this) {
      queue.put(id, new Queued(number, sealed));
    }
    push(id, sealed);
  }

  /** What a new connection gets: everything that was not acknowledged, oldest first (MBX-15). */
  void deliverAgain() {
    Map<UUID, Queued> waiting;
    synchronized (this) {
      waiting = new LinkedHashMap<>(queue);
    }
    waiting.forEach((id, queued) -> push(id, queued.sealed()));
  }

  private void push(UUID id, Bytes sealed) {
    Optional<Mailbox.Receiver> to;
    synchronized (this) {
      to = receiver;
    }
    to.ifPresent(
        listening ->
            listening.received(
                new QueuedEnvelope(id, sealed, Duration.ZERO), () -> acknowledge(listening, id)));
  }

  private void acknowledge(Mailbox.Receiver by, UUID id) {
    Optional<Watch> told;
    synchronized (this) {
      told = receiver.filter(by::equals).flatMap(any -> watch);
    }
    if (told.isPresent() && told.get().acknowledging()) {
      synchronized (this) {
        Optional.ofNullable(queue.remove(id))
            .ifPresent(queued -> acknowledged.add(queued.number()));
      }
    }
  }

  /** The client looks for work. */
  void wake() {
    Optional<Mailbox.Receiver> to;
    synchronized (this) {
      to = receiver;
    }
    to.ifPresent(listening -> listening.state(Mailbox.ConnectionState.QUEUE_DELIVERED));
  }

  synchronized void allow(Outcome outcome) {
    next = Optional.of(outcome);
  }

  synchronized void allowNothing() {
    next = Optional.empty();
  }

  /** The numbers acknowledged since the last time this was asked. */
  synchronized List<Integer> takeAcknowledged() {
    List<Integer> taken = List.copyOf(acknowledged);
    acknowledged.clear();
    return taken;
  }

  /** The attempt that was allowed, if it was made. */
  synchronized Optional<Attempt> takeAttempt() {
    Optional<Attempt> made =
        attempts.isEmpty() ? Optional.empty() : Optional.of(attempts.get(attempts.size() - 1));
    attempts.clear();
    return made;
  }

  synchronized int uploads() {
    return uploads;
  }

  /** A connection of the device under test. */
  Mailbox client(Watch watching) {
    synchronized (this) {
      watch = Optional.of(watching);
      receiver = Optional.empty();
    }
    return new Client(watching);
  }

  private final class Client implements Mailbox {
    private final Watch watching;

    Client(Watch watching) {
      this.watching = watching;
    }

    @Override
    public MailboxKeys keys() {
      return ScriptedMailbox.this.keys();
    }

    @Override
    public Account register(Registration wanted) {
      synchronized (ScriptedMailbox.this) {
        registration = Optional.of(wanted);
        return new Account(new AccountId(account), Peer.DEVICE, wanted.authToken());
      }
    }

    @Override
    public void signIn(Account known) {}

    @Override
    public void upload(PreKeyUpload keys) {
      synchronized (ScriptedMailbox.this) {
        uploads++;
      }
    }

    @Override
    public PreKeyCounts preKeyCounts() {
      return new PreKeyCounts(PLENTY, PLENTY);
    }

    @Override
    public MailboxDocument fetchDocument(String mailbox) throws MailboxException {
      throw new MailboxException(MailboxException.Reason.REFUSED);
    }

    @Override
    public UserBundles fetchBundles(UserAddress user) throws MailboxException {
      Optional<Peer> peer;
      synchronized (ScriptedMailbox.this) {
        peer = contact.filter(known -> known.address.equals(user));
      }
      try {
        Peer known =
            peer.orElseThrow(() -> new MailboxException(MailboxException.Reason.NO_SUCH_USER));
        return new UserBundles(
            new AccountId(known.account),
            Bytes.copyOf(new byte[16]),
            known.deviceList(),
            List.of(known.bundle(clock)));
      } catch (MailboxException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public AccountId accountOf(UserAddress user) {
      return new AccountId(account);
    }

    @Override
    public Bytes senderCertificate() {
      Registration known = registration();
      return Bytes.copyOf(
          certify(account, new UserAddress(known.name(), host), known.identityKey())
              .getSerialized());
    }

    @Override
    public void replaceDevices(DeviceUpload upload) {}

    @Override
    public Optional<Bytes> takeLink(Bytes slot) {
      return Optional.empty();
    }

    @Override
    public void putLink(LinkDeposit deposit) {}

    @Override
    public Account registerLinked(LinkRegistration wanted) {
      throw new IllegalStateException("no script links a device");
    }

    @Override
    public void replaceDeliveryToken(Bytes deliveryToken) {}

    @Override
    public void send(UserAddress to, int device, Bytes sealed, Bytes token, UUID envelope)
        throws MailboxException {
      Optional<Outcome> outcome;
      synchronized (ScriptedMailbox.this) {
        outcome = next;
        next = Optional.empty();
        if (outcome.isPresent()) {
          attempts.add(new Attempt(envelope, sealed));
        }
      }
      if (outcome.isPresent()) {
        watching.attempted();
      }
      if (outcome.equals(Optional.of(Outcome.TAKEN))) {
        return;
      }
      if (outcome.equals(Optional.of(Outcome.DIES))) {
        watching.takenInDeath();
      }
      watching.attemptFailed();
      throw new MailboxException(MailboxException.Reason.UNREACHABLE);
    }

    @Override
    public Subscription openReceiver(Receiver to) {
      synchronized (ScriptedMailbox.this) {
        receiver = Optional.of(to);
      }
      return () -> {};
    }

    @Override
    public void close() {}
  }
}
