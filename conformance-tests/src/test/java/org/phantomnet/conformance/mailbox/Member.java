package org.phantomnet.conformance.mailbox;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.phantomnet.desktop.platform.SystemRandom;
import org.phantomnet.messenger.Messenger;
import org.phantomnet.messenger.MessengerConfig;
import org.phantomnet.messenger.MessengerException;
import org.phantomnet.messenger.MessengerListener;
import org.phantomnet.messenger.history.ChatMessage;
import org.phantomnet.messenger.mailbox.Mailbox;
import org.phantomnet.messenger.store.JdbcSqlStore;
import org.phantomnet.messenger.store.PassphraseCost;
import org.phantomnet.protocol.id.UserAddress;

/** A person with a real messenger behind a mailbox that may lie. Test thread only. */
final class Member implements AutoCloseable {
  /** The audit waits less: on a broken build, tests wait for what never comes. */
  private static final long PATIENCE_SECONDS = Long.getLong("phantom.test.patience", 20);

  private static final long LOOK_AGAIN_MILLIS = 10;

  final UserAddress address;
  final HostileMailbox mailbox;
  final Messenger messenger;
  private final List<String> heard = new ArrayList<>();

  Member(String name, Path directory, Mailbox honest, Clock clock) throws MessengerException {
    SystemRandom random = new SystemRandom();
    this.address = new UserAddress(name, honest.keys().mailbox());
    this.mailbox = new HostileMailbox(honest);
    this.messenger =
        Messenger.open(
            new MessengerConfig(
                directory.resolve(name),
                "correct horse".toCharArray(),
                mailbox,
                JdbcSqlStore.factory(random, PassphraseCost.INSECURE_FOR_TESTS),
                clock,
                random));
    messenger.subscribe(new Ears());
  }

  Member register() throws MessengerException {
    messenger.register(address.name());
    return this;
  }

  void befriend(Member other) throws MessengerException {
    messenger.requestContact(other.address);
    other.awaitHeard("requested " + address.name());
    other.messenger.acceptContact(address);
    awaitHeard("accepted " + other.address.name());
    other.await(() -> true);
  }

  void say(Member to, String text) throws MessengerException {
    messenger.sendChat(to.address, text);
  }

  /** What came from that person, in the order of the chat. */
  List<String> from(Member other) {
    return messenger.chats(other.address).stream()
        .filter(message -> !message.outgoing())
        .map(ChatMessage::text)
        .toList();
  }

  ChatMessage.State stateOf(Member to, String text) {
    return messenger.chats(to.address).stream()
        .filter(message -> message.outgoing() && message.text().equals(text))
        .map(ChatMessage::state)
        .findFirst()
        .orElseThrow();
  }

  /** Says something to the other and waits until it is receipted: the ratchets work. */
  void talk(Member other, String text) throws MessengerException {
    say(other, text);
    await(() -> stateOf(other, text) == ChatMessage.State.DELIVERED);
  }

  void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    synchronized (heard) {
      while (!condition.getAsBoolean()) {
        assertTrue(System.nanoTime() < deadline, () -> "waited in vain; heard " + heard);
        try {
          heard.wait(LOOK_AGAIN_MILLIS);
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
    }
  }

  void awaitHeard(String event) {
    await(() -> heard.contains(event));
  }

  long count(String event) {
    synchronized (heard) {
      return heard.stream().filter(event::equals).count();
    }
  }

  private void hear(String event) {
    synchronized (heard) {
      heard.add(event);
      heard.notifyAll();
    }
  }

  @Override
  public void close() {
    messenger.close();
  }

  private final class Ears implements MessengerListener {
    @Override
    public void chatReceived(ChatMessage message) {
      hear("chat " + message.text());
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
    public void contactNotFound(UserAddress contact) {
      hear("not found " + contact.name());
    }

    @Override
    public void identityChanged(UserAddress contact) {
      hear("identity " + contact.name());
    }
  }
}
