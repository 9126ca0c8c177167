package org.phantomnet.messenger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.phantomnet.messenger.history.ChatMessage;
import org.phantomnet.messenger.store.StoreException;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.testkit.MovableClock;

/**
 * The process dies at every transaction of sending and receiving, before and after its commit; what
 * comes after the transaction dies with it. People write again what they were not told was stored.
 */
class CrashTest {
  /** More transactions than a message takes on either side. */
  private static final int STEPS = 80;

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
    exchange(alice, bob, "warm");
    exchange(bob, alice, "up");
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

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @Covers({"SESS-2", "STORE-5"})
  @Adversary("ADV-55")
  void senderKilled_atEveryStep_losesAndDoublesNothing(boolean committing)
      throws MessengerException {
    int survived = 0;
    for (int step = 0; step < STEPS && survived < 2; step++) {
      String text = "message " + step;
      long delivered = alice.count("delivered");
      alice.dieAfter(step, committing);
      boolean told = send(text);
      alice.await(() -> alice.isDead() || alice.count("delivered") > delivered);
      survived += alice.isDead() ? 0 : 1;
      alice.restart();
      boolean stored = !alice.texts(bob, message -> message.text().equals(text)).isEmpty();
      assertTrue(stored || !told);
      if (!stored) {
        alice.messenger().sendChat(bob.address, text);
      }

      alice.await(() -> isDelivered(text));
      exchange(bob, alice, "reply " + step);
    }

    assertTrue(survived > 0, "a message takes more steps than were tried");
    assertOnceEach(bob, alice);
    assertOnceEach(alice, bob);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @Covers("SESS-1")
  @Adversary("ADV-55")
  void receiverKilled_atEveryStep_losesAndDoublesNothing(boolean committing)
      throws MessengerException {
    int survived = 0;
    for (int step = 0; step < STEPS && survived < 2; step++) {
      String text = "message " + step;
      bob.dieAfter(step, committing);
      alice.messenger().sendChat(bob.address, text);
      bob.await(() -> bob.isDead() || isDelivered(text));
      survived += bob.isDead() ? 0 : 1;
      bob.restart();

      alice.await(() -> isDelivered(text));
      exchange(bob, alice, "reply " + step);
    }

    assertTrue(survived > 0, "a message takes more steps than were tried");
    assertOnceEach(bob, alice);
    assertOnceEach(alice, bob);
  }

  private boolean send(String text) throws MessengerException {
    try {
      alice.messenger().sendChat(bob.address, text);
      return true;
    } catch (StoreException e) {
      return false;
    }
  }

  private boolean isDelivered(String text) {
    try {
      return alice.messenger().chats(bob.address).stream()
          .anyMatch(
              message ->
                  message.text().equals(text) && message.state() == ChatMessage.State.DELIVERED);
    } catch (StoreException e) {
      return false;
    }
  }

  private static void assertOnceEach(Person of, Person from) {
    List<String> received = of.texts(from, message -> !message.outgoing());
    List<String> sent = from.texts(of, ChatMessage::outgoing);

    assertEquals(sent, received);
    assertEquals(received.size(), received.stream().distinct().count());
  }
}
