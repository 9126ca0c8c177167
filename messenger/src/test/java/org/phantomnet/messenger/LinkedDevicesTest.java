package org.phantomnet.messenger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.engine.port.SecureChannel;
import org.phantomnet.messenger.MessengerException.Reason;
import org.phantomnet.messenger.contacts.Contact;
import org.phantomnet.messenger.devices.LinkedDevice;
import org.phantomnet.messenger.history.ChatMessage;
import org.phantomnet.messenger.history.SecurityEvent;
import org.phantomnet.messenger.store.SqlValue;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.devices.Sync;
import org.phantomnet.protocol.devices.SyncCodec;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.testkit.MovableClock;

/** Alice with two devices, and Bob. */
class LinkedDevicesTest {
  @TempDir Path directory;
  private final MovableClock clock = MovableClock.atSystemTime();
  private final TestMailbox mailbox = new TestMailbox("mail.example", clock);
  private Person alice;
  private Person tablet;
  private Person bob;

  @BeforeEach
  void befriend() throws MessengerException {
    alice = new Person("alice", directory.resolve("alice"), mailbox, clock).register();
    tablet = new Person("alice", directory.resolve("tablet"), mailbox, clock).open();
    bob = new Person("bob", directory.resolve("bob"), mailbox, clock).register();
    alice.messenger().requestContact(bob.address);
    bob.awaitHeard("requested alice");
    bob.messenger().acceptContact(alice.address);
    alice.awaitHeard("accepted bob");
  }

  @AfterEach
  void close() {
    alice.close();
    tablet.close();
    bob.close();
  }

  private void link() throws MessengerException {
    Linking linking = tablet.messenger().startLinking("tablet");
    alice.messenger().link(linking.text(), "");
    assertEquals(alice.address, linking.completion().join());
    alice.awaitHeard("linked 2");
    tablet.awaitHeard("accepted bob");
    bob.awaitHeard("devices alice");
  }

  private void chat(Person from, Person to, String text) throws MessengerException {
    from.messenger().sendChat(to.address, text);
    to.awaitHeard("chat " + text);
  }

  private static Reason reason(org.junit.jupiter.api.function.Executable action) {
    return assertThrows(MessengerException.class, action).reason();
  }

  private static boolean isLogged(Person by, SecurityEvent event) {
    return by.messenger().securityLog().stream().anyMatch(entry -> entry.event() == event);
  }

  @Test
  @Covers({"DEV-10", "DEV-13"})
  void linkedDevice_hasTheContactsAndIsNamed() throws MessengerException {
    alice.messenger().setModes(bob.address, CallMode.PARANOID, CallMode.PRIVATE, true);

    link();

    assertEquals(
        List.of(
            new LinkedDevice(1, "", true, true, false),
            new LinkedDevice(2, "tablet", false, false, false)),
        alice.messenger().devices());
    tablet.await(
        () ->
            tablet
                .messenger()
                .contactBook()
                .policy(bob.address)
                .filter(policy -> policy.defaultMode() == CallMode.PARANOID)
                .isPresent());
    assertEquals(Contact.State.ACCEPTED, tablet.messenger().contacts().get(0).state());
    assertEquals(
        alice.messenger().safetyNumber(bob.address).digits(),
        tablet.messenger().safetyNumber(bob.address).digits());
    assertEquals(Reason.NOT_PRIMARY, reason(() -> tablet.messenger().unlink(1)));
  }

  @Test
  @Covers({"DEV-15", "DEV-19"})
  void chats_toAndFromBothDevices_showOnAll() throws MessengerException {
    chat(alice, bob, "before");
    link();

    chat(bob, alice, "to both");
    tablet.awaitHeard("chat to both");
    chat(tablet, bob, "from the tablet");
    chat(alice, bob, "from the phone");

    tablet.await(() -> tablet.texts(bob, ChatMessage::outgoing).size() == 2);
    alice.await(() -> alice.texts(bob, ChatMessage::outgoing).size() == 3);
    alice.awaitDelivered(bob);
    tablet.awaitDelivered(bob);
    assertEquals(List.of("to both"), tablet.texts(bob, message -> !message.outgoing()));
    assertFalse(tablet.texts(bob, message -> true).contains("before"));
  }

  @Test
  @Covers("DEV-15")
  void decisions_onOneDevice_reachTheOther() throws MessengerException {
    link();

    tablet.messenger().setBlocked(bob.address, true);
    alice.await(() -> alice.messenger().contacts().get(0).policy().blocked());
    alice.messenger().setBlocked(bob.address, false);
    tablet.await(() -> !tablet.messenger().contacts().get(0).policy().blocked());
    alice.messenger().markVerified(bob.address, alice.messenger().safetyNumber(bob.address));
    tablet.await(() -> tablet.messenger().contacts().get(0).policy().verified());
    tablet.messenger().setAutoDelete(bob.address, Duration.ofDays(3));
    alice.await(() -> alice.messenger().autoDelete(bob.address).equals(Duration.ofDays(3)));
  }

