package org.phantomnet.messenger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.engine.port.ContactBook.ContactPolicy;
import org.phantomnet.messenger.contacts.Contact;
import org.phantomnet.messenger.contacts.SafetyNumber;
import org.phantomnet.messenger.contacts.ScannedCode;
import org.phantomnet.messenger.history.ChatMessage;
import org.phantomnet.messenger.history.SecurityEvent;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.testkit.MovableClock;

class MessengerTest {
  @TempDir Path directory;
  private final MovableClock clock = MovableClock.atSystemTime();
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

  private void chat(Person from, Person to, String text) throws MessengerException {
    from.messenger().sendChat(to.address, text);
    to.awaitHeard("chat " + text);
  }

  private ContactPolicy policy(Person of, UserAddress contact) {
    return of.messenger().contactBook().policy(contact).orElseThrow();
  }

  private static MessengerException.Reason reason(
      org.junit.jupiter.api.function.Executable action) {
    return assertThrows(MessengerException.class, action).reason();
  }

  @Test
  void chats_afterARequestAndConsent_goBothWaysAndAreReceipted() throws MessengerException {
    befriend();

    chat(alice, bob, "hello");
    chat(bob, alice, "hello yourself");
    alice.awaitHeard("delivered");
    bob.awaitHeard("delivered");

    assertEquals(
        List.of(ChatMessage.State.DELIVERED, ChatMessage.State.UNREAD),
        alice.messenger().chats(bob.address).stream().map(ChatMessage::state).toList());
  }

  @Test
  void envelopes_onTheirWay_nameNobodyAndSayNothing() throws MessengerException {
    befriend();
    chat(alice, bob, "something secret");

    for (Bytes envelope : mailbox.everSent()) {
      String text = new String(envelope.toByteArray(), StandardCharsets.ISO_8859_1);
      assertFalse(text.contains("alice") || text.contains("bob@") || text.contains("secret"));
    }
  }

  @Test
  @Covers("CONT-5")
  void requests_ofBothSides_areConsentEnough() throws MessengerException {
    alice.messenger().requestContact(bob.address);
    bob.messenger().requestContact(alice.address);
    alice.awaitHeard("accepted bob");
    bob.awaitHeard("accepted alice");

    chat(alice, bob, "hello");
    chat(bob, alice, "hello");
  }

  @Test
  @Covers("CONT-4")
  void contactBook_beforeConsent_knowsNobody() throws MessengerException {
    alice.messenger().requestContact(bob.address);
    bob.awaitHeard("requested alice");

    assertTrue(bob.messenger().contactBook().policy(alice.address).isEmpty());
    assertTrue(alice.messenger().contactBook().policy(bob.address).isEmpty());
    assertEquals(Contact.State.ASKED, bob.messenger().contacts().get(0).state());
    assertEquals(
        MessengerException.Reason.NOT_A_CONTACT,
        reason(() -> bob.messenger().sendChat(alice.address, "too early")));
  }

  @Test
  void newContact_byDefault_isPrivate() throws MessengerException {
    befriend();

    assertEquals(ContactPolicy.initial(), policy(alice, bob.address));
  }

  @Test
  void blockedContact_thatWrites_isNotHeard_andHoldsAnOldToken() throws MessengerException {
    befriend();
    Bytes told = mailbox.deliveryToken(alice.address);
    alice.messenger().setBlocked(bob.address, true);
    alice.await(() -> !mailbox.deliveryToken(alice.address).equals(told));
    bob.messenger().sendChat(alice.address, "let me in");
    alice.await(() -> mailbox.everSent().size() > 2 && mailbox.queued(alice.address) == 0);
    alice.messenger().setBlocked(bob.address, false);

    chat(bob, alice, "thank you");

    assertEquals(List.of("thank you"), alice.texts(bob, message -> true));
  }

  @Test
  void requestToNobody_isToldAndForgotten() throws MessengerException {
    alice.messenger().requestContact(UserAddress.parse("nobody@mail.example"));

    alice.awaitHeard("not found nobody");

    assertEquals(List.of(), alice.messenger().contacts());
  }

  @Test
  void refusedRequests_toThePerson_sayWhy() {
    assertEquals(
        MessengerException.Reason.SELF,
        reason(() -> alice.messenger().requestContact(alice.address)));
    assertEquals(
        MessengerException.Reason.UNKNOWN_MAILBOX,
        reason(() -> alice.messenger().requestContact(UserAddress.parse("bob@other.example"))));
    assertEquals(
        MessengerException.Reason.NOT_A_CONTACT,
        reason(() -> alice.messenger().sendChat(bob.address, "hi")));
    assertEquals(
        MessengerException.Reason.ALREADY_REGISTERED,
        reason(() -> alice.messenger().register("alice2")));
  }

