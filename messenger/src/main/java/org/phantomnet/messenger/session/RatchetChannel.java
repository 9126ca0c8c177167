package org.phantomnet.messenger.session;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.phantomnet.engine.port.SecureChannel;
import org.phantomnet.messenger.contacts.ContactRow;
import org.phantomnet.messenger.contacts.Contacts;
import org.phantomnet.messenger.devices.OwnDevice;
import org.phantomnet.messenger.store.SqlStore;
import org.phantomnet.messenger.store.SqlValue;
import org.phantomnet.messenger.store.StoreException;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.devices.DeviceList;
import org.phantomnet.protocol.devices.Sync;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.id.DeviceAddress;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.mailbox.Content;
import org.phantomnet.protocol.mailbox.ContentCodec;
import org.phantomnet.protocol.rule.Rule;
import org.signal.libsignal.metadata.certificate.SenderCertificate;

/**
 * The engine's channel inside the chat's sessions. Sending runs on the session thread, receiving on
 * a thread of its own; a received row leaves the inbox when the receiver has taken it, so a crash
 * in between repeats it.
 */
final class RatchetChannel implements SecureChannel, AutoCloseable {
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

  /** What is said in 60 seconds of ringing must not be lost to a slow mailbox (SESS-14). */
  private static final Duration HOLD_AT_MOST = Duration.ofSeconds(20);

  private final OwnDevice own;
  private final SqlStore store;
  private final Steps steps;
  private final SessionThread session;
  private final Ratchet ratchet;
  private final Contacts contacts;
  private final Clock clock;
  private final RandomSource random;
  private final Courier courier;
  private final ScheduledThreadPoolExecutor delivery = Threads.one("phantomnet-inbox");

  private ComingCalls coming = new ComingCalls();
  private Runnable settle = () -> {};

  // Delivery thread only.
  private Optional<Receiver> receiver = Optional.empty();
  private Optional<Handing> inHand = Optional.empty();
  private boolean held;
  private Future<?> heldUntil = CompletableFuture.completedFuture(null);

  RatchetChannel(
      OwnDevice own,
      SqlStore store,
      Steps steps,
      SessionThread session,
      Ratchet ratchet,
      Contacts contacts,
      Clock clock,
      RandomSource random,
      Courier courier) {
    this.own = own;
    this.store = store;
    this.steps = steps;
    this.session = session;
    this.ratchet = ratchet;
    this.contacts = contacts;
    this.clock = clock;
    this.random = random;
    this.courier = courier;
  }

  /**
   * Before its first use.
   *
   * @param said what own devices say
   * @param settled sends what was made pending
   */
  void moves(ComingCalls said, Runnable settled) {
    coming = said;
    settle = settled;
  }

  @Override
  public void tellComing(DeviceAddress to, UserAddress contact, CallId call) {
    session.post(
        () -> {
          steps.run(
              step -> {
                new OwnSync(contacts, random)
                    .tell(step, new Sync.ComingCall(contact, call, to.device()));
                return true;
              });
          settle.run();
        });
  }

  @Override
  public boolean takeComing(UserAddress contact, CallId call) {
    return coming.take(contact, call, clock.instant());
  }

  @Override
  public void wayOutChanged() {
    courier.networkChanged();
  }

  @Override
  public DeviceAddress self() {
    return own.address();
  }

  @Override
  public Bytes selfIdentity() {
    return own.identity();
  }

  @Override
  public List<Peer> peers(UserAddress contact) {
    return store.inTransaction(
        sql -> {
          Optional<AccountHolder> holder =
              contacts.find(sql, contact).filter(ContactRow::isOpen).flatMap(AccountHolder::of);
          return holder.isPresent() ? listed(sql, holder.get()) : List.<Peer>of();
        });
  }

  @Override
  public List<DeviceAddress> ownDevices() {
    return store.inTransaction(
        sql ->
            DeviceLists.newest(sql, own.address().user(), own.identity()).stream()
                .flatMap(list -> list.devices().stream())
                .map(
                    device ->
                        new DeviceAddress(
                            own.address().user(), device.device(), device.registrationId()))
                .toList());
  }

  private static List<Peer> listed(SqlStore.Sql sql, AccountHolder of) {
    Optional<DeviceList> list = DeviceLists.newest(sql, of.address(), of.identity());
    return sql
        .query(
            "SELECT sessions.device, registration_id, identity FROM sessions JOIN identities"
                + " ON sessions.account = identities.account AND sessions.device = identities.device"
                + " WHERE sessions.account = ? ORDER BY sessions.device",
            found ->
                new Peer(
                    new DeviceAddress(of.address(), (int) found.number(0), (int) found.number(1)),
                    found.blob(2)),
            SqlValue.of(of.account()))
        .stream()
        .filter(
            peer ->
                list.isPresent()
                    && list.get().has(peer.device().device(), peer.device().registrationId()))
        .toList();
  }

  @Override
  public void send(DeviceAddress to, Bytes content, Duration staleAfter, SendResult sent) {
    if (content.isEmpty() || content.length() > MAX_CONTENT) {
      sent.done(SendOutcome.TOO_LARGE);
      return;
    }
    boolean posted =
        session.post(
            () -> {
              SendOutcome outcome =
                  encrypt(to, content, CallEnvelope.staleAfter(content, staleAfter));
              if (outcome == SendOutcome.QUEUED) {
                courier.wake();
              }
              sent.done(outcome);
            });
    if (!posted) {
      sent.done(SendOutcome.STORE_FAILED);
    }
  }

