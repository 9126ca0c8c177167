package org.phantomnet.messenger.session;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.phantomnet.engine.port.SecureChannel;
import org.phantomnet.messenger.contacts.ContactRow;
import org.phantomnet.messenger.contacts.Contacts;
import org.phantomnet.messenger.devices.OwnDevice;
import org.phantomnet.messenger.history.SecurityEvent;
import org.phantomnet.messenger.history.SecurityLog;
import org.phantomnet.messenger.mailbox.Mailbox;
import org.phantomnet.messenger.store.Meta;
import org.phantomnet.messenger.store.SqlStore;
import org.phantomnet.messenger.store.SqlValue;
import org.phantomnet.messenger.store.StoreException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.devices.DeviceList;
import org.phantomnet.protocol.mailbox.QueuedEnvelope;
import org.phantomnet.protocol.mailbox.UserBundles;
import org.phantomnet.protocol.rule.Rule;
import org.signal.libsignal.protocol.SignalProtocolAddress;

/**
 * A registered device at work: envelopes in, envelopes out. What it holds in memory can be lost at
 * any moment; every promise is in the store. Any thread; lives from sign-in to close.
 */
public final class Exchange implements AutoCloseable {
  private static final Duration RETRY_STORE = Duration.ofSeconds(2);
  private static final Duration ASK_AGAIN_AFTER = Duration.ofMinutes(5);
  private static final int MOST_IN_HAND = 256;

  private final Steps steps;
  private final SessionThread session;
  private final Contacts contacts;
  private final Mailbox mailbox;
  private final Clock clock;
  private final Events events;
  private final OwnDevice own;
  private final DeviceLists lists;
  private final Ratchet ratchet;
  private final Opening opening;
  private final InboxReader reader;
  private final PendingSender pendingSender;
  private final Unlinking unlinking;
  private final Upkeep upkeep;
  private final Courier courier;
  private final RatchetChannel channel;
  private final Map<String, Instant> asked = new HashMap<>();

  /** Envelopes that are neither stored nor refused yet: a store may be stuck for hours. */
  private final Set<UUID> inHand = ConcurrentHashMap.newKeySet();

  private Optional<Mailbox.Subscription> subscription = Optional.empty();

  public Exchange(
      OwnKeys keys,
      OwnDevice own,
      SqlStore store,
      Steps steps,
      SessionThread session,
      Contacts contacts,
      Mailbox mailbox,
      Clock clock,
      RandomSource random,
      Events events) {
    this.steps = steps;
    this.session = session;
    this.contacts = contacts;
    this.mailbox = mailbox;
    this.clock = clock;
    this.events = events;
    this.own = own;
    this.lists = new DeviceLists(this::listTaken);
    this.ratchet = new Ratchet(keys, own, contacts, this::noteIdentity, lists, random);
    this.opening = new Opening(own, contacts, ratchet, lists);
    this.reader = new InboxReader(contacts, ratchet, random, events, this::listArrived);
    this.pendingSender = new PendingSender(contacts, ratchet, random, own);
    this.unlinking = new Unlinking(AccountHolder.of(own), contacts, lists, ratchet, random);
    this.upkeep =
        new Upkeep(
            mailbox,
            session,
            steps,
            ratchet,
            new PreKeys(random),
            contacts,
            clock,
            events,
            this::settleQuietly,
            own,
            unlinking);
    this.courier = new Courier(mailbox, store, steps, contacts, upkeep, clock, random, events);
    this.channel =
        new RatchetChannel(own, store, steps, session, ratchet, contacts, clock, random, courier);
    channel.moves(reader.coming(), this::settle);
  }

  /** Takes up what the last run left, then connects. */
  public void start() {
    channel.hold();
    settle();
    courier.wake();
    subscription = Optional.of(mailbox.openReceiver(new FromMailbox()));
  }

  public SecureChannel channel() {
    return channel;
  }

  /** The device stands in another network now. Any thread. */
  public void networkChanged() {
    courier.networkChanged();
  }

  /** Something was made pending, or a reason to hold it went. Any thread. */
  public void settle() {
    session.post(this::settleQuietly);
  }

  private void settleQuietly() {
    try {
      boolean more = true;
      while (more) {
        more = steps.run(reader::readOne);
      }
      PendingSender.Wanted wanted = pendingSender.drain(steps);
      courier.want(wanted.sessions());
      courier.wake();
      channel.deliver();
    } catch (StoreException e) {
      again(e, this::settleQuietly);
    }
  }

