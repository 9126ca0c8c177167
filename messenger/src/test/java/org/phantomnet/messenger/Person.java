package org.phantomnet.messenger;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.phantomnet.messenger.history.ChatMessage;
import org.phantomnet.messenger.history.MessageId;
import org.phantomnet.messenger.mailbox.Mailbox;
import org.phantomnet.messenger.store.JdbcSqlStore;
import org.phantomnet.messenger.store.PassphraseCost;
import org.phantomnet.messenger.store.SqlStore;
import org.phantomnet.messenger.store.StoreException;
import org.phantomnet.protocol.id.UserAddress;

/** Someone with a device: opens, restarts, waits for what happens. Test thread only. */
final class Person implements AutoCloseable {
  /** The audit waits less: on a broken build, tests wait for what never comes. */
  private static final long PATIENCE_SECONDS = Long.getLong("phantom.test.patience", 20);

  /** Some conditions become true without an event of this person. */
  private static final long LOOK_AGAIN_MILLIS = 20;

  private static final String PASSPHRASE = "correct horse";

  final UserAddress address;
  final Path directory;
  final List<String> heard = new ArrayList<>();
  private final Supplier<Mailbox> mailbox;
  private final Clock clock;
  private final TestRandom random;
  private Optional<Messenger> messenger = Optional.empty();
  private Optional<FaultyStore> store = Optional.empty();
  private boolean died;

  Person(String name, Path directory, TestMailbox mailbox, Clock clock) {
    this(name, directory, mailbox.keys().mailbox(), mailbox::client, clock);
  }

  Person(String name, Path directory, String host, Supplier<Mailbox> mailbox, Clock clock) {
    this.address = new UserAddress(name, host);
    this.directory = directory;
    this.mailbox = mailbox;
    this.clock = clock;
    this.random = new TestRandom(directory.hashCode());
  }

  Person open() throws MessengerException {
    SqlStore.Factory real = JdbcSqlStore.factory(random, PassphraseCost.INSECURE_FOR_TESTS);
    Mailbox client = mailbox.get();
    Messenger opened =
        Messenger.open(
            new MessengerConfig(
                directory,
                PASSPHRASE.toCharArray(),
                client,
                (path, passphrase) -> {
                  FaultyStore faulty = new FaultyStore(real.open(path, passphrase));
                  store = Optional.of(faulty);
                  return faulty;
                },
                clock,
                random));
    messenger = Optional.of(opened);
    opened.subscribe(new Ears());
    return this;
  }

  Person register() throws MessengerException {
    open();
    messenger().register(address.name());
    return this;
  }

  Messenger messenger() {
    return messenger.orElseThrow();
  }

  FaultyStore store() {
    return store.orElseThrow();
  }

  void dieAfter(int more, boolean committing) {
    synchronized (heard) {
      died = false;
    }
    store()
        .dieAfter(
            more,
            committing,
            () -> {
              synchronized (heard) {
                died = true;
                heard.notifyAll();
              }
            });
  }

  boolean isDead() {
    synchronized (heard) {
      return died;
    }
  }

  void restart() throws MessengerException {
    close();
    open();
  }

  List<String> texts(Person other, Predicate<ChatMessage> which) {
    return messenger().chats(other.address).stream().filter(which).map(ChatMessage::text).toList();
  }

  /** Waits until an event makes it true; events of this person only. */
  void await(Supplier<Boolean> condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    synchronized (heard) {
      while (!condition.get()) {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        assertTrue(left > 0, () -> "waited in vain; heard " + heard);
        try {
          heard.wait(Math.min(left, LOOK_AGAIN_MILLIS));
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
    }
  }

  long count(String event) {
    synchronized (heard) {
      return heard.stream().filter(event::equals).count();
    }
  }

  /** Every message to that contact was receipted. */
  void awaitDelivered(Person contact) {
    await(
        () ->
            texts(
                    contact,
                    message -> message.outgoing() && message.state() != ChatMessage.State.DELIVERED)
                .isEmpty());
  }

  void awaitHeard(String event) {
    await(() -> heard.contains(event));
  }

  @Override
  public void close() {
    messenger.ifPresent(Messenger::close);
    messenger = Optional.empty();
  }

  private void hear(String event) {
    synchronized (heard) {
      heard.add(event);
      heard.notifyAll();
    }
  }

  private final class Ears implements MessengerListener {
    @Override
    public void chatReceived(ChatMessage message) {
      hear("chat " + message.text());
    }

    @Override
    public void chatDelivered(UserAddress contact, MessageId message) {
      hear("delivered");
    }

    @Override
    public void contactRequested(UserAddress contact) {
      hear("requested " + contact.name());
    }

    @Override
    public void contactAccepted(UserAddress contact) {
      hear("accepted " + contact.name());
    }

    @Override
    public void identityChanged(UserAddress contact) {
      hear("identity " + contact.name());
    }

    @Override
    public void contactNotFound(UserAddress contact) {
      hear("not found " + contact.name());
    }

    @Override
    public void deviceLinked(int device) {
      hear("linked " + device);
    }

    @Override
    public void deviceUnlinked(int device) {
      hear("unlinked " + device);
    }

    @Override
    public void unlinkedHere() {
      hear("unlinked here");
    }

    @Override
    public void contactDevicesChanged(UserAddress contact) {
      hear("devices " + contact.name());
    }

    @Override
    public void connectionState(Mailbox.ConnectionState state) {
      hear("state " + state);
    }

    @Override
    public void storeRolledBack() {
      hear("rolled back");
    }

    @Override
    public void storeFailed(StoreException.Reason reason) {
      hear("store " + reason);
    }
  }
}
