package org.phantomnet.messenger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.engine.port.SecureChannel.Receiver;
import org.phantomnet.messenger.contacts.SafetyNumber;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.testkit.MovableClock;

/** A backup of the database is put back while the counter outside it remembers more. */
class RollbackTest {
  @TempDir Path directory;
  private final MovableClock clock = MovableClock.atSystemTime();
  private final TestMailbox mailbox = new TestMailbox("mail.example", clock);
  private Person alice;
  private Person bob;

  @BeforeEach
  void befriend() throws MessengerException {
    alice = new Person("alice", directory.resolve("alice"), mailbox, clock).register();
    bob = new Person("bob", directory.resolve("bob"), mailbox, clock).register();
    alice.messenger().requestContact(bob.address);
    bob.messenger().requestContact(alice.address);
    alice.awaitHeard("accepted bob");
    bob.awaitHeard("accepted alice");
    exchange(alice, bob, "hello");
    exchange(bob, alice, "hello yourself");
  }

  @AfterEach
  void close() {
    alice.close();
    bob.close();
  }

  private static void exchange(Person from, Person to, String text) throws MessengerException {
    from.messenger().sendChat(to.address, text);
    to.awaitHeard("chat " + text);
    from.awaitDelivered(to);
  }

  private Path backUp() throws IOException, MessengerException {
    alice.close();
    Path backup = directory.resolve("backup.db");
    Files.copy(alice.directory.resolve("messenger.db"), backup);
    alice.open();
    return backup;
  }

  private void putBack(Path backup) throws IOException, MessengerException {
    alice.close();
    Files.copy(
        backup, alice.directory.resolve("messenger.db"), StandardCopyOption.REPLACE_EXISTING);
    alice.open();
  }

  @Test
  @Covers({"SESS-11", "STORE-6"})
  @Adversary({"ADV-26", "ADV-55"})
  void olderDatabase_putBack_isNoticedAndChatsGoOnInNewSessions()
      throws IOException, MessengerException {
    SafetyNumber before = alice.messenger().safetyNumber(bob.address);
    Path backup = backUp();
    exchange(alice, bob, "after the backup");
    int fetched = mailbox.bundlesFetched();

    putBack(backup);

    alice.awaitHeard("rolled back");
    exchange(alice, bob, "am I the same?");
    exchange(bob, alice, "you are");
    assertTrue(mailbox.bundlesFetched() > fetched);
    assertEquals(before.digits(), alice.messenger().safetyNumber(bob.address).digits());
    assertFalse(bob.heard.contains("identity alice"));
    assertEquals(
        List.of("hello", "after the backup", "am I the same?"),
        bob.texts(alice, message -> !message.outgoing()));
  }

  @Test
  @Covers("SESS-9")
  @Adversary("ADV-55")
  void messagesInTheQueue_forLostSessions_comeAgainInNewOnes()
      throws IOException, MessengerException {
    Path backup = backUp();
    exchange(alice, bob, "after the backup");
    alice.close();
    bob.messenger().sendChat(alice.address, "while you were away");
    bob.messenger().sendChat(alice.address, "and again");
    bob.await(() -> mailbox.queued(alice.address) >= 2);
    alice.open();
    alice.close();
    Files.copy(
        backup, alice.directory.resolve("messenger.db"), StandardCopyOption.REPLACE_EXISTING);
    alice.open();

    bob.awaitDelivered(alice);

    assertEquals(
        List.of("hello yourself", "while you were away", "and again"),
        alice.texts(bob, message -> !message.outgoing()));
  }

  @Test
  @Covers("SESS-9")
  void receipts_forLostSessions_comeAgainInNewOnes() throws IOException, MessengerException {
    mailbox.setDown(true);
    alice.messenger().sendChat(bob.address, "in the outbox of the backup");
    alice.close();
    Path backup = directory.resolve("backup.db");
    Files.copy(alice.directory.resolve("messenger.db"), backup);
    alice.open();
    mailbox.setDown(false);
    alice.awaitDelivered(bob);

    putBack(backup);

    alice.awaitDelivered(bob);
    assertEquals(
        List.of("hello", "in the outbox of the backup"),
        bob.texts(alice, message -> !message.outgoing()));
  }

  @Test
  @Covers("SESS-12")
  void sessionsLost_onOneSide_areReplacedWhenTheOtherWrites() throws MessengerException {
    alice
        .store()
        .inTransaction(
            sql -> sql.update("DELETE FROM sessions") + sql.update("DELETE FROM prekeys"));

    bob.messenger().sendChat(alice.address, "can you read this?");

    alice.awaitHeard("chat can you read this?");
    bob.awaitDelivered(alice);
    exchange(alice, bob, "now I can");
  }

  @Test
  @Covers("SESS-11")
  @Adversary({"ADV-14", "ADV-55"})
  void envelopeOpenedOnce_replayedAfterARollback_opensNoMore()
      throws IOException, MessengerException {
    Path backup = backUp();
    List<Bytes> calls = new CopyOnWriteArrayList<>();
    alice
        .messenger()
        .channel()
        .setReceiver(Receiver.atOnce(received -> calls.add(received.content())));
    int before = mailbox.everSent().size();
    Bytes offer = Bytes.copyOf(new byte[] {1, 2, 3});
    bob.messenger()
        .channel()
        .send(
            bob.messenger().channel().peers(alice.address).get(0).device(),
            offer,
            Duration.ofSeconds(60),
            outcome -> {});
    alice.await(() -> calls.size() == 1);
    Bytes envelope = mailbox.everSent().get(before);

    putBack(backup);
    alice
        .messenger()
        .channel()
        .setReceiver(Receiver.atOnce(received -> calls.add(received.content())));
    mailbox.replay(alice.address, envelope);
    exchange(bob, alice, "one more");
    exchange(alice, bob, "and back");

    assertEquals(List.of(offer), calls);
  }

  @Test
  void restart_withoutARollback_isNone() throws MessengerException {
    alice.restart();
    exchange(alice, bob, "still here");

    assertFalse(alice.heard.contains("rolled back"));
  }
}
