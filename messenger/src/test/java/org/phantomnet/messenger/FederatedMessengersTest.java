package org.phantomnet.messenger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.engine.port.SecureChannel.Receiver;
import org.phantomnet.messenger.MessengerException.Reason;
import org.phantomnet.messenger.contacts.Contact;
import org.phantomnet.messenger.contacts.Invitation;
import org.phantomnet.messenger.history.ChatMessage;
import org.phantomnet.messenger.history.SecurityEvent;
import org.phantomnet.messenger.mailbox.LiveMailbox;
import org.phantomnet.messenger.mailbox.WatchedSockets;
import org.phantomnet.messenger.session.StoredMailboxes;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.mailbox.MailboxKeys;
import org.phantomnet.protocol.mailbox.MailboxPin;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;

/** Alice and bob at two real mailboxes over loopback TLS, which forward to each other. */
class FederatedMessengersTest {
  @TempDir Path directory;
  private final WatchedSockets alicesSockets = new WatchedSockets();
  private final WatchedSockets bobsSockets = new WatchedSockets();
  private LiveMailbox alices;
  private LiveMailbox bobs;
  private Person alice;
  private Person bob;

  @BeforeEach
  void register() throws IOException, MessengerException {
    alices = LiveMailbox.start(Files.createDirectory(directory.resolve("one")));
    bobs = LiveMailbox.start(Files.createDirectory(directory.resolve("two")));
    alice = person("alice", alices, alicesSockets).register();
    bob = person("bob", bobs, bobsSockets).register();
  }

  @AfterEach
  void close() throws IOException {
    alice.close();
    bob.close();
    alices.close();
    bobs.close();
  }

  private Person person(String name, LiveMailbox mailbox, WatchedSockets sockets) {
    return new Person(
        name,
        directory.resolve(name),
        mailbox.keys().mailbox(),
        () -> mailbox.client(Clock.systemUTC(), sockets),
        Clock.systemUTC());
  }

  private void befriend() throws MessengerException {
    alice.messenger().requestContact(bob.messenger().invitation());
    bob.awaitHeard("requested alice");
    bob.messenger().acceptContact(alice.address);
    alice.awaitHeard("accepted bob");
  }

  private static void chat(Person from, Person to, String text) throws MessengerException {
    from.messenger().sendChat(to.address, text);
    to.awaitHeard("chat " + text);
    from.awaitDelivered(to);
  }

  @Test
  @Adversary("ADV-51")
  @Covers({"FED-13", "FED-15"})
  void contacts_ofTwoMailboxes_chatAndCallBothWaysThroughTheirOwnOnly() throws Exception {
    befriend();

    chat(alice, bob, "hello over there");
    chat(bob, alice, "hello yourself");
    call(alice, bob);
    call(bob, alice);

    assertEquals(List.of(port(alices)), ports(alicesSockets));
    assertEquals(List.of(port(bobs)), ports(bobsSockets));
    assertOnlyTheMailboxAndItsOwnPeopleConnect(bobs, bobsSockets, alicesSockets);
    assertOnlyTheMailboxAndItsOwnPeopleConnect(alices, alicesSockets, bobsSockets);
  }