  private void receive(QueuedEnvelope envelope, Runnable acknowledge) {
    try {
      takeIn(envelope);
      steps.beforeEffect();
    } catch (StoreException e) {
      again(e, () -> receive(envelope, acknowledge));
      return;
    }
    acknowledge.run();
    settleQuietly();
  }

  /** A full disk may be freed: nothing was acknowledged, so it is tried until it works. */
  private void again(StoreException e, Runnable task) {
    if (e.reason() != StoreException.Reason.CLOSED) {
      events.storeFailed(e.reason());
      session.after(RETRY_STORE, task);
    }
  }

  private void takeIn(QueuedEnvelope envelope) {
    try {
      steps.run(
          step -> {
            opening.open(step, envelope);
            return envelope.id();
          });
    } catch (Opening.NotStored e) {
      if (e.verdict() == Opening.Verdict.NO_SESSION) {
        e.sender().ifPresent(this::lostSession);
      } else if (e.verdict() == Opening.Verdict.NOT_LISTED) {
        e.sender().ifPresent(this::noteUnlisted);
      }
    }
  }

  /**
   * A contact writes in a session that is not here (any more): open a new one and ask for what is
   * missing. The account alone does not make the contact: another mailbox may give it to anyone.
   */
  @Rule("SESS-12")
  private void lostSession(PinnedCertificates.Sender sender) {
    if (steps.run(step -> isLeftOut(step, sender))) {
      noteUnlisted(sender);
      return;
    }
    Instant last = asked.getOrDefault(sender.account(), Instant.MIN);
    Instant now = clock.instant();
    if (last.isAfter(now.minus(ASK_AGAIN_AFTER))) {
      return;
    }
    boolean known =
        steps.run(
            step -> {
              boolean self =
                  sender.address().equals(own.address().user())
                      && sender.account().equals(own.account().value().toString());
              if (self) {
                ratchet
                    .store(step)
                    .deleteSession(new SignalProtocolAddress(sender.account(), sender.device()));
                DeviceLists.fetchAgain(step, AccountHolder.of(own));
                ratchet.pend(step, own.address().user(), Queues.Kind.RESEND);
              }
              Optional<ContactRow> contact =
                  contacts
                      .findByAccount(step.sql(), sender.account())
                      .filter(row -> row.isOpen() && row.address().equals(sender.address()));
              contact.ifPresent(row -> askToResend(step, row));
              return self || contact.isPresent();
            });
    if (known) {
      asked.put(sender.account(), now); // of contacts only: a mailbox can certify strangers no end
    }
  }

  /** Its session went with its place in the list: it is not to be had again by writing. */
  private static boolean isLeftOut(Step step, PinnedCertificates.Sender sender) {
    return DeviceLists.newest(step.sql(), sender.address(), sender.identity())
        .filter(list -> list.find(sender.device()).isEmpty())
        .isPresent();
  }

  /** The primary says that its devices are there now: those without a session are asked for. */
  private void listArrived(Step step, Queues.InboxRow row) {
    AccountHolder self = AccountHolder.of(own);
    Optional<AccountHolder> holder =
        row.account().equals(self.account())
            ? Optional.of(self)
            : contacts.findByAccount(step.sql(), row.account()).flatMap(AccountHolder::of);
    if (holder.isPresent() && row.device() == OwnDevice.PRIMARY) {
      DeviceLists.fetchAgain(step, holder.get());
      step.afterCommit(() -> courier.want(Set.of(holder.get().address())));
    }
  }

  /**
   * Takes an own list, signed here or served by the mailbox. Inside a step of the session thread.
   */
  public void takeOwn(Step step, Bytes signed) {
    lists.take(step, AccountHolder.of(own), signed);
  }

  /**
   * As {@link #takeOwn}, and opens sessions with the other own devices.
   *
   * @return false if the list or bundles are another's
   */
  @Rule("DEV-9")
  public boolean openOwn(UserBundles bundles) {
    try {
      steps.run(
          step -> {
            ratchet.openOwn(step, bundles);
            return own;
          });
      return true;
    } catch (UnusableBundle e) {
      return false;
    }
  }

