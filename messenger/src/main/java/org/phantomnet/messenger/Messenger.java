package org.phantomnet.messenger;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.phantomnet.engine.port.CallRecords;
import org.phantomnet.engine.port.ContactBook;
import org.phantomnet.engine.port.SecureChannel;
import org.phantomnet.messenger.MessengerException.Reason;
import org.phantomnet.messenger.contacts.Contact;
import org.phantomnet.messenger.contacts.ContactRow;
import org.phantomnet.messenger.contacts.Contacts;
import org.phantomnet.messenger.contacts.SafetyNumber;
import org.phantomnet.messenger.contacts.SafetyNumbers;
import org.phantomnet.messenger.history.AutoDelete;
import org.phantomnet.messenger.history.CallEntry;
import org.phantomnet.messenger.history.CallLog;
import org.phantomnet.messenger.history.ChatMessage;
import org.phantomnet.messenger.history.Chats;
import org.phantomnet.messenger.history.MessageId;
import org.phantomnet.messenger.history.RelayRecords;
import org.phantomnet.messenger.mailbox.Mailbox;
import org.phantomnet.messenger.mailbox.MailboxException;
import org.phantomnet.messenger.relays.GuardStore;
import org.phantomnet.messenger.relays.RelayListStore;
import org.phantomnet.messenger.session.Enrolment;
import org.phantomnet.messenger.session.Enrolment.Enrolled;
import org.phantomnet.messenger.session.Exchange;
import org.phantomnet.messenger.session.Queues;
import org.phantomnet.messenger.session.SessionThread;
import org.phantomnet.messenger.session.Step;
import org.phantomnet.messenger.session.Steps;
import org.phantomnet.messenger.store.Meta;
import org.phantomnet.messenger.store.RollbackCounter;
import org.phantomnet.messenger.store.SqlStore;
import org.phantomnet.messenger.store.SqlValue;
import org.phantomnet.messenger.store.StoreException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.mailbox.Account;
import org.phantomnet.protocol.mailbox.Content;
import org.phantomnet.protocol.mailbox.MailboxKeys;
import org.phantomnet.protocol.mailbox.Registration;
import org.phantomnet.protocol.signal.CallMode;

/**
 * The door of the messenger for a client (desktop, Android): one account on one device.
 *
 * <p>Thread-safe. Only {@link #open} and {@link #register} use the network or the disk for long;
 * call them off a UI thread. All else is durable when it returns, within milliseconds. Every method
 * throws {@link StoreException} if the store fails. Lives until {@link #close()}.
 */
public final class Messenger implements AutoCloseable {
  private final Mailbox mailbox;
  private final SqlStore store;
  private final RollbackCounter counter;
  private final SessionThread session;
  private final Steps steps;
  private final Contacts contacts = new Contacts();
  private final CallLog calls;
  private final RelayRecords relays;
  private final Enrolment enrolment;
  private final ListenerThread listeners;
  private final Clock clock;
  private final RandomSource random;
  private volatile Optional<Enrolled> enrolled = Optional.empty();
  private volatile Optional<Exchange> exchange = Optional.empty();
  private boolean closed;

  private Messenger(
      MessengerConfig config,
      SqlStore store,
      RollbackCounter counter,
      SessionThread session,
      Steps steps) {
    this.mailbox = config.mailbox();
    this.store = store;
    this.counter = counter;
    this.session = session;
    this.steps = steps;
    this.calls = new CallLog(store, contacts);
    this.relays = new RelayRecords(store);
    this.enrolment = new Enrolment(config.random());
    this.listeners = new ListenerThread(() -> contacts.refresh(store));
    this.clock = config.clock();
    this.random = config.random();
  }

  /**
   * Opens or creates the store, then connects in the background if there is an account. Works
   * without a network.
   *
   * @throws StoreException with a reason and advice; the mailbox is closed then
   * @throws MessengerException OTHER_MAILBOX if the store's account is not of this mailbox or its
   *     keys differ from the pinned ones; the mailbox is closed then
   */
  public static Messenger open(MessengerConfig config) throws MessengerException {
    Opened opened = new Opened(config);
    try {
      return opened.open();
    } catch (StoreException | MessengerException e) {
      opened.abandon();
      throw e;
    } finally {
      Arrays.fill(config.passphrase(), '\0');
    }
  }

  /** What is open so far. */
  private static final class Opened {
    private final MessengerConfig config;
    private final SessionThread session = new SessionThread();
    private Optional<SqlStore> store = Optional.empty();
    private Optional<RollbackCounter> counter = Optional.empty();

