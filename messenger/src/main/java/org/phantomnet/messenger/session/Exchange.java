package org.phantomnet.messenger.session;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.phantomnet.engine.port.SecureChannel;
import org.phantomnet.messenger.contacts.ContactRow;
import org.phantomnet.messenger.contacts.Contacts;
import org.phantomnet.messenger.devices.OwnDevice;
import org.phantomnet.messenger.history.SecurityEvent;
import org.phantomnet.messenger.history.SecurityLog;
import org.phantomnet.messenger.mailbox.Mailbox;
import org.phantomnet.messenger.store.SqlStore;
import org.phantomnet.messenger.store.StoreException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.devices.DeviceList;
import org.phantomnet.protocol.mailbox.Content;
import org.phantomnet.protocol.mailbox.QueuedEnvelope;
import org.phantomnet.protocol.rule.Rule;

/**
 * A registered device at work: envelopes in, envelopes out. What it holds in memory can be lost at
 * any moment; every promise is in the store. Any thread; lives from sign-in to close.
 */
public final class Exchange implements AutoCloseable {
  private static final Duration RETRY_STORE = Duration.ofSeconds(2);
  private static final Duration ASK_AGAIN_AFTER = Duration.ofMinutes(5);

  private final Steps steps;
  private final SessionThread session;
  private final Contacts contacts;
  private final Mailbox mailbox;
  private final RandomSource random;
  private final Clock clock;
  private final Events events;
  private final OwnDevice own;
  private final DeviceLists lists;
  private final Ratchet ratchet;
  private final Opening opening;
  private final InboxReader reader;
  private final PendingSender pendingSender;
  private final Courier courier;
  private final RatchetChannel channel;
  private final Map<String, Instant> asked = new HashMap<>();
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
    this.random = random;
    this.clock = clock;
    this.events = events;
    this.own = own;
    this.lists = new DeviceLists(this::listTaken);
    this.ratchet = new Ratchet(keys, own, contacts, this::noteIdentity, lists, random);
    this.opening = new Opening(own, contacts, ratchet, lists);
    this.reader = new InboxReader(contacts, ratchet, random, events);
    this.pendingSender = new PendingSender(contacts, ratchet, random, own);
    Upkeep upkeep =
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
            own);
    this.courier = new Courier(mailbox, store, steps, contacts, upkeep, clock, random, events);
    this.channel =
        new RatchetChannel(
            own, store, steps, session, ratchet, contacts, clock, random, courier::wake);
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
   * missing.
   */
  @Rule("SESS-12")
  private void lostSession(PinnedCertificates.Sender sender) {
    Instant last = asked.getOrDefault(sender.account(), Instant.MIN);
    Instant now = clock.instant();
    if (last.isAfter(now.minus(ASK_AGAIN_AFTER))) {
      return;
    }
    asked.put(sender.account(), now);
    steps.run(
        step -> {
          Optional<ContactRow> contact = contacts.findByAccount(step.sql(), sender.account());
          contact.filter(ContactRow::isOpen).ifPresent(row -> askToResend(step, row));
          return now;
        });
  }

  private void askToResend(Step step, ContactRow contact) {
    contact.account().ifPresent(account -> ratchet.store(step).deleteAllSessions(account));
    if (!Queues.isPending(step.sql(), contact.address(), Queues.Kind.RESEND)) {
      Queues.putPending(
          step.sql(),
          contact.address(),
          random.bytes(Content.ID_LENGTH),
          step.now(),
          Queues.Kind.RESEND,
          Bytes.EMPTY);
    }
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
    step.afterCommit(() -> courier.want(Set.of(of.address())));
    if (contacts.find(step.sql(), of.address()).isPresent()) {
      SecurityLog.note(step, SecurityEvent.CONTACT_DEVICES_CHANGED, of.address());
      step.afterCommit(() -> events.contactDevicesChanged(of.address()));
    }
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
      session.post(() -> receive(envelope, acknowledge));
    }

    @Override
    public void state(Mailbox.ConnectionState state) {
      events.connectionState(state);
      if (state == Mailbox.ConnectionState.CONNECTED) {
        channel.hold();
      } else if (state == Mailbox.ConnectionState.QUEUE_DELIVERED) {
        session.post(channel::release); // behind what was delivered
      }
      if (state == Mailbox.ConnectionState.CONNECTED
          || state == Mailbox.ConnectionState.QUEUE_DELIVERED) {
        courier.wake();
      }
    }
  }
}
