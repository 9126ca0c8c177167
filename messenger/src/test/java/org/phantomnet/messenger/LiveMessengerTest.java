package org.phantomnet.messenger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.engine.port.SecureChannel.Receiver;
import org.phantomnet.messenger.history.ChatMessage;
import org.phantomnet.messenger.mailbox.LiveMailbox;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Adversary;

/** Two messengers and a real mailbox over loopback TLS. */
class LiveMessengerTest {
  @TempDir Path directory;
  private LiveMailbox mailbox;
  private Person alice;
  private Person bob;

  @BeforeEach
  void register() throws IOException, MessengerException {
    mailbox = LiveMailbox.start(Files.createDirectory(directory.resolve("mailbox")));
    alice = person("alice").register();
    bob = person("bob").register();
    alice.messenger().requestContact(bob.address);
    bob.awaitHeard("requested alice");
    bob.messenger().acceptContact(alice.address);
    alice.awaitHeard("accepted bob");
  }

  @AfterEach
  void close() throws IOException {
    alice.close();
    bob.close();
    mailbox.close();
  }

  private Person person(String name) {
    return new Person(
        name,
        directory.resolve(name),
        mailbox.keys().mailbox(),
        mailbox::client,
        Clock.systemUTC());
  }

  private static void exchange(Person from, Person to, String text) throws MessengerException {
    from.messenger().sendChat(to.address, text);
    to.awaitHeard("chat " + text);
    from.awaitDelivered(to);
  }

  @Test
  void chatsAndCalls_overARealMailbox_goBothWays() throws MessengerException {
    exchange(alice, bob, "hello");
    exchange(bob, alice, "hello yourself");
    Bytes content = new TestRandom(1).bytes(3_000);
    List<Bytes> calls = new CopyOnWriteArrayList<>();
    bob.messenger()
        .channel()
        .setReceiver(Receiver.atOnce(received -> calls.add(received.content())));

    alice
        .messenger()
        .channel()
        .send(
            alice.messenger().channel().peers(bob.address).get(0).device(),
            content,
            Duration.ofSeconds(60),
            outcome -> {});

    bob.await(() -> calls.equals(List.of(content)));
  }

  @Test
  void linkedDevice_overARealMailbox_takesPartUntilUnlinked() throws Exception {
    try (Person tablet =
        new Person(
            "alice",
            directory.resolve("tablet"),
            mailbox.keys().mailbox(),
            mailbox::client,
            Clock.systemUTC())) {
      Linking linking = tablet.open().messenger().startLinking("tablet");
      alice.messenger().link(linking.text(), "");
      assertEquals(alice.address, linking.completion().join());
      tablet.awaitHeard("accepted bob");
      bob.awaitHeard("devices alice");

      bob.messenger().sendChat(alice.address, "to both");
      alice.awaitHeard("chat to both");
      tablet.awaitHeard("chat to both");
      exchange(tablet, bob, "from the tablet");
      alice.await(() -> alice.texts(bob, ChatMessage::outgoing).contains("from the tablet"));

      alice.messenger().unlink(2);
      tablet.awaitHeard("unlinked here");
      exchange(bob, alice, "without the tablet");
      assertEquals(1, bob.messenger().channel().peers(alice.address).size());
    }
  }

  @Test
  @Adversary("ADV-55")
  void messages_whileMailboxAndClientsComeAndGo_arriveOnceEach()
      throws IOException, MessengerException {
    mailbox.stop();
    alice.messenger().sendChat(bob.address, "one");
    bob.messenger().sendChat(alice.address, "two");
    alice.restart();
    mailbox.restart();
    alice.awaitDelivered(bob);
    bob.restart();
    bob.awaitDelivered(alice);
    mailbox.restart();
    exchange(alice, bob, "three");

    assertEquals(List.of("one", "three"), bob.texts(alice, message -> !message.outgoing()));
    assertEquals(List.of("two"), alice.texts(bob, message -> !message.outgoing()));
  }
}