    Opened(MessengerConfig config) {
      this.config = config;
    }

    Messenger open() throws MessengerException {
      session.warmUp();
      SqlStore opened = config.stores().open(config.directory(), config.passphrase());
      store = Optional.of(opened);
      Bytes key = StoreBirth.prepare(opened, config.random());
      RollbackCounter past = RollbackCounter.open(config.counterFile(), key);
      counter = Optional.of(past);
      Steps steps = new Steps(opened, past, config.clock());
      Messenger messenger = new Messenger(config, opened, past, session, steps);
      messenger.takeUp();
      return messenger;
    }

    void abandon() {
      session.close();
      counter.ifPresent(RollbackCounter::close);
      store.ifPresent(SqlStore::close);
      config.mailbox().close();
    }
  }

  private void takeUp() throws MessengerException {
    boolean rolledBack =
        session.call(
            () -> {
              long generation = store.inTransaction(sql -> Meta.GENERATION.number(sql).orElse(0L));
              boolean back = counter.isRolledBack(generation);
              if (back) {
                long highest = Math.max(generation, counter.highest());
                steps.run(
                    step -> {
                      enrolment.afterRollback(step, contacts, highest);
                      return highest;
                    });
              }
              steps.beforeEffect();
              return back;
            });
    store.inTransaction(
        sql -> {
          Queues.dropStale(sql, clock.instant());
          AutoDelete.sweep(sql, clock.instant());
          return true;
        });
    contacts.refresh(store);
    enrolled = session.call(() -> store.inTransaction(enrolment::load));
    if (enrolled.isPresent()) {
      String own = enrolled.get().device().address().user().mailbox();
      Optional<MailboxKeys> pinned = store.inTransaction(sql -> Enrolment.pinned(sql, own));
      if (!pinned.equals(Optional.of(mailbox.keys()))) {
        throw new MessengerException(Reason.OTHER_MAILBOX);
      }
      mailbox.signIn(enrolled.get().account());
      begin(enrolled.get());
    }
    if (rolledBack) {
      listeners.storeRolledBack();
    }
  }

  private void begin(Enrolled who) {
    Exchange started =
        new Exchange(
            who.keys(),
            who.device(),
            store,
            steps,
            session,
            contacts,
            mailbox,
            clock,
            random,
            listeners);
    exchange = Optional.of(started);
    started.start();
  }

  public boolean isRegistered() {
    return enrolled.isPresent();
  }

  /** The own address once registered. */
  public Optional<UserAddress> self() {
    return enrolled.map(who -> who.device().address().user());
  }

  /**
   * Makes identity and prekeys and opens the account. Blocks for the network. May be repeated after
   * a failure.
   *
   * @throws MessengerException NAME_TAKEN, BAD_NAME, ALREADY_REGISTERED, MAILBOX_UNREACHABLE,
   *     PIN_MISMATCH, CLOCK_WRONG or MAILBOX_REFUSED
   */
  public synchronized void register(String name) throws MessengerException {
    if (isRegistered()) {
      throw new MessengerException(Reason.ALREADY_REGISTERED);
    }
    if (!UserAddress.isName(name)) {
      throw new MessengerException(Reason.BAD_NAME);
    }
    UserAddress address = new UserAddress(name, mailbox.keys().mailbox());
    Registration registration =
        session.call(() -> steps.run(step -> enrolment.prepare(step, address)));
    steps.beforeEffect();
    Account account;
    try {
      account = mailbox.register(registration);
    } catch (MailboxException e) {
      throw MessengerException.of(e);
    }
    Enrolled who =
        session.call(
            () -> steps.run(step -> enrolment.complete(step, address, account, mailbox.keys())));
    enrolled = Optional.of(who);
    begin(who);
  }

  /**
   * Asks someone of the own mailbox (or of one whose keys are known). If both ask, both have
   * consented.
   */
  public void requestContact(UserAddress contact) throws MessengerException {
    requireRegistered();
    if (self().equals(Optional.of(contact))) {
      throw new MessengerException(Reason.SELF);
    }
    if (store.inTransaction(sql -> Enrolment.pinned(sql, contact.mailbox())).isEmpty()) {
      throw new MessengerException(Reason.UNKNOWN_MAILBOX);
    }
    Optional<Contact.State> before =
        step(
            step -> {
              Optional<ContactRow> known = contacts.find(step.sql(), contact);
              if (known.isEmpty()) {
                contacts.add(step.sql(), contact, Contact.State.REQUESTED, step.now());
              }
              if (known.isEmpty() || known.get().state() == Contact.State.REQUESTED) {
                pend(step, contact, Queues.Kind.REQUEST);
              }
              return known.map(ContactRow::state);
            });
    if (before.equals(Optional.of(Contact.State.ASKED))) {
      acceptContact(contact);
    }
  }