  private SendOutcome encrypt(DeviceAddress to, Bytes content, Duration staleAfter) {
    ByteBuffer chance = ByteBuffer.wrap(random.bytes(16).toByteArray());
    UUID envelope = new UUID(chance.getLong(), chance.getLong());
    try {
      return steps.run(step -> encrypt(step, to, content, staleAfter, envelope));
    } catch (StoreException e) {
      return isQueued(envelope) ? SendOutcome.QUEUED : SendOutcome.STORE_FAILED;
    }
  }

  @Rule("CONT-14")
  private SendOutcome encrypt(
      Step step, DeviceAddress to, Bytes content, Duration staleAfter, UUID envelope) {
    Optional<ContactRow> contact = contacts.find(step.sql(), to.user()).filter(ContactRow::isOpen);
    Optional<SenderCertificate> certificate = ratchet.certificate(step);
    Optional<AccountHolder> holder = contact.flatMap(AccountHolder::of);
    if (contact.isEmpty() || holder.isEmpty() || certificate.isEmpty()) {
      return SendOutcome.NO_SESSION;
    }
    if (!contact.get().policy().identityAcknowledged()) {
      return SendOutcome.IDENTITY_CHANGED;
    }
    Optional<Ratchet.Session> found =
        ratchet.sessions(step, holder.get()).stream()
            .filter(
                one -> one.device() == to.device() && one.registrationId() == to.registrationId())
            .findFirst();
    if (found.isEmpty()) {
      return SendOutcome.NO_SESSION;
    }
    Content wrapped =
        ratchet.content(
            to, random.bytes(Content.ID_LENGTH), step.now(), CallEnvelope.content(content));
    ratchet.encrypt(
        step, certificate.get(), holder.get(), found.get(), wrapped, envelope, staleAfter);
    return SendOutcome.QUEUED;
  }

  /** A commit whose report was lost still counts. */
  private boolean isQueued(UUID envelope) {
    try {
      return store.inTransaction(
          sql ->
              sql.first(
                      "SELECT 1 FROM outbox WHERE envelope_id = ?",
                      row -> row.number(0),
                      SqlValue.of(envelope.toString()))
                  .isPresent());
    } catch (StoreException e) {
      return false;
    }
  }

  @Override
  public void setReceiver(Receiver to) {
    onDelivery(
        () -> {
          receiver = Optional.of(to);
          inHand = inHand.filter(handing -> handing.taken);
          deliverAll();
        });
  }

  /**
   * The mailbox may hold more than the inbox does, such as the end of a call whose offer is here:
   * nothing is handed on until {@link #release}, or for a short while.
   */
  @Rule("SESS-14")
  void hold() {
    onDelivery(
        () -> {
          held = true;
          heldUntil.cancel(false);
          heldUntil =
              delivery.schedule(this::letGo, HOLD_AT_MOST.toMillis(), TimeUnit.MILLISECONDS);
        });
  }

  /** The mailbox has delivered what it held. */
  void release() {
    onDelivery(this::letGo);
  }

  private void letGo() {
    held = false;
    heldUntil.cancel(false);
    deliverAll();
  }

  /** There may be calls in the inbox. */
  void deliver() {
    onDelivery(this::deliverAll);
  }

  private void onDelivery(Runnable task) {
    try {
      delivery.execute(task);
    } catch (RejectedExecutionException e) {
      // Closed: the rows wait for the next start.
    }
  }

  /**
   * One row that the receiver was given. It is not given again once taken, whatever the store does.
   */
  private static final class Handing {
    final long row;
    volatile boolean taken;

    Handing(long row) {
      this.row = row;
    }
  }

  /** Hands on one row after the other, each when the one before was taken. */
  private void deliverAll() {
    try {
      while (!held && receiver.isPresent() && removeTaken()) {
        Optional<CallsAtRest.Head> next = store.inTransaction(CallsAtRest::head);
        if (next.isEmpty()) {
          return;
        }
        Queues.InboxRow row = next.get().oldest();
        Handing handing = new Handing(row.id());
        inHand = Optional.of(handing);
        // It stays in the inbox and comes again in its turn: this process may die in between.
        next.get()
            .over()
            .flatMap(this::received)
            .ifPresent(over -> receiver.get().received(over, () -> {}));
        Optional<Received> message = received(row);
        if (message.isPresent()) {
          receiver.get().received(message.get(), () -> taken(handing));
        } else {
          handing.taken = true; // what cannot be read now never can
        }
      }
    } catch (StoreException e) {
      // The row stays; it is taken up again with the next arrival or start.
    }
  }

  private void taken(Handing handing) {
    handing.taken = true;
    deliver();
  }

  /**
   * @return false while the receiver has one in hand
   */
  @Rule("SESS-13")
  private boolean removeTaken() {
    if (inHand.isEmpty()) {
      return true;
    }
    Handing handing = inHand.get();
    if (!handing.taken) {
      return false;
    }
    store.inTransaction(
        sql -> {
          Queues.removeInbox(sql, handing.row);
          return handing.row;
        });
    inHand = Optional.empty();
    return true;
  }

  private Optional<Received> received(Queues.InboxRow row) {
    try {
      Content content = ContentCodec.decode(row.content());
      if (!(content.body() instanceof Content.Call call)) {
        return Optional.empty();
      }
      Duration here = Duration.between(row.receivedAt(), clock.instant());
      return Optional.of(
          new Received(
              new DeviceAddress(content.sender(), row.device(), row.registrationId()),
              row.identity(),
              call.sealed(),
              row.held().plus(here.isNegative() ? Duration.ZERO : here)));
    } catch (ProtocolException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    Threads.finish(delivery, CLOSE_WITHIN);
  }
}