  @Test
  @Covers("DEV-15")
  void request_acceptedOnOneDevice_isAcceptedOnTheOther() throws MessengerException {
    link();
    try (Person carol = new Person("carol", directory.resolve("carol"), mailbox, clock)) {
      carol.register().messenger().requestContact(alice.address);
      alice.awaitHeard("requested carol");
      tablet.awaitHeard("requested carol");

      tablet.messenger().acceptContact(carol.address);

      alice.awaitHeard("accepted carol");
      carol.awaitHeard("accepted alice");
      chat(carol, alice, "hello");
      tablet.awaitHeard("chat hello");
    }
  }

  @Test
  @Covers("DEV-14")
  void sync_saidByAContact_isNotTaken() throws MessengerException {
    Sync.Mark late = new Sync.Mark(Sync.MAX_MILLIS, 127);
    Sync weaker = new Sync.Modes(late, bob.address, CallMode.FAST, CallMode.FAST, false);
    bob.store()
        .inTransaction(
            sql ->
                sql.update(
                    "INSERT INTO pending(address, content_id, sent_at, kind, body)"
                        + " VALUES(?, ?, 1, 6, ?)",
                    SqlValue.of(alice.address.text()),
                    SqlValue.of(Bytes.copyOf(new byte[16])),
                    SqlValue.of(SyncCodec.encode(weaker))));

    chat(bob, alice, "behind it");

    assertEquals(
        CallMode.PRIVATE,
        alice.messenger().contactBook().policy(bob.address).orElseThrow().defaultMode());
  }

  @Test
  void call_isOfferedToBothDevices() throws MessengerException {
    link();
    List<String> offered = new CopyOnWriteArrayList<>();
    alice
        .messenger()
        .channel()
        .setReceiver(
            (message, taken) -> {
              offered.add("phone");
              taken.run();
            });
    tablet
        .messenger()
        .channel()
        .setReceiver(
            (message, taken) -> {
              offered.add("tablet");
              taken.run();
            });
    bob.await(() -> bob.messenger().channel().peers(alice.address).size() == 2);

    for (SecureChannel.Peer peer : bob.messenger().channel().peers(alice.address)) {
      Bytes content = new TestRandom(1).bytes(900);
      bob.messenger().channel().send(peer.device(), content, Duration.ofSeconds(60), outcome -> {});
    }

    bob.await(() -> Set.copyOf(offered).equals(Set.of("phone", "tablet")));
  }

  /** The device's refusal comes under a new introduction: the account must not rest for it. */
  @Test
  @Covers("SESS-10")
  void deviceThatIsGone_underAnOldToken_holdsUpNoOtherDevice() throws MessengerException {
    link();
    chat(bob, alice, "before");
    tablet.awaitHeard("chat before");
    bob.await(() -> bob.messenger().channel().peers(alice.address).size() == 2);
    SecureChannel.Peer gone =
        bob.messenger().channel().peers(alice.address).stream()
            .filter(peer -> peer.device().device() == 2)
            .findFirst()
            .orElseThrow();
    List<String> outcomes = new CopyOnWriteArrayList<>();

    mailbox.unlink(alice.address, 2);
    bob.messenger()
        .channel()
        .send(
            gone.device(),
            new TestRandom(1).bytes(900),
            Duration.ofSeconds(60),
            outcome -> outcomes.add(outcome.toString()));
    bob.await(() -> !outcomes.isEmpty());

    chat(bob, alice, "soon");
  }

  @Test
  @Adversary("ADV-17")
  @Covers({"DEV-6", "DEV-20", "DEV-21"})
  void unlinkedDevice_canNeitherReadNorWrite() throws MessengerException {
    link();
    chat(tablet, bob, "still here");
    Bytes token = mailbox.deliveryToken(alice.address);

    alice.messenger().unlink(2);
    tablet.awaitHeard("unlinked here");
    bob.await(() -> bob.messenger().channel().peers(alice.address).size() == 1);
    tablet.messenger().sendChat(bob.address, "a ghost");
    chat(bob, alice, "between us");

    alice.await(() -> !mailbox.deliveryToken(alice.address).equals(token));
    assertTrue(tablet.messenger().isUnlinked());
    assertEquals(Set.of(1), mailbox.devices(alice.address));
    assertFalse(tablet.texts(bob, message -> true).contains("between us"));
    assertFalse(bob.texts(alice, message -> true).contains("a ghost"));
    assertTrue(isLogged(alice, SecurityEvent.DEVICE_UNLINKED));
    assertEquals(1, alice.messenger().devices().size());
  }