  /**
   * As {@link #requestContact(UserAddress)}, pinning the keys of that person's mailbox from an
   * invitation.
   */
  public void requestContact(UserAddress contact, MailboxKeys keys) throws MessengerException {
    requireRegistered();
    boolean fits =
        step(
            step -> {
              if (keys.mailbox().equals(contact.mailbox())) {
                Enrolment.pin(step.sql(), keys);
              }
              return Enrolment.pinned(step.sql(), contact.mailbox()).equals(Optional.of(keys));
            });
    if (!fits) {
      throw new MessengerException(Reason.PIN_MISMATCH);
    }
    requestContact(contact);
  }

  /** Consents to a request (state ASKED). */
  public void acceptContact(UserAddress contact) throws MessengerException {
    requireRegistered();
    boolean accepted =
        step(
            step -> {
              Optional<ContactRow> known = contacts.find(step.sql(), contact);
              boolean asked = known.filter(row -> row.state() == Contact.State.ASKED).isPresent();
              if (asked) {
                contacts.setState(step.sql(), contact, Contact.State.ACCEPTED);
                pend(step, contact, Queues.Kind.ACCEPT);
                step.afterCommit(() -> listeners.contactAccepted(contact));
              }
              return asked
                  || known.filter(row -> row.state() == Contact.State.ACCEPTED).isPresent();
            });
    if (!accepted) {
      throw new MessengerException(Reason.NOT_A_CONTACT);
    }
  }

  /** Nothing of a blocked contact shows, rings or is answered; the delivery token is rotated. */
  public void setBlocked(UserAddress contact, boolean blocked) throws MessengerException {
    requireContact(contact);
    step(
        step -> {
          contacts.setBlocked(step.sql(), contact, blocked);
          if (blocked) {
            Queues.removePending(step.sql(), contact);
            Queues.removeOutbox(step.sql(), contact);
            Bytes token = random.bytes(Registration.DELIVERY_TOKEN_LENGTH);
            Meta.DELIVERY_TOKEN.set(step.sql(), SqlValue.of(token));
            Meta.DELIVERY_TOKEN_DUE.set(step.sql(), SqlValue.of(token));
            contacts.all(step.sql()).stream()
                .filter(ContactRow::isOpen)
                .forEach(row -> pend(step, row.address(), Queues.Kind.ACCEPT));
          }
          return blocked;
        });
  }

  public void setModes(UserAddress contact, CallMode defaultMode, CallMode floor, boolean requirePq)
      throws MessengerException {
    requireContact(contact);
    step(
        step -> {
          contacts.setModes(step.sql(), contact, defaultMode, floor, requirePq);
          return floor;
        });
  }

  /** Messages, calls and receipts of this chat go after that time; zero keeps them. */
  public void setAutoDelete(UserAddress contact, Duration after) throws MessengerException {
    requireContact(contact);
    step(
        step -> {
          AutoDelete.set(step.sql(), contact, after);
          AutoDelete.sweep(step.sql(), step.now());
          return after;
        });
  }

  public List<Contact> contacts() {
    return store.inTransaction(contacts::all).stream().map(ContactRow::contact).toList();
  }

  /** Takes libsignal some 20 ms. */
  public SafetyNumber safetyNumber(UserAddress contact) throws MessengerException {
    Enrolled who = requireRegistered();
    ContactRow row = requireContact(contact);
    Bytes identity =
        row.identity().orElseThrow(() -> new MessengerException(Reason.NO_IDENTITY_YET));
    return session.call(
        () ->
            SafetyNumbers.of(
                who.device().address().user(),
                who.device().identity(),
                contact,
                identity,
                row.policy().verified()));
  }

  /**
   * The person compared this safety number and it was the same.
   *
   * @throws MessengerException IDENTITY_CHANGED if the contact's key is another by now
   */
  public void markVerified(UserAddress contact, SafetyNumber compared) throws MessengerException {
    if (!safetyNumber(contact).digits().equals(compared.digits())) {
      throw new MessengerException(Reason.IDENTITY_CHANGED);
    }
    step(
        step -> {
          contacts.setVerified(step.sql(), contact);
          return contact;
        });
  }

  /**
   * The person saw that the contact's identity changed; calls and messages go again, unverified.
   */
  public void acknowledgeIdentity(UserAddress contact) throws MessengerException {
    requireContact(contact);
    step(
        step -> {
          contacts.acknowledgeIdentity(step.sql(), contact);
          return contact;
        });
  }