  @Test
  void registration_ofATakenName_isRefusedAndAnotherWorks() throws MessengerException {
    try (Person second = new Person("alice", directory.resolve("second"), mailbox, clock).open()) {
      assertEquals(
          MessengerException.Reason.NAME_TAKEN, reason(() -> second.messenger().register("alice")));
      assertEquals(
          MessengerException.Reason.BAD_NAME, reason(() -> second.messenger().register("Alice!")));

      second.messenger().register("alice.two");

      assertTrue(second.messenger().isRegistered());
    }
  }

  @Test
  void registration_whoseAnswerWasLost_isRepeatedToTheSameAccount() throws MessengerException {
    try (Person carol = new Person("carol", directory.resolve("carol"), mailbox, clock).open()) {
      mailbox.setLosesAnswers(true);
      assertEquals(
          MessengerException.Reason.MAILBOX_UNREACHABLE,
          reason(() -> carol.messenger().register("carol")));
      mailbox.setLosesAnswers(false);
      carol.restart();

      carol.messenger().register("carol");

      assertEquals(carol.address, carol.messenger().self().orElseThrow());
    }
  }

  @Test
  void storeOfAnotherMailbox_onOpening_isRefused() {
    alice.close();
    TestMailbox other = new TestMailbox("mail.example", clock);

    assertEquals(
        MessengerException.Reason.OTHER_MAILBOX,
        reason(() -> new Person("alice", alice.directory, other, clock).open()));
  }

  @Test
  void messages_whileTheMailboxIsDown_goOutInOrderLater() throws MessengerException {
    befriend();
    mailbox.setDown(true);
    alice.messenger().sendChat(bob.address, "one");
    alice.messenger().sendChat(bob.address, "two");
    alice.restart();
    alice.messenger().sendChat(bob.address, "three");
    mailbox.setDown(false);

    bob.awaitHeard("chat three");

    assertEquals(List.of("one", "two", "three"), bob.texts(alice, message -> true));
  }

  @Test
  @Covers({"SESS-3", "SESS-8"})
  @Adversary({"ADV-26", "ADV-55"})
  void retry_afterALostAnswer_sendsTheSameBytesAndDoublesNothing() throws MessengerException {
    befriend();
    mailbox.setLosesAnswers(true);
    chat(alice, bob, "once");
    alice.await(() -> mailbox.sentTwice(bob.address));
    mailbox.setLosesAnswers(false);
    alice.awaitHeard("delivered");

    assertEquals(List.of("once"), bob.texts(alice, message -> true));
  }

  @Test
  @Covers({"SESS-1", "SESS-8"})
  @Adversary("ADV-55")
  void envelope_deliveredAgain_isAcknowledgedAndNotStoredAgain() throws MessengerException {
    befriend();
    chat(alice, bob, "once");
    alice.awaitHeard("delivered");

    mailbox.everSent().forEach(envelope -> mailbox.replay(bob.address, envelope));
    chat(alice, bob, "again");

    assertEquals(List.of("once", "again"), bob.texts(alice, message -> true));
    bob.await(() -> mailbox.queued(bob.address) == 0);
    assertEquals(1, bob.messenger().contacts().size());
  }

  @Test
  @Covers("SESS-4")
  void session_withTheLastResortPrekey_works() throws MessengerException {
    mailbox.exhaustPreKeys(bob.address);

    befriend();
    chat(alice, bob, "hello");
    mailbox.everSent().forEach(envelope -> mailbox.replay(bob.address, envelope));
    chat(bob, alice, "hello");

    assertEquals(2, bob.messenger().chats(alice.address).size());
  }

  @Test
  @Covers("CONT-7")
  void safetyNumber_onBothSides_isTheSame() throws MessengerException {
    befriend();
    chat(alice, bob, "hello");

    SafetyNumber atAlice = alice.messenger().safetyNumber(bob.address);
    SafetyNumber atBob = bob.messenger().safetyNumber(alice.address);

    assertEquals(60, atAlice.digits().length());
    assertEquals(atAlice.digits(), atBob.digits());
    assertEquals(71, atAlice.grouped().length());
  }

  @Test
  @Covers("CONT-30")
  void scannedCode_ofTheOtherSide_matchesAndOfOneself_doesNot() throws MessengerException {
    befriend();
    SafetyNumber atAlice = alice.messenger().safetyNumber(bob.address);
    SafetyNumber atBob = bob.messenger().safetyNumber(alice.address);

    ScannedCode match = alice.messenger().compareScanned(bob.address, atBob.scannable());
    ScannedCode own = alice.messenger().compareScanned(bob.address, atAlice.scannable());

    assertEquals(ScannedCode.MATCH, match);
    assertEquals(ScannedCode.OTHER_PERSON, own);
    assertFalse(alice.messenger().safetyNumber(bob.address).verified());
  }

