package org.phantomnet.messenger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.messenger.history.ChatMessage;
import org.phantomnet.messenger.history.SecurityEvent;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;

/** Devices of one account when the mailbox, a store or one of them does not do what it should. */
class DevicesInTroubleTest {
  @TempDir Path directory;
  private Family family;
  private Person alice;
  private Person tablet;
  private Person bob;

  @BeforeEach
  void befriend() throws MessengerException {
    family = new Family(directory);
    alice = family.alice;
    tablet = family.tablet;
    bob = family.bob;
  }

  @AfterEach
  void close() {
    family.close();
  }

  private static boolean isLogged(Person by, SecurityEvent event) {
    return by.messenger().securityLog().stream().anyMatch(entry -> entry.event() == event);
  }

  private static List<String> written(Person by, Person to) {
    return by.texts(to, ChatMessage::outgoing);
  }

  @Test
  @Adversary("ADV-17")
  @Covers("DEV-7")
  void newList_heldBackByTheMailbox_reachesContactsInBand() throws MessengerException {
    family.mailbox.serveList(alice.address, family.mailbox.deviceList(alice.address));

    family.link();
    Family.chat(bob, alice, "to both");

    tablet.awaitHeard("chat to both");
    alice.messenger().unlink(2);
    bob.await(() -> bob.messenger().channel().peers(alice.address).size() == 1);
  }

  /** The old session is gone at Bob and the phone; nothing that it says there is answered. */
  @Test
  @Adversary("ADV-17")
  @Covers({"DEV-5", "DEV-20"})
  void unlinkedDevice_thatGoesOnWritingInItsSessions_isRefusedAndDisturbsNobody()
      throws MessengerException {
    family.link();
    Family.chat(tablet, bob, "there");
    Family.chat(bob, alice, "and back");
    tablet.awaitHeard("chat and back");
    tablet.awaitDelivered(bob);
    tablet.close();
    unlinkTablet();
    int fetched = fetchedByBoth();
    try (Person ghost = family.headstrong(tablet).open()) {
      ghost.messenger().sendChat(bob.address, "a ghost");
      bob.await(() -> isLogged(bob, SecurityEvent.DEVICE_LIST_REFUSED));
      ghost.await(() -> sent(ghost, "a ghost"));

      Family.chat(alice, bob, "still here");
      Family.chat(bob, alice, "good");

      assertFalse(bob.texts(alice, message -> true).contains("a ghost"));
      assertEquals(fetched, fetchedByBoth(), "somebody opened a session anew");
    }
  }

  /** It opens a new session with good prekeys, a good certificate and the list that it was in. */
  @Test
  @Adversary("ADV-17")
  @Covers({"DEV-3", "DEV-5"})
  void unlinkedDevice_thatOpensNewSessions_isRefusedByWhoKnowsTheNewerList()
      throws MessengerException {
    family.link();
    tablet.close();
    unlinkTablet();
    try (Person ghost = family.headstrong(tablet).open()) {
      ghost
          .store()
          .inTransaction(
              sql -> {
                sql.update("DELETE FROM told_lists");
                return sql.update("DELETE FROM sessions");
              });
      int fetched = family.mailbox.bundlesFetched();

      ghost.messenger().sendChat(bob.address, "a ghost");
      bob.await(() -> isLogged(bob, SecurityEvent.DEVICE_LIST_REFUSED));
      ghost.await(() -> sent(ghost, "a ghost"));
      Family.chat(alice, bob, "still here");

      assertTrue(family.mailbox.bundlesFetched() > fetched);
      assertFalse(bob.texts(alice, message -> true).contains("a ghost"));
      assertEquals(1, bob.messenger().channel().peers(alice.address).size());
    }
  }

  private int fetchedByBoth() {
    return family.mailbox.bundlesFetchedBy(alice.address)
        + family.mailbox.bundlesFetchedBy(bob.address);
  }

  private void unlinkTablet() throws MessengerException {
    alice.messenger().unlink(2);
    bob.await(() -> bob.messenger().channel().peers(alice.address).size() == 1);
    alice.await(() -> family.mailbox.queued(bob.address) == 0);
  }

