package org.phantomnet.messenger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.engine.port.CallRecords.Entry;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.CallMode;

/** In real time: what falls due while the client runs goes then. */
class SweeperTest {
  @TempDir Path directory;
  private final Clock clock = Clock.systemUTC();
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
  }

  @AfterEach
  void close() {
    alice.close();
    bob.close();
  }

  @Test
  @Covers({"CONT-10", "CONT-17"})
  void messagesCallsAndNotes_whoseTimeComesWhileTheClientRuns_goThen() throws MessengerException {
    alice.messenger().setAutoDelete(bob.address, Duration.ofSeconds(1));
    alice
        .messenger()
        .callRecords()
        .addHistory(
            new CallId(new TestRandom(5).bytes(CallId.LENGTH)),
            new Entry(
                bob.address,
                true,
                CallMode.PRIVATE,
                clock.instant(),
                Duration.ZERO,
                "CANCELLED",
                "{}"));
    bob.messenger().sendChat(alice.address, "seen and gone");
    alice.awaitHeard("chat seen and gone");
    alice.messenger().sendChat(bob.address, "written and gone");

    alice.await(
        () ->
            alice.messenger().chats(bob.address).isEmpty()
                && alice.messenger().history().isEmpty()
                && alice.messenger().securityLog().isEmpty());

    bob.awaitHeard("chat written and gone");
    assertEquals(2, bob.messenger().chats(alice.address).size());
  }

  @Test
  @Covers("CONT-10")
  void messageThatNobodyTook_whenItsTimeComes_isNotSentAnyMore() throws MessengerException {
    mailbox.setDown(true);
    alice.messenger().setAutoDelete(bob.address, Duration.ofSeconds(1));
    alice.messenger().sendChat(bob.address, "too late");
    alice.await(() -> alice.messenger().chats(bob.address).isEmpty());
    mailbox.setDown(false);
    alice.messenger().setAutoDelete(bob.address, Duration.ZERO);

    alice.messenger().sendChat(bob.address, "in time");

    bob.awaitHeard("chat in time");
    assertEquals(List.of("in time"), bob.texts(alice, message -> true));
  }
}
