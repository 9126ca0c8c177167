package org.phantomnet.messenger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.messenger.contacts.Contact;
import org.phantomnet.messenger.history.ChatMessage;
import org.phantomnet.messenger.history.ChatSummary;
import org.phantomnet.testkit.MovableClock;

class ChatListTest {
  @TempDir Path directory;
  private final MovableClock clock = MovableClock.atSystemTime();
  private final TestMailbox mailbox = new TestMailbox("mail.example", clock);
  private Person alice;
  private Person bob;
  private Person carol;

  @BeforeEach
  void register() throws MessengerException {
    alice = new Person("alice", directory.resolve("alice"), mailbox, clock).register();
    bob = new Person("bob", directory.resolve("bob"), mailbox, clock).register();
    carol = new Person("carol", directory.resolve("carol"), mailbox, clock).register();
  }

  @AfterEach
  void close() {
    alice.close();
    bob.close();
    carol.close();
  }

  private void befriend(Person other) throws MessengerException {
    other.messenger().requestContact(alice.address);
    alice.awaitHeard("requested " + other.address.name());
    alice.messenger().acceptContact(other.address);
    other.awaitHeard("accepted alice");
  }

  private void tellAlice(Person from, String text) throws MessengerException {
    from.messenger().sendChat(alice.address, text);
    alice.awaitHeard("chat " + text);
  }

  private List<String> names() {
    return alice.messenger().chatList().stream()
        .map(chat -> chat.contact().address().name())
        .toList();
  }

  @Test
  void chatList_asMessagesCome_hasTheNewestFirst() throws MessengerException {
    befriend(bob);
    befriend(carol);

    tellAlice(carol, "one");
    tellAlice(bob, "two");
    assertEquals(List.of("bob", "carol"), names());

    tellAlice(carol, "three");
    assertEquals(List.of("carol", "bob"), names());
  }

  @Test
  void chatList_countsWhatWasNotSeen_untilItIs() throws MessengerException {
    befriend(bob);
    tellAlice(bob, "one");
    tellAlice(bob, "two");

    ChatSummary before = alice.messenger().chatList().get(0);
    alice.messenger().markRead(bob.address);
    ChatSummary after = alice.messenger().chatList().get(0);

    assertEquals(2, before.unread());
    assertEquals("two", before.last().map(ChatMessage::text).orElseThrow());
    assertEquals(0, after.unread());
  }

  @Test
  void chatList_ofAContactWithoutMessages_hasNoLastLine() throws MessengerException {
    befriend(bob);

    ChatSummary chat = alice.messenger().chatList().get(0);

    assertEquals(0, chat.unread());
    assertEquals(true, chat.last().isEmpty());
  }

  @Test
  void ignoredRequest_isGone_andMayBeMadeAgain() throws MessengerException {
    bob.messenger().requestContact(alice.address);
    alice.awaitHeard("requested bob");

    alice.messenger().ignoreContact(bob.address);
    assertEquals(List.of(), alice.messenger().contacts());

    bob.messenger().requestContact(alice.address);
    alice.await(() -> alice.count("requested bob") == 2);
    assertEquals(Contact.State.ASKED, alice.messenger().contacts().get(0).state());
  }

  @Test
  void ignoringAContact_whoDidNotAsk_isRefused() throws MessengerException {
    befriend(bob);

    MessengerException refused =
        assertThrows(MessengerException.class, () -> alice.messenger().ignoreContact(bob.address));

    assertEquals(MessengerException.Reason.NO_REQUEST, refused.reason());
    assertEquals(1, alice.messenger().contacts().size());
  }

  @Test
  void autoDelete_onceSet_canBeAsked() throws MessengerException {
    befriend(bob);

    Duration before = alice.messenger().autoDelete(bob.address);
    alice.messenger().setAutoDelete(bob.address, Duration.ofDays(1));

    assertEquals(Duration.ZERO, before);
    assertEquals(Duration.ofDays(1), alice.messenger().autoDelete(bob.address));
  }

  @Test
  void page_ofAChat_hasTheNewestMessages_oldestFirst() throws MessengerException {
    befriend(bob);
    for (String text : List.of("one", "two", "three")) {
      tellAlice(bob, text);
    }

    List<String> page =
        alice.messenger().chats(bob.address, 2).stream().map(ChatMessage::text).toList();

    assertEquals(List.of("two", "three"), page);
    assertEquals(3, alice.messenger().chats(bob.address, 200).size());
  }
}