  /** Queues a chat message to all devices of an accepted contact. */
  public MessageId sendChat(UserAddress to, String text) throws MessengerException {
    requireRegistered();
    ContactRow contact = requireContact(to);
    if (contact.policy().blocked()) {
      throw new MessengerException(Reason.BLOCKED);
    }
    if (contact.state() != Contact.State.ACCEPTED) {
      throw new MessengerException(Reason.NOT_A_CONTACT);
    }
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    if (utf8.length == 0 || utf8.length > Content.Chat.MAX_BYTES) {
      throw new MessengerException(Reason.TOO_LONG);
    }
    MessageId id = new MessageId(random.bytes(MessageId.LENGTH));
    Instant now = Instant.ofEpochMilli(clock.millis());
    ChatMessage message = new ChatMessage(id, to, true, text, now, ChatMessage.State.QUEUED);
    try {
      step(
          step -> {
            Chats.addOutgoing(step.sql(), message, step.now());
            Queues.putPending(
                step.sql(), to, id.value(), now, Queues.Kind.CHAT, Bytes.copyOf(utf8));
            return id;
          });
    } catch (StoreException e) {
      // A commit whose report was lost still counts; the person must not be told to write it again.
      if (chats(to).stream().noneMatch(stored -> stored.id().equals(id))) {
        throw e;
      }
      exchange.ifPresent(Exchange::settle);
    }
    return id;
  }

  /** Oldest first. */
  public List<ChatMessage> chats(UserAddress contact) {
    return store.inTransaction(sql -> Chats.of(sql, contact));
  }

  public void markRead(UserAddress contact) {
    store.inTransaction(
        sql -> {
          Chats.markRead(sql, contact);
          return contact;
        });
  }

  /** All calls, newest first. */
  public List<CallEntry> history() {
    return calls.all();
  }

  /**
   * The listener is called on the messenger's own thread, in order; it must return quickly and not
   * throw.
   */
  public void subscribe(Listener listener) {
    listeners.add(listener);
  }

  /** The engine's channel. Only once registered ({@link IllegalStateException}). */
  public SecureChannel channel() {
    return exchange.orElseThrow(() -> new IllegalStateException("not registered")).channel();
  }

  public ContactBook contactBook() {
    return contacts;
  }

  public CallRecords callRecords() {
    return calls;
  }

  public GuardStore guardStore() {
    return relays.guards();
  }

  public RelayListStore relayListStore() {
    return relays.relayList();
  }

  private <T> T step(java.util.function.Function<Step, T> work) {
    T result = session.call(() -> steps.run(work));
    contacts.refresh(store);
    exchange.ifPresent(Exchange::settle);
    return result;
  }

  private void pend(Step step, UserAddress to, Queues.Kind kind) {
    Queues.putPending(
        step.sql(), to, random.bytes(Content.ID_LENGTH), step.now(), kind, Bytes.EMPTY);
  }

  private Enrolled requireRegistered() throws MessengerException {
    return enrolled.orElseThrow(() -> new MessengerException(Reason.NOT_REGISTERED));
  }

  private ContactRow requireContact(UserAddress contact) throws MessengerException {
    return store
        .inTransaction(sql -> contacts.find(sql, contact))
        .orElseThrow(() -> new MessengerException(Reason.NOT_A_CONTACT));
  }

  /**
   * Stops receiving, commits what is under way, closes the mailbox and the store, wipes the key.
   * Idempotent.
   */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    exchange.ifPresent(Exchange::close);
    mailbox.close();
    session.close();
    listeners.close();
    counter.close();
    store.close();
  }

  /** Told what happened. Everything told is already durable; after a restart, ask for the lists. */
  public interface Listener {
    default void chatReceived(ChatMessage message) {}

    /** The contact's device has it. */
    default void chatDelivered(UserAddress contact, MessageId message) {}

    default void contactRequested(UserAddress contact) {}

    /** Both have consented: chat and calls work from now on. */
    default void contactAccepted(UserAddress contact) {}

    /** Calls to and from the contact are refused until {@link Messenger#acknowledgeIdentity}. */
    default void identityChanged(UserAddress contact) {}

    /** No such user at that mailbox, for a request made earlier. */
    default void contactNotFound(UserAddress contact) {}

    default void connectionState(Mailbox.ConnectionState state) {}

    /**
     * The store was older than what this device had already sent: sessions were reset (SESS-11).
     */
    default void storeRolledBack() {}

    default void storeFailed(StoreException.Reason reason) {}
  }
}