  /**
   * Inside a step of the session thread.
   *
   * @return false if the list has no such device
   */
  public boolean unlink(Step step, int device) {
    return unlinking.drop(step, Set.of(device));
  }

  private void askToResend(Step step, ContactRow contact) {
    contact.account().ifPresent(account -> ratchet.store(step).deleteAllSessions(account));
    ratchet.pend(step, contact.address(), Queues.Kind.RESEND);
  }

  /** A contact's device that is none: the person may want to know. Strangers' are only dropped. */
  private void noteUnlisted(PinnedCertificates.Sender sender) {
    steps.run(
        step -> {
          boolean known =
              sender.address().equals(own.address().user())
                  || contacts.find(step.sql(), sender.address()).isPresent();
          if (known) {
            SecurityLog.note(step, SecurityEvent.DEVICE_LIST_REFUSED, sender.address());
          }
          return known;
        });
  }

  private void listTaken(Step step, AccountHolder of, DeviceList list, boolean first) {
    if (first) {
      return;
    }
    if (of.address().equals(own.address().user())) {
      ownListTaken(step, list);
      return;
    }
    step.afterCommit(() -> courier.want(Set.of(of.address())));
    if (contacts.find(step.sql(), of.address()).isPresent()) {
      SecurityLog.note(step, SecurityEvent.CONTACT_DEVICES_CHANGED, of.address());
      step.afterCommit(() -> events.contactDevicesChanged(of.address()));
    }
  }

  private void ownListTaken(Step step, DeviceList list) {
    if (!list.has(own.address().device(), own.address().registrationId())) {
      unlinked(step);
      return;
    }
    step.sql().query("SELECT device FROM own_devices", row -> (int) row.number(0)).stream()
        .filter(device -> list.find(device).isEmpty())
        .forEach(
            device -> {
              step.sql().update("DELETE FROM own_devices WHERE device = ?", SqlValue.of(device));
              SecurityLog.note(step, SecurityEvent.DEVICE_UNLINKED);
              step.afterCommit(() -> events.deviceUnlinked(device));
            });
    step.afterCommit(() -> courier.want(Set.of(own.address().user())));
  }

  /** The store stays; nothing more is sent or received. */
  @Rule("DEV-21")
  private void unlinked(Step step) {
    if (Meta.UNLINKED.number(step.sql()).isPresent()) {
      return;
    }
    Meta.UNLINKED.set(step.sql(), SqlValue.of(1));
    SecurityLog.note(step, SecurityEvent.DEVICE_UNLINKED);
    step.afterCommit(
        () -> {
          stop();
          events.unlinkedHere();
        });
  }

  private void stop() {
    subscription.ifPresent(Mailbox.Subscription::close);
    courier.stop();
  }

  private void noteIdentity(Step step, String account, Bytes identity) {
    Optional<ContactRow> contact = contacts.findByAccount(step.sql(), account);
    contact.ifPresent(row -> IdentityNote.take(step, contacts, row, identity, events));
  }

  @Override
  public void close() {
    subscription.ifPresent(Mailbox.Subscription::close);
    courier.close();
    channel.close();
  }

  private final class FromMailbox implements Mailbox.Receiver {
    @Override
    public void received(QueuedEnvelope envelope, Runnable acknowledge) {
      if (inHand.size() >= MOST_IN_HAND || !inHand.add(envelope.id())) {
        return; // it was not acknowledged, so it comes again
      }
      session.post(
          () ->
              receive(
                  envelope,
                  () -> {
                    inHand.remove(envelope.id());
                    acknowledge.run();
                  }));
    }

    @Override
    public void state(Mailbox.ConnectionState state) {
      events.connectionState(state);
      if (state == Mailbox.ConnectionState.NOT_SIGNED_IN
          && own.address().device() != OwnDevice.PRIMARY) {
        session.post(
            () ->
                steps.run(
                    step -> {
                      unlinked(step);
                      return state;
                    }));
      }
      if (state == Mailbox.ConnectionState.CONNECTED) {
        channel.hold();
        upkeep.setCaughtUp(false);
        courier.wake();
      } else if (state == Mailbox.ConnectionState.QUEUE_DELIVERED) {
        session.post(this::caughtUp); // behind what was delivered
      }
    }

    private void caughtUp() {
      channel.release();
      upkeep.setCaughtUp(true);
      courier.wake();
    }
  }
}
