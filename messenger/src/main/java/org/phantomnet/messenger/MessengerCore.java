package org.phantomnet.messenger;

import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;
import org.phantomnet.messenger.MessengerException.Reason;
import org.phantomnet.messenger.contacts.ContactRow;
import org.phantomnet.messenger.contacts.Contacts;
import org.phantomnet.messenger.history.AutoDelete;
import org.phantomnet.messenger.mailbox.Mailbox;
import org.phantomnet.messenger.mailbox.MailboxException;
import org.phantomnet.messenger.session.Enrolment;
import org.phantomnet.messenger.session.Enrolment.Enrolled;
import org.phantomnet.messenger.session.Exchange;
import org.phantomnet.messenger.session.LinkEnrolment;
import org.phantomnet.messenger.session.OwnSync;
import org.phantomnet.messenger.session.Queues;
import org.phantomnet.messenger.session.SessionThread;
import org.phantomnet.messenger.session.Step;
import org.phantomnet.messenger.session.Steps;
import org.phantomnet.messenger.session.StoredMailboxes;
import org.phantomnet.messenger.store.Meta;
import org.phantomnet.messenger.store.RollbackCounter;
import org.phantomnet.messenger.store.SqlStore;
import org.phantomnet.messenger.store.StoreException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.devices.LinkRegistration;
import org.phantomnet.protocol.devices.Provisioning;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.mailbox.Account;
import org.phantomnet.protocol.mailbox.Content;
import org.phantomnet.protocol.mailbox.MailboxDocument;
import org.phantomnet.protocol.mailbox.MailboxKeys;
import org.phantomnet.protocol.mailbox.Registration;

/**
 * The open store, the session thread and, once there is an account, the exchange: what the facade's
 * parts share. Any thread; lives from open to close.
 */
final class MessengerCore implements AutoCloseable {
  final SqlStore store;
  final SessionThread session;
  final Contacts contacts = new Contacts();
  final ListenerThread listeners;
  final Clock clock;
  final RandomSource random;
  final Sweeper sweeper;
  final Mailbox mailbox;
  final OwnSync sync;
  private final RollbackCounter counter;
  private final Steps steps;
  private final Enrolment enrolment;
  private final LinkEnrolment links;
  private volatile Optional<Enrolled> enrolled = Optional.empty();
  private volatile Optional<Exchange> exchange = Optional.empty();
  private boolean closed;

  private MessengerCore(
      MessengerConfig config, SqlStore store, RollbackCounter counter, SessionThread session) {
    this.store = store;
    this.session = session;
    this.sweeper = new Sweeper(store, config.clock());
    this.listeners = new ListenerThread(() -> contacts.refresh(store), sweeper::look);
    this.clock = config.clock();
    this.random = config.random();
    this.mailbox = config.mailbox();
    mailbox.use(new StoredMailboxes(store));
    this.counter = counter;
    this.steps = new Steps(store, counter, config.clock());
    this.enrolment = new Enrolment(config.random());
    this.links = new LinkEnrolment(config.random());
    this.sync = new OwnSync(contacts, config.random());
  }

  /** Leaves nothing open if it fails. */
  static MessengerCore open(MessengerConfig config) throws MessengerException {
    Opening opening = new Opening(config);
    try {
      return opening.open();
    } catch (StoreException | MessengerException e) {
      opening.abandon();
      throw e;
    }
  }

  /** What is open so far. */
  private static final class Opening {
    private final MessengerConfig config;
    private final SessionThread session = new SessionThread();
    private Optional<SqlStore> store = Optional.empty();
    private Optional<RollbackCounter> counter = Optional.empty();
    private Optional<MessengerCore> made = Optional.empty();

    Opening(MessengerConfig config) {
      this.config = config;
    }

    MessengerCore open() throws MessengerException {
      session.warmUp();
      SqlStore opened = config.stores().open(config.directory(), config.passphrase());
      store = Optional.of(opened);
      Bytes key = StoreBirth.prepare(opened, config.counterFile(), config.random());
      RollbackCounter past = RollbackCounter.open(config.counterFile(), key);
      counter = Optional.of(past);
      MessengerCore core = new MessengerCore(config, opened, past, session);
      made = Optional.of(core);
      core.takeUp();
      return core;
    }

    void abandon() {
      session.close();
      made.ifPresent(core -> core.sweeper.close());
      counter.ifPresent(RollbackCounter::close);
      store.ifPresent(SqlStore::close);
      config.mailbox().close();
    }
  }

  private void takeUp() throws MessengerException {
    if (session.call(this::checkPast)) {
      listeners.storeRolledBack();
    }
    store.inTransaction(
        sql -> {
          Queues.dropStale(sql, clock.instant());
          return AutoDelete.sweep(sql, clock.instant());
        });
    store.scrub();
    sweeper.look();
    contacts.refresh(store);
    enrolled = session.call(() -> store.inTransaction(enrolment::load));
    if (enrolled.isPresent()) {
      String own = enrolled.get().device().address().user().mailbox();
      Optional<MailboxKeys> pinned = store.inTransaction(sql -> StoredMailboxes.pinned(sql, own));
      if (!pinned.equals(Optional.of(mailbox.keys()))) {
        throw new MessengerException(Reason.OTHER_MAILBOX);
      }
      mailbox.signIn(enrolled.get().account());
      if (!isUnlinked()) {
        begin(enrolled.get());
      }
    }
  }