  private boolean sent(Person by, String text) {
    return by.messenger().chats(bob.address).stream()
        .anyMatch(
            message -> message.text().equals(text) && message.state() != ChatMessage.State.QUEUED);
  }

  @Test
  @Covers({"DEV-15", "DEV-19"})
  void threeDevices_shareChatsAndDecisions() throws MessengerException {
    family.link();
    try (Person laptop = family.person("alice", "laptop").open()) {
      family.link(laptop, 3);
      Family.chat(bob, alice, "to all");
      tablet.awaitHeard("chat to all");
      laptop.awaitHeard("chat to all");

      Family.chat(laptop, bob, "from the laptop");
      Family.chat(tablet, bob, "from the tablet");
      laptop.messenger().setBlocked(bob.address, true);
      tablet.await(() -> tablet.messenger().contacts().get(0).policy().blocked());
      tablet.messenger().setBlocked(bob.address, false);

      for (Person each : List.of(alice, tablet, laptop)) {
        each.await(() -> !each.messenger().contacts().get(0).policy().blocked());
        each.await(
            () ->
                Set.copyOf(written(each, bob))
                    .equals(Set.of("from the laptop", "from the tablet")));
        assertEquals(2, written(each, bob).size());
      }
      alice.messenger().unlink(2);
      tablet.awaitHeard("unlinked here");
      laptop.await(() -> laptop.messenger().devices().size() == 2);
      Family.chat(bob, alice, "to two");
      laptop.awaitHeard("chat to two");
    }
  }

  @Test
  @Covers("DEV-23")
  void ownSession_lostWithLinesInIt_bringsThemAgainOnceEach() throws MessengerException {
    family.link();
    Family.chat(alice, bob, "known");
    tablet.await(() -> written(tablet, bob).contains("known"));
    tablet.close();
    alice.messenger().sendChat(bob.address, "lost");
    bob.awaitHeard("chat lost");
    forgetSessionsWithAlice();

    tablet.open();

    tablet.await(() -> written(tablet, bob).contains("lost"));
    Family.chat(alice, bob, "after");
    tablet.await(() -> written(tablet, bob).contains("after"));
    assertEquals(List.of("known", "lost", "after"), written(tablet, bob));
    Family.chat(tablet, bob, "both ways");
    alice.await(() -> written(alice, bob).contains("both ways"));
  }

  private void forgetSessionsWithAlice() throws MessengerException {
    Person offline = family.headstrong(tablet);
    family.mailbox.setDown(true);
    offline.open();
    offline
        .store()
        .inTransaction(
            sql ->
                sql.update(
                    "DELETE FROM sessions WHERE device = 1 AND account ="
                        + " (SELECT CAST(value AS TEXT) FROM meta WHERE name = 'ACCOUNT')"));
    offline.close();
    family.mailbox.setDown(false);
  }

  @Test
  @Covers({"DEV-23", "SESS-11"})
  void linkedDevice_restoredFromABackup_talksToItsSiblingsAgain() throws Exception {
    family.link();
    Path copy = directory.resolve("copy");
    tablet.close();
    copy(tablet.directory, copy);
    tablet.open();
    Family.chat(tablet, bob, "forgotten");
    alice.await(() -> written(alice, bob).contains("forgotten"));
    tablet.close();
    copy(copy, tablet.directory);

    tablet.open();
    tablet.awaitHeard("rolled back");
    tablet.messenger().sendChat(bob.address, "from the past");

    alice.await(() -> written(alice, bob).contains("from the past"));
    tablet.await(() -> written(tablet, bob).contains("forgotten"));
    assertEquals(2, written(alice, bob).size());
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    Files.copy(
        from.resolve("messenger.db"),
        to.resolve("messenger.db"),
        StandardCopyOption.REPLACE_EXISTING);
  }

  @Test
  @Covers("DEV-15")
  void panelsSeenOnThePhone_areShownAgainOnTheTablet() throws MessengerException {
    alice.messenger().markFirstCallSeen(bob.address);
    alice.messenger().markFastWarned();

    family.link();

    assertTrue(tablet.messenger().isFirstCall(bob.address));
    assertFalse(tablet.messenger().isFastWarned());
    assertFalse(alice.messenger().isFirstCall(bob.address));
  }
}