  /** As the kernel sees it, on the accepting side. */
  private static void assertOnlyTheMailboxAndItsOwnPeopleConnect(
      LiveMailbox mailbox, WatchedSockets own, WatchedSockets others) throws IOException {
    Set<Integer> connected = new HashSet<>();
    for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
      for (String line : Files.readAllLines(Path.of(table))) {
        String[] parts = line.strip().split(" +");
        if (parts[1].endsWith(String.format(":%04X", port(mailbox)))) {
          connected.add(Integer.parseInt(parts[2].substring(parts[2].indexOf(':') + 1), 16));
        }
      }
    }
    assertTrue(connected.stream().noneMatch(others.ownPorts()::contains), "a client came");
    connected.removeAll(own.ownPorts());
    connected.remove(0); // the listener itself
    assertTrue(!connected.isEmpty() && connected.size() <= 4, () -> connected + " from mailboxes");
  }

  private static void call(Person from, Person to) {
    Bytes content = new TestRandom(1).bytes(3_000);
    List<Bytes> calls = new CopyOnWriteArrayList<>();
    to.messenger()
        .channel()
        .setReceiver(Receiver.atOnce(received -> calls.add(received.content())));
    from.messenger()
        .channel()
        .send(
            from.messenger().channel().peers(to.address).get(0).device(),
            content,
            Duration.ofSeconds(60),
            outcome -> {});
    to.await(() -> calls.equals(List.of(content)));
  }

  private static int port(LiveMailbox mailbox) {
    String name = mailbox.keys().mailbox();
    return Integer.parseInt(name.substring(name.indexOf(':') + 1));
  }

  private static List<Integer> ports(WatchedSockets sockets) {
    return sockets.targets().stream().map(target -> target.getPort()).distinct().toList();
  }

  @Test
  @Adversary("ADV-51")
  @Covers("FED-15")
  void stranger_ofAnUnknownMailbox_causesNoRequestToItBeforeThePersonAccepts() throws Exception {
    alice.messenger().requestContact(bob.messenger().invitation());
    bob.awaitHeard("requested alice");
    alices.stop();

    assertEquals(
        Reason.FOREIGN_MAILBOX_UNREACHABLE,
        reason(() -> bob.messenger().acceptContact(alice.address)));
    assertEquals(Contact.State.ASKED, bob.messenger().contacts().get(0).state());
    alices.restart();
    bob.messenger().acceptContact(alice.address);
    alice.awaitHeard("accepted bob");
  }

  @Test
  @Adversary("ADV-51")
  @Covers("FED-15")
  void stranger_whoseMailboxIsNotWhatTheySaid_isNotAccepted() throws Exception {
    alice.messenger().requestContact(bob.messenger().invitation());
    bob.awaitHeard("requested alice");
    alices.stop();
    for (String file : List.of("mailbox-root.key", "mailbox-hpke.keys")) {
      Files.delete(directory.resolve("one").resolve(file));
    }
    alices.restart();

    assertEquals(Reason.PIN_MISMATCH, reason(() -> bob.messenger().acceptContact(alice.address)));
    assertEquals(Contact.State.ASKED, bob.messenger().contacts().get(0).state());
    assertTrue(
        bob.messenger().securityLog().stream()
            .anyMatch(entry -> entry.event() == SecurityEvent.MAILBOX_PIN_MISMATCH));
  }

  @Test
  @Covers({"FED-3", "FED-16"})
  void invitation_withAnotherPin_isRefusedAndNothingIsPinned() {
    String wrong = MailboxPin.of(bob.address.mailbox(), alices.keys().trustRoot());

    assertEquals(
        Reason.PIN_MISMATCH,
        reason(() -> alice.messenger().requestContact(Invitation.to(bob.address, wrong))));
    assertEquals(
        Reason.UNKNOWN_MAILBOX,
        reason(
            () ->
                alice
                    .messenger()
                    .requestContact(
                        new Invitation(
                            "bob", Optional.of(bob.address.mailbox()), Optional.empty()))));
    assertEquals(List.of(), alice.messenger().contacts());
  }

  @Test
  @Covers("FED-16")
  void invitation_ofAPinnedMailboxUnderAnotherPin_isRefused() throws MessengerException {
    befriend();
    String wrong = MailboxPin.of(bob.address.mailbox(), alices.keys().trustRoot());

    assertEquals(
        Reason.PIN_MISMATCH,
        reason(() -> alice.messenger().requestContact(Invitation.to(bob.address, wrong))));
    String ownWrong = MailboxPin.of(alice.address.mailbox(), bobs.keys().trustRoot());
    assertEquals(
        Reason.PIN_MISMATCH,
        reason(
            () ->
                alice
                    .messenger()
                    .requestContact(
                        new Invitation(
                            "carol",
                            Optional.of(alice.address.mailbox()),
                            Optional.of(ownWrong)))));
  }

  @Test
  @Covers("FED-14")
  void foreignMailboxThatIsAway_holdsUpNothingElseAndItsMailGoesLater() throws Exception {
    befriend();
    try (Person carol = person("carol", alices, new WatchedSockets()).register()) {
      alice.messenger().requestContact(carol.messenger().invitation());
      carol.awaitHeard("requested alice");
      carol.messenger().acceptContact(alice.address);
      alice.awaitHeard("accepted carol");
      bobs.stop();

      alice.messenger().sendChat(bob.address, "later");
      chat(alice, carol, "now");

      bobs.restart();
      alice.messenger().sendChat(bob.address, "and this");
      bob.awaitHeard("chat later");
      bob.awaitHeard("chat and this");
    }
  }

  @Test
  @Covers("FED-17")
  void foreignMailbox_withNewKeys_isAskedForItsDocumentAnew() throws Exception {
    befriend();
    bobs.stop();
    for (String file : List.of("tls.pem", "mailbox-hpke.keys")) {
      Files.delete(directory.resolve("two").resolve(file));
    }
    bobs.restart();

    alice.messenger().sendChat(bob.address, "to your new keys");

    // bob's own client holds the old pin of his mailbox; a new one reads what waits
    alice.await(
        () ->
            alice
                .texts(bob, message -> message.state() == ChatMessage.State.SENT)
                .contains("to your new keys"));
  }

  /** It was told the pin by the phone, and fetches that mailbox's document under it by itself. */
  @Test
  @Covers({"DEV-13", "DEV-15", "FED-3", "FED-13"})
  void linkedDevice_ofAnAccountWithAContactElsewhere_reachesThatContact() throws Exception {
    befriend();
    WatchedSockets tabletsSockets = new WatchedSockets();
    try (Person tablet =
        new Person(
            "alice",
            directory.resolve("tablet"),
            alices.keys().mailbox(),
            () -> alices.client(Clock.systemUTC(), tabletsSockets),
            Clock.systemUTC())) {
      Linking linking = tablet.open().messenger().startLinking("tablet");
      alice.messenger().link(linking.text(), "");
      tablet.awaitHeard("accepted bob");
      tablet.await(() -> !tablet.messenger().channel().peers(bob.address).isEmpty());

      call(tablet, bob);
      chat(tablet, bob, "from the tablet");
      bob.await(() -> bob.messenger().channel().peers(alice.address).size() == 2);
      chat(bob, alice, "to both");
      tablet.awaitHeard("chat to both");

      String there = bob.address.mailbox();
      assertEquals(
          Optional.of(bobs.keys().trustRoot()),
          tablet
              .store()
              .inTransaction(
                  sql -> StoredMailboxes.pinned(sql, there).map(MailboxKeys::trustRoot)));
      assertTrue(
          tablet.store().inTransaction(sql -> StoredMailboxes.document(sql, there)).isPresent());
      assertEquals(List.of(port(alices)), ports(tabletsSockets));
    }
  }

  private static Reason reason(org.junit.jupiter.api.function.Executable refused) {
    return assertThrows(MessengerException.class, refused).reason();
  }
}