  /**
   * @return whether the database is older than what this device already did
   */
  private boolean checkPast() {
    long generation = store.inTransaction(sql -> Meta.GENERATION.number(sql).orElse(0L));
    boolean rolledBack = counter.isRolledBack(generation);
    if (rolledBack) {
      long highest = Math.max(generation, counter.highest());
      steps.run(
          step -> {
            enrolment.afterRollback(step, contacts, highest);
            return highest;
          });
    }
    steps.beforeEffect();
    return rolledBack;
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

  synchronized void register(String name) throws MessengerException {
    if (enrolled.isPresent()) {
      throw new MessengerException(Reason.ALREADY_REGISTERED);
    }
    if (!UserAddress.isName(name)) {
      throw new MessengerException(Reason.BAD_NAME);
    }
    UserAddress address = new UserAddress(name, mailbox.keys().mailbox());
    if (store.inTransaction(LinkEnrolment::isUnderWay)) {
      step(
          step -> {
            links.forget(step);
            return name;
          });
    }
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

  /** This device was one of the account, and is no more (DEV-21). */
  boolean isUnlinked() {
    return store.inTransaction(Meta.UNLINKED::number).isPresent();
  }

  /** Keeps what the primary sent, durable before the mailbox hears of it. */
  synchronized void adopt(Provisioning given, String name) throws MessengerException {
    requireNoAccount();
    boolean taken =
        session.call(() -> steps.run(step -> links.adopt(step, given, mailbox.keys(), name)));
    if (!taken) {
      throw new MessengerException(Reason.LINK_REFUSED);
    }
  }

  synchronized void finishLinking() throws MessengerException {
    LinkRegistration registration = session.call(() -> steps.run(step -> links.registration(step)));
    steps.beforeEffect();
    try {
      mailbox.registerLinked(registration);
    } catch (MailboxException e) {
      if (e.reason() == MailboxException.Reason.BAD_TOKEN) {
        session.call(
            () ->
                steps.run(
                    step -> {
                      links.forget(step);
                      return step;
                    }));
        throw new MessengerException(Reason.LINK_EXPIRED);
      }
      throw MessengerException.of(e);
    }
    Enrolled who =
        session.call(
            () ->
                steps.run(
                    step -> {
                      links.complete(step);
                      return Meta.required(enrolment.load(step.sql()));
                    }));
    enrolled = Optional.of(who);
    begin(who);
  }

  /**
   * @return whether a linking that a crash interrupted is finished now
   */
  boolean resumeLinking() throws MessengerException {
    requireNoAccount();
    if (!store.inTransaction(LinkEnrolment::isUnderWay)) {
      return false;
    }
    try {
      finishLinking();
      return true;
    } catch (MessengerException e) {
      if (e.reason() == Reason.LINK_EXPIRED) {
        return false; // and forgotten: a new code
      }
      throw e;
    }
  }

  private void requireNoAccount() throws MessengerException {
    if (enrolled.isPresent()) {
      throw new MessengerException(Reason.ALREADY_REGISTERED);
    }
  }

  void beforeEffect() {
    steps.beforeEffect();
  }

  Optional<Enrolled> enrolled() {
    return enrolled;
  }

  Optional<Exchange> exchange() {
    return exchange;
  }

  /** One step on the session thread; then contact book and queues follow it. */
  <T> T step(Function<Step, T> work) {
    T result = session.call(() -> steps.run(work));
    contacts.refresh(store);
    settle();
    return result;
  }

  MailboxKeys mailboxKeys() {
    return mailbox.keys();
  }

  MailboxDocument fetchDocument(String host) throws MessengerException {
    try {
      return mailbox.fetchDocument(host);
    } catch (MailboxException e) {
      throw MessengerException.of(e);
    }
  }

  void settle() {
    exchange.ifPresent(Exchange::settle);
  }

  void pend(Step step, UserAddress to, Queues.Kind kind) {
    Queues.putPending(
        step.sql(), to, random.bytes(Content.ID_LENGTH), step.now(), kind, Bytes.EMPTY);
  }

  Enrolled requireRegistered() throws MessengerException {
    return enrolled.orElseThrow(() -> new MessengerException(Reason.NOT_REGISTERED));
  }

  ContactRow requireContact(UserAddress contact) throws MessengerException {
    return store
        .inTransaction(sql -> contacts.find(sql, contact))
        .orElseThrow(() -> new MessengerException(Reason.NOT_A_CONTACT));
  }

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
    sweeper.close();
    counter.close();
    store.close();
  }
}