  @Test
  void verifiedContact_inTheBook_mayBeAnsweredUnasked() throws MessengerException {
    befriend();

    alice.messenger().markVerified(bob.address, alice.messenger().safetyNumber(bob.address));

    assertTrue(policy(alice, bob.address).verified());
    assertTrue(policy(alice, bob.address).mayReplyUnasked());
    assertTrue(alice.messenger().safetyNumber(bob.address).verified());
  }

  @Test
  @Covers({"CONT-6", "CONT-12"})
  void changedIdentity_ofAContact_stopsCallsAndMessagesUntilAcknowledged()
      throws MessengerException {
    befriend();
    SafetyNumber old = alice.messenger().safetyNumber(bob.address);
    alice.messenger().markVerified(bob.address, old);
    alice.messenger().setModes(bob.address, CallMode.PARANOID, CallMode.PRIVATE, true);
    bob.close();
    mailbox.forget(bob.address);

    bob = new Person("bob", directory.resolve("new bob"), mailbox, clock).register();
    bob.messenger().requestContact(alice.address);
    alice.awaitHeard("identity bob");

    assertEquals(
        new ContactPolicy(CallMode.PARANOID, CallMode.PRIVATE, true, false, false, false, false),
        policy(alice, bob.address));
    assertNotEquals(old.digits(), alice.messenger().safetyNumber(bob.address).digits());
    assertEquals(
        MessengerException.Reason.IDENTITY_CHANGED,
        reason(() -> alice.messenger().markVerified(bob.address, old)));
    alice.messenger().sendChat(bob.address, "is it you?");
    assertTrue(bob.messenger().contactBook().policy(alice.address).isEmpty());

    alice.messenger().acknowledgeIdentity(bob.address);
    bob.awaitHeard("accepted alice");
    bob.awaitHeard("chat is it you?");
    assertTrue(policy(alice, bob.address).identityAcknowledged());
  }

  @Test
  @Covers("DEV-2")
  @Adversary("ADV-54")
  void keysPublishedUnderAnotherName_openNoSession() throws MessengerException {
    UserAddress mallory = UserAddress.parse("mallory@mail.example");
    mailbox.impersonate(mallory, alice.address);
    int before = mailbox.everSent().size();

    bob.messenger().requestContact(mallory);
    bob.await(
        () ->
            bob.messenger().securityLog().stream()
                .anyMatch(entry -> entry.event() == SecurityEvent.DEVICE_LIST_REFUSED));

    assertEquals(0, mailbox.queuedAfter(before));
    bob.messenger().requestContact(alice.address);
    alice.awaitHeard("requested bob");
    alice.messenger().acceptContact(bob.address);
    bob.awaitHeard("accepted alice");
    chat(bob, alice, "it is you");
  }

  @Test
  @Covers("CONT-11")
  @Adversary("ADV-54")
  void ownKeys_servedAsAContacts_areNoSession() throws MessengerException {
    UserAddress mallory = UserAddress.parse("mallory@mail.example");
    mailbox.impersonate(mallory, bob.address);
    bob.messenger().requestContact(mallory);
    befriend();
    chat(bob, alice, "hello");

    assertEquals(0, mailbox.queued(mallory));
  }

  @Test
  @Covers("SESS-6")
  @Adversary("ADV-54")
  void certificate_underAnotherRootThanThePinned_isWorthNothing() throws MessengerException {
    TestMailbox hostile = new TestMailbox("mail.example", clock);
    hostile.serveAs(mailbox, bob.address);
    try (Person impostor =
        new Person("alice", directory.resolve("impostor"), hostile, clock).register()) {
      impostor.messenger().requestContact(bob.address);
      impostor.await(() -> !hostile.everSent().isEmpty());
    }

    hostile.everSent().forEach(envelope -> mailbox.replay(bob.address, envelope));
    befriend();

    assertEquals(1, bob.heard.stream().filter("requested alice"::equals).count());
    assertFalse(bob.heard.contains("identity alice"));
  }

  @Test
  @Covers("CONT-10")
  void oldMessages_ofAChatWithAutoDelete_goAtTheNextStart() throws MessengerException {
    befriend();
    alice.messenger().setAutoDelete(bob.address, Duration.ofHours(1));
    chat(bob, alice, "read and forget");
    bob.awaitHeard("delivered");
    clock.advance(Duration.ofMinutes(61));
    chat(bob, alice, "new");

    alice.restart();

    assertEquals(List.of("new"), alice.texts(bob, message -> true));
  }

  @Test
  void readMessages_stayRead() throws MessengerException {
    befriend();
    chat(bob, alice, "hello");

    alice.messenger().markRead(bob.address);

    assertEquals(ChatMessage.State.READ, alice.messenger().chats(bob.address).get(0).state());
  }
}
