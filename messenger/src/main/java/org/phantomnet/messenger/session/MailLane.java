package org.phantomnet.messenger.session;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.phantomnet.messenger.contacts.ContactRow;
import org.phantomnet.messenger.contacts.Contacts;
import org.phantomnet.messenger.history.ChatMessage;
import org.phantomnet.messenger.history.Chats;
import org.phantomnet.messenger.mailbox.Mailbox;
import org.phantomnet.messenger.mailbox.MailboxException;
import org.phantomnet.messenger.store.Meta;
import org.phantomnet.messenger.store.SqlStore;
import org.phantomnet.messenger.store.StoreException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.rule.Rule;

/**
 * Mail for the people of one mailbox, on one thread: sessions first, then the outbox, oldest first
 * per recipient. A failed round comes again after a growing pause; new work starts one at once. Any
 * thread wakes it; lives until {@link #close}.
 */
final class MailLane implements AutoCloseable {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration REST = Duration.ofSeconds(30);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);
  private static final Duration IDLE_THREAD = Duration.ofSeconds(30);

  private final String host;
  private final Pace pace;
  private final Beginning beginning;
  private final Mailbox mailbox;
  private final SqlStore store;
  private final Steps steps;
  private final Contacts contacts;
  private final Upkeep upkeep;
  private final Clock clock;
  private final RandomSource random;
  private final Events events;
  private final ScheduledThreadPoolExecutor executor = Threads.one("phantomnet-mail");
  private final AtomicBoolean queued = new AtomicBoolean();
  private final Set<UserAddress> sessionsWanted = ConcurrentHashMap.newKeySet();
  private final Map<UserAddress, Instant> resting = new HashMap<>();
  private final AtomicLong newest = new AtomicLong();
  private volatile boolean stopped;
  private int failures;

  /** Something of this round is to be asked again soon; lane's thread only. */
  private boolean troubled;

  /** The next round that nobody asked for; lane's thread only. */
  private Future<?> later = CompletableFuture.completedFuture(null);

  /**
   * @param longestPause after failures
   * @param again when nothing failed and nothing is left; empty for never
   */
  record Pace(Duration longestPause, Supplier<Optional<Duration>> again) {}

  /** What a round begins with. */
  interface Beginning {
    void run() throws MailboxException;
  }

  /**
   * @param host the mailbox of the recipients
   */
  MailLane(
      String host,
      Pace pace,
      Beginning beginning,
      Mailbox mailbox,
      SqlStore store,
      Steps steps,
      Contacts contacts,
      Upkeep upkeep,
      Clock clock,
      RandomSource random,
      Events events) {
    this.host = host;
    this.pace = pace;
    this.beginning = beginning;
    this.mailbox = mailbox;
    this.store = store;
    this.steps = steps;
    this.contacts = contacts;
    this.upkeep = upkeep;
    this.clock = clock;
    this.random = random;
    this.events = events;
    executor.setKeepAliveTime(IDLE_THREAD.toMillis(), TimeUnit.MILLISECONDS);
    executor.allowCoreThreadTimeOut(true);
  }

  /** There is, or may be, something to do. Any thread. */
  void wake() {
    if (queued.compareAndSet(false, true)) {
      schedule(Duration.ZERO);
    }
  }

  /** Something to do that came after the last of such, up to row {@code id}. Any thread. */
  void wakeFor(long id) {
    if (newest.getAndAccumulate(id, Math::max) < id) {
      wake();
    }
  }

  /** As {@link #wake}, and what failed before counts no more. Any thread. */
  void wakeAfresh() {
    try {
      executor.execute(() -> failures = 0);
    } catch (RejectedExecutionException e) {
      return; // closed
    }
    wake();
  }

  void want(UserAddress session) {
    if (sessionsWanted.add(session)) {
      wake();
    }
  }

  private void schedule(Duration delay) {
    try {
      Future<?> next = executor.schedule(this::round, delay.toMillis(), TimeUnit.MILLISECONDS);
      if (!delay.isZero()) {
        later.cancel(false);
        later = next;
      }
    } catch (RejectedExecutionException e) {
      // Closed.
    }
  }

  private void round() {
    queued.set(false);
    if (stopped) {
      return;
    }
    try {
      troubled = false;
      attempt(beginning::run);
      openSessions();
      while (shipHeads()) {
        // Until nothing is left that may go now.
      }
      if (troubled) {
        pause();
        return;
      }
      failures = 0;
      if (resting.isEmpty()) {
        pace.again().get().ifPresent(this::schedule);
      } else {
        schedule(REST);
      }
    } catch (MailboxException e) {
      if (e.reason() != MailboxException.Reason.CLOSED) {
        pause();
      }
    } catch (StoreException e) {
      if (e.reason() != StoreException.Reason.CLOSED) {
        events.storeFailed(e.reason());
        pause();
      }
    }
  }

  private void pause() {
    long longest =
        Math.min(pace.longestPause().toMillis(), FIRST_PAUSE.toMillis() << Math.min(failures, 10));
    failures++;
    long jitter = (random.bytes(1).at(0) & 0xff) * longest / 1024;
    schedule(Duration.ofMillis(longest - jitter));
  }

  private interface Request {
    void run() throws MailboxException;
  }

  /**
   * The rest of the round goes on unless nothing gets out at all: a hang-up does not wait for a
   * clock to be set.
   *
   * @return whether it need not be asked again
   */
  private boolean attempt(Request request) throws MailboxException {
    try {
      request.run();
      return true;
    } catch (MailboxException e) {
      troubled = true;
      return switch (e.reason()) {
        case UNREACHABLE, PIN_MISMATCH, FOREIGN_UNREACHABLE, FOREIGN_PIN_MISMATCH, CLOSED ->
            throw e;
        case NAME_TAKEN,
            NO_SUCH_USER,
            NO_SUCH_DEVICE,
            FOREIGN_MAILBOX,
            BAD_TOKEN,
            TOO_LARGE,
            REFUSED ->
            true;
        case NOT_SIGNED_IN, QUEUE_FULL, RATE_LIMITED, CLOCK_WRONG, SERVER_ERROR -> false;
      };
    }
  }

  private void openSessions() throws MailboxException {
    for (UserAddress contact : List.copyOf(sessionsWanted)) {
      sessionsWanted.remove(contact); // before: who wants it while it is asked wants it once more
      boolean done = false;
      try {
        done = attempt(() -> upkeep.openSessions(contact));
      } finally {
        if (!done) {
          sessionsWanted.add(contact);
        }
      }
    }
  }

  /**
   * @return whether another pass may find more
   */
  private boolean shipHeads() throws MailboxException {
    boolean shipped = false;
    List<Queues.OutboxRow> heads = store.inTransaction(Queues::heads);
    for (Queues.OutboxRow row : heads) {
      if (!stopped && row.to().mailbox().equals(host) && !isResting(row.to())) {
        shipped |= ship(row);
      }
    }
    return shipped;
  }

  private boolean isResting(UserAddress recipient) {
    Instant until = resting.get(recipient);
    if (until != null && clock.instant().isBefore(until)) {
      return true;
    }
    resting.remove(recipient);
    return false;
  }

  private boolean ship(Queues.OutboxRow row) throws MailboxException {
    try {
      Optional<Bytes> token = token(row.to());
      if (token.isEmpty()) {
        finish(row, ChatMessage.State.FAILED);
        return true;
      }
      send(row, token.get());
      finish(row, ChatMessage.State.SENT);
      return true;
    } catch (MailboxException e) {
      return refused(row, e);
    }
  }

  /**
   * The same bytes under the same envelope id, however often, and not before the counter knows of
   * them.
   */
  @Rule("SESS-3")
  private void send(Queues.OutboxRow row, Bytes token) throws MailboxException {
    steps.beforeEffect();
    mailbox.send(row.to(), row.device(), row.sealed(), token, row.envelope());
  }

  /**
   * What concerns one recipient, or requests that sends do without, holds up nobody else (SESS-10).
   */
  private boolean refused(Queues.OutboxRow row, MailboxException e) throws MailboxException {
    return switch (e.reason()) {
      case BAD_TOKEN -> {
        store.inTransaction(
            sql -> {
              contacts.forgetTokens(sql, row.to());
              return row.id();
            });
        resting.put(row.to(), clock.instant().plus(REST));
        yield introduceAndSend(row);
      }
      case QUEUE_FULL, RATE_LIMITED, SERVER_ERROR, NOT_SIGNED_IN, NAME_TAKEN, CLOCK_WRONG -> {
        resting.put(row.to(), clock.instant().plus(REST));
        yield false;
      }
      case NO_SUCH_DEVICE -> {
        upkeep.forgetDevice(row.account(), row.device());
        finish(row, ChatMessage.State.FAILED);
        yield true;
      }
      case NO_SUCH_USER, FOREIGN_MAILBOX, TOO_LARGE, REFUSED -> {
        finish(row, ChatMessage.State.FAILED);
        yield true;
      }
      case UNREACHABLE, PIN_MISMATCH, FOREIGN_UNREACHABLE, FOREIGN_PIN_MISMATCH, CLOSED -> throw e;
    };
  }

  /** Once more under a fresh introduction; if that does not count either, the recipient rests. */
  private boolean introduceAndSend(Queues.OutboxRow row) throws MailboxException {
    try {
      send(row, upkeep.introduce(row.to()));
    } catch (MailboxException again) {
      if (again.reason() == MailboxException.Reason.BAD_TOKEN) {
        return false;
      }
      resting.remove(row.to()); // the token counts now; what else is wrong says how long to rest
      return refused(row, again);
    }
    resting.remove(row.to());
    finish(row, ChatMessage.State.SENT);
    return true;
  }

  /**
   * The contact's own token, or the introduction until it is known; empty if the contact is gone.
   */
  private Optional<Bytes> token(UserAddress recipient) throws MailboxException {
    if (recipient.equals(upkeep.self())) {
      return store.inTransaction(Meta.DELIVERY_TOKEN::bytes);
    }
    Optional<ContactRow> contact = store.inTransaction(sql -> contacts.find(sql, recipient));
    if (contact.isEmpty()) {
      return Optional.empty();
    }
    Optional<Bytes> known = contact.get().deliveryToken().or(contact.get()::introduction);
    return known.isPresent() ? known : Optional.of(upkeep.introduce(recipient));
  }

  private void finish(Queues.OutboxRow row, ChatMessage.State state) {
    store.inTransaction(
        sql -> {
          Queues.removeOutbox(sql, row.id());
          row.contentId()
              .filter(id -> !Queues.isInOutbox(sql, id))
              .ifPresent(id -> Chats.markSent(sql, id, state));
          return row.id();
        });
  }

  /** Begins no more; what is under way goes on. */
  void stop() {
    stopped = true;
  }

  @Override
  public void close() {
    stop();
    Threads.finish(executor, CLOSE_WITHIN);
  }
}
