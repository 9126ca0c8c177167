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
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.messenger.history.SecurityEntry;
import org.phantomnet.messenger.history.SecurityEvent;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.testkit.MovableClock;

class SecurityLogTest {
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
  }

  @AfterEach
  void close() {
    alice.close();
    bob.close();
  }

  /** Oldest first. */
  private List<String> log() {
    List<String> newestFirst =
        alice.messenger().securityLog().stream()
            .map(entry -> entry.event() + entry.mode().map(mode -> " " + mode).orElse(""))
            .toList();
    return IntStream.range(0, newestFirst.size())
        .mapToObj(i -> newestFirst.get(newestFirst.size() - 1 - i))
        .toList();
  }

  private void bobIsAnother() throws MessengerException {
    bob.close();
    mailbox.forget(bob.address);
    bob = new Person("bob", directory.resolve("new bob"), mailbox, clock).register();
    bob.messenger().requestContact(alice.address);
    alice.awaitHeard("identity bob");
  }

  @Test
  @Covers("CONT-15")
  void whatThePersonDecides_isNotedOnceAndWithItsMode() throws MessengerException {
    Messenger messenger = alice.messenger();
    clock.advance(Duration.ofMinutes(1));

    messenger.setModes(bob.address, CallMode.PARANOID, CallMode.PRIVATE, true);
    messenger.setModes(bob.address, CallMode.PARANOID, CallMode.PRIVATE, true);
    messenger.setModes(bob.address, CallMode.PARANOID, CallMode.FAST, false);
    messenger.markVerified(bob.address, messenger.safetyNumber(bob.address));
    messenger.withdrawVerification(bob.address);
    messenger.withdrawVerification(bob.address);
    messenger.setBlocked(bob.address, true);
    messenger.setBlocked(bob.address, false);
    messenger.acknowledgeIdentity(bob.address);
    messenger.setAutoDelete(bob.address, Duration.ofDays(7));

    assertEquals(
        List.of(
            "DEFAULT_MODE_CHANGED PARANOID",
            "FLOOR_CHANGED PRIVATE",
            "PQ_REQUIRED",
            "FLOOR_CHANGED FAST",
            "PQ_NOT_REQUIRED",
            "VERIFIED",
            "VERIFICATION_WITHDRAWN",
            "BLOCKED",
            "UNBLOCKED",
            "AUTO_DELETE_CHANGED"),
        log());
    assertEquals(
        new SecurityEntry(
            clock.instant(),
            SecurityEvent.AUTO_DELETE_CHANGED,
            Optional.of(bob.address),
            Optional.empty()),
        messenger.securityLog().get(0));
    assertFalse(messenger.safetyNumber(bob.address).verified());
  }

  @Test
  @Covers("CONT-15")
  void changedIdentity_ofAVerifiedContact_isNotedWithWhatItCost() throws MessengerException {
    alice.messenger().markVerified(bob.address, alice.messenger().safetyNumber(bob.address));

    bobIsAnother();
    alice.messenger().acknowledgeIdentity(bob.address);

    assertEquals(
        List.of("VERIFIED", "IDENTITY_CHANGED", "VERIFICATION_WITHDRAWN", "IDENTITY_ACKNOWLEDGED"),
        log());
  }

  @Test
  @Covers("CONT-15")
  void rolledBackStore_isNotedOfNoContact() throws IOException, MessengerException {
    alice.close();
    Path backup = directory.resolve("backup.db");
    Files.copy(alice.directory.resolve("messenger.db"), backup);
    alice.open();
    alice.messenger().sendChat(bob.address, "after the backup");
    bob.awaitHeard("chat after the backup");
    alice.close();

    Files.copy(
        backup, alice.directory.resolve("messenger.db"), StandardCopyOption.REPLACE_EXISTING);
    alice.open();

    assertEquals(List.of("STORE_ROLLED_BACK"), log());
    assertEquals(Optional.empty(), alice.messenger().securityLog().get(0).contact());
  }

  @Test
  @Covers("CONT-15")
  void manyEventsOfAKind_crowdOutNoOther() throws MessengerException {
    alice.messenger().markVerified(bob.address, alice.messenger().safetyNumber(bob.address));
    for (int i = 0; i < 60; i++) {
      alice
          .messenger()
          .setModes(
              bob.address, CallMode.PRIVATE, i % 2 == 0 ? CallMode.PRIVATE : CallMode.FAST, false);
    }

    assertEquals(51, log().size());
    assertEquals("VERIFIED", log().get(0));
    assertEquals("FLOOR_CHANGED FAST", log().get(50));
  }

  @Test
  @Covers("CONT-10")
  void entriesOfAChat_goWithItsAutoDelete() throws MessengerException {
    alice.messenger().setBlocked(bob.address, true);
    alice.messenger().setBlocked(bob.address, false);
    clock.advance(Duration.ofHours(2));

    alice.messenger().setAutoDelete(bob.address, Duration.ofHours(1));

    assertEquals(List.of("AUTO_DELETE_CHANGED"), log());
    assertEquals(Duration.ofHours(1), alice.messenger().autoDelete(bob.address));
  }

  @Test
  void firstCallPanel_onceSeen_comesAgainOnlyForAnotherIdentity() throws MessengerException {
    assertTrue(alice.messenger().isFirstCall(bob.address));

    alice.messenger().markFirstCallSeen(bob.address);
    alice.restart();
    assertFalse(alice.messenger().isFirstCall(bob.address));

    bobIsAnother();
    assertTrue(alice.messenger().isFirstCall(bob.address));
  }

  @Test
  void warningOfFast_onceGiven_isRemembered() throws MessengerException {
    assertFalse(alice.messenger().isFastWarned());

    alice.messenger().markFastWarned();
    alice.restart();

    assertTrue(alice.messenger().isFastWarned());
  }
}