  @Test
  @Covers({"DEV-11", "DEV-12"})
  void linkingInterrupted_afterTheMessageWasTaken_isRepeatedWithoutANewCode()
      throws MessengerException {
    Linking linking = tablet.messenger().startLinking("tablet");
    mailbox.setLosesAnswersOf("registerLinked", true);
    alice.messenger().link(linking.text(), "the tablet");
    tablet.await(() -> mailbox.devices(alice.address).contains(2));
    tablet.restart();
    assertTrue(tablet.messenger().self().isEmpty());
    mailbox.setLosesAnswersOf("registerLinked", false);

    assertEquals(alice.address, tablet.messenger().startLinking("tablet").completion().join());

    alice.awaitHeard("linked 2");
    tablet.awaitHeard("accepted bob");
    assertEquals("the tablet", alice.messenger().devices().get(1).name());
  }

  @Test
  @Covers("DEV-12")
  void provisioning_thatWasChanged_isRefused() throws MessengerException {
    Linking linking = tablet.messenger().startLinking("tablet");
    mailbox.slots().garble();

    alice.messenger().link(linking.text(), "");

    assertThrows(Exception.class, () -> linking.completion().join());
    assertTrue(tablet.messenger().self().isEmpty());
  }

  @Test
  @Covers("DEV-10")
  void codes_thatAreNoneOrTooOld_areRefusedWithoutATrace() throws MessengerException {
    assertEquals(Reason.BAD_LINK_CODE, reason(() -> alice.messenger().link("phantom:alice", "")));
    String stale = "phantom-link:" + "a".repeat(50) + "b" + "a".repeat(26);
    assertEquals(Reason.LINK_EXPIRED, reason(() -> alice.messenger().link(stale, "")));
    assertEquals(1, alice.messenger().devices().size());
  }

  @Test
  @Adversary("ADV-17")
  @Covers({"DEV-4", "DEV-5"})
  void ghostDevice_addedByTheMailbox_getsNoSession() throws MessengerException {
    try (Person carol = new Person("carol", directory.resolve("carol"), mailbox, clock)) {
      carol.register();
      mailbox.addGhost(alice.address, 2, carol.address);

      carol.messenger().requestContact(alice.address);
      alice.awaitHeard("requested carol");
      alice.messenger().acceptContact(carol.address);
      carol.awaitHeard("accepted alice");

      assertEquals(1, carol.messenger().channel().peers(alice.address).size());
      chat(carol, alice, "only you");
    }
  }

  @Test
  @Covers("DEV-4")
  void swappedRegistrationIds_openNoSession() throws MessengerException {
    try (Person carol = new Person("carol", directory.resolve("carol"), mailbox, clock)) {
      carol.register();
      mailbox.swapRegistrationIds(alice.address);
      int before = mailbox.everSent().size();

      carol.messenger().requestContact(alice.address);
      carol.await(() -> mailbox.bundlesFetched() > 1);

      assertEquals(0, mailbox.queuedAfter(before));
      assertTrue(carol.messenger().channel().peers(alice.address).isEmpty());
    }
  }

  @Test
  @Adversary("ADV-17")
  @Covers({"DEV-3", "DEV-7"})
  void olderList_servedByTheMailbox_bringsNoDeviceBack() throws MessengerException {
    link();
    Bytes old = mailbox.deviceList(alice.address);
    alice.messenger().unlink(2);
    bob.await(() -> bob.messenger().channel().peers(alice.address).size() == 1);

    mailbox.serveList(alice.address, old);
    mailbox.addGhost(alice.address, 2, bob.address);
    bob.restart();
    chat(bob, alice, "still one");

    assertEquals(1, bob.messenger().channel().peers(alice.address).size());
    assertNotEquals(old, mailbox.deviceList(alice.address));
  }

  @Test
  @Covers("DEV-9")
  void restoredPrimary_takesOverTheNewerListBeforeItSignsAnother() throws Exception {
    Path copy = directory.resolve("copy");
    alice.close();
    copy(alice.directory, copy);
    alice.open();
    link();
    Bytes linked = mailbox.deviceList(alice.address);
    alice.close();
    copy(copy, alice.directory);

    alice.open();
    alice.awaitHeard("rolled back");
    alice.messenger().unlink(2);

    assertNotEquals(linked, mailbox.deviceList(alice.address));
    assertEquals(Set.of(1), mailbox.devices(alice.address));
    bob.await(() -> bob.messenger().channel().peers(alice.address).size() == 1);
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.filter(file -> file.endsWith("messenger.db")).toList()) {
        Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }
}
