package org.phantomnet.messenger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.messenger.history.ChatMessage;

class MessengerTest {
  @TempDir Path directory;
  private final ManualClock clock = new ManualClock();
  private final TestMailbox mailbox = new TestMailbox("mail.example", clock);
  private Person alice;
  private Person bob;

  @BeforeEach
  void register() throws MessengerException {
    alice = new Person("alice", directory.resolve("alice"), mailbox, clock).register();
    bob = new Person("bob", directory.resolve("bob"), mailbox, clock).register();
  }

  @AfterEach
  void close() {
    alice.close();
    bob.close();
  }

  private void befriend() throws MessengerException {
    alice.messenger().requestContact(bob.address);
    bob.awaitHeard("requested alice");
    bob.messenger().acceptContact(alice.address);
    alice.awaitHeard("accepted bob");
  }

  @Test
  void chats_afterARequestAndConsent_goBothWaysAndAreReceipted() throws MessengerException {
    befriend();

    alice.messenger().sendChat(bob.address, "hello");
    bob.awaitHeard("chat hello");
    bob.messenger().sendChat(alice.address, "hello yourself");
    alice.awaitHeard("chat hello yourself");
    alice.awaitHeard("delivered");
    bob.awaitHeard("delivered");

    assertEquals(
        List.of(ChatMessage.State.DELIVERED, ChatMessage.State.UNREAD),
        alice.messenger().chats(bob.address).stream().map(ChatMessage::state).toList());
  }
}
