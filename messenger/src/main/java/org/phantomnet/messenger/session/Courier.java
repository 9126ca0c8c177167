package org.phantomnet.messenger.session;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.phantomnet.messenger.contacts.Contacts;
import org.phantomnet.messenger.mailbox.Mailbox;
import org.phantomnet.messenger.mailbox.MailboxException;
import org.phantomnet.messenger.store.SqlStore;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.rule.Rule;

/**
 * Everything that asks the mailbox: upkeep and mail for its own people in one lane, and a lane for
 * each other mailbox, so that one that hangs delays its own people only. Any thread; lives until
 * {@link #close}.
 */
final class Courier implements AutoCloseable {
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);
  private static final Duration LONGEST_FOREIGN_PAUSE = Duration.ofMinutes(5);

  private final Mailbox mailbox;
  private final SqlStore store;
  private final Steps steps;
  private final Contacts contacts;
  private final Upkeep upkeep;
  private final Clock clock;
  private final RandomSource random;
  private final Events events;
  private final String own;
  private final Map<String, MailLane> lanes = new HashMap<>();
  private boolean closed;

  Courier(
      Mailbox mailbox,
      SqlStore store,
      Steps steps,
      Contacts contacts,
      Upkeep upkeep,
      Clock clock,
      RandomSource random,
      Events events) {
    this.mailbox = mailbox;
    this.store = store;
    this.steps = steps;
    this.contacts = contacts;
    this.upkeep = upkeep;
    this.clock = clock;
    this.random = random;
    this.events = events;
    this.own = mailbox.keys().mailbox();
  }

  /** There is, or may be, something to do. Any thread. */
  void wake() {
    laneOf(own).ifPresent(MailLane::wake);
  }

  /** Another network may let out what the last one did not. Any thread. */
  synchronized void networkChanged() {
    if (!closed) {
      mailbox.networkChanged();
      lanes.values().forEach(MailLane::wakeAfresh);
    }
  }

  void want(Set<UserAddress> sessions) {
    sessions.forEach(contact -> laneOf(contact.mailbox()).ifPresent(lane -> lane.want(contact)));
  }

  /** The own lane's rounds: the others are told what is new for them. */
  private void begin() throws MailboxException {
    try {
      upkeep.run();
    } finally {
      store
          .inTransaction(Queues::newest)
          .forEach(
              (contact, id) -> {
                if (!contact.mailbox().equals(own)) {
                  laneOf(contact.mailbox()).ifPresent(lane -> lane.wakeFor(id));
                }
              });
    }
  }

  @Rule("FED-14")
  private synchronized Optional<MailLane> laneOf(String host) {
    if (closed) {
      return Optional.empty();
    }
    return Optional.of(lanes.computeIfAbsent(host, this::lane));
  }

  private MailLane lane(String host) {
    boolean isOwn = host.equals(own);
    return new MailLane(
        host,
        isOwn
            ? new MailLane.Pace(LONGEST_PAUSE, () -> Optional.of(upkeep.rest()))
            : new MailLane.Pace(LONGEST_FOREIGN_PAUSE, Optional::empty),
        isOwn ? this::begin : () -> {},
        mailbox,
        store,
        steps,
        contacts,
        upkeep,
        clock,
        random,
        events);
  }

  /** Nothing more goes out. Any thread. */
  synchronized void stop() {
    closed = true;
    lanes.values().forEach(MailLane::stop);
  }

  @Override
  public void close() {
    stop();
    Map<String, MailLane> toClose;
    synchronized (this) {
      toClose = Map.copyOf(lanes);
    }
    toClose.values().forEach(MailLane::close);
  }
}
