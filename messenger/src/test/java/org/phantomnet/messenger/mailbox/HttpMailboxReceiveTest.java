package org.phantomnet.messenger.mailbox;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.phantomnet.messenger.mailbox.Mailbox.ConnectionState;
import org.phantomnet.messenger.mailbox.MailboxException.Reason;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.mailbox.Account;
import org.phantomnet.protocol.mailbox.EnvelopePadding;
import org.phantomnet.protocol.mailbox.MailboxKeys;
import org.phantomnet.protocol.rule.Covers;

/** Client and server of the mailbox against each other: receiving. */
class HttpMailboxReceiveTest extends LiveMailboxFixture {
  @Test
  void send_toAConnectedDevice_isPushed() throws Exception {
    registered();
    RecordingReceiver receiver = new RecordingReceiver();
    bob.openReceiver(receiver);
    receiver.await(ConnectionState.QUEUE_DELIVERED);

    sendToBob("hello");

    receiver.expectText("hello");
  }

  @Test
  void send_largeEnvelope_arrivesWhole() throws Exception {
    registered();
    RecordingReceiver receiver = new RecordingReceiver();
    bob.openReceiver(receiver);
    Bytes large = TestDevice.RANDOM.bytes(EnvelopePadding.MAX_CONTENT);

    alice.send(BOB.at(mailbox()), 1, large, BOB.deliveryToken, UUID.randomUUID());

    assertEquals(large, receiver.next().envelope().sealed());
  }

  @Test
  @Covers("MBX-5")
  void send_sameIdTwice_isQueuedOnceEvenAfterItsAcknowledgement() throws Exception {
    registered();
    RecordingReceiver receiver = new RecordingReceiver();
    bob.openReceiver(receiver);
    UUID id = UUID.randomUUID();

    alice.send(BOB.at(mailbox()), 1, TestDevice.text("once"), BOB.deliveryToken, id);
    alice.send(BOB.at(mailbox()), 1, TestDevice.text("once"), BOB.deliveryToken, id);
    receiver.expectText("once");
    alice.send(BOB.at(mailbox()), 1, TestDevice.text("once"), BOB.deliveryToken, id);
    sendToBob("next");

    receiver.expectText("next");
    assertEquals(0, receiver.waiting());
  }

  @Test
  @Covers("MBX-11")
  void receiver_atAServerWithAnotherKey_reportsAPinMismatch() throws Exception {
    Account account = bob.register(BOB.registration(mailbox()));
    MailboxKeys wrong =
        new MailboxKeys(mailbox(), TestDevice.RANDOM.bytes(32), server.keys().trustRoot());
    try (HttpMailbox misled = new HttpMailbox(wrong, Clock.systemUTC(), TestDevice.RANDOM)) {
      misled.signIn(account);
      RecordingReceiver receiver = new RecordingReceiver();

      misled.openReceiver(receiver);

      receiver.await(ConnectionState.PIN_MISMATCH);
    }
  }

  @Test
  @Covers("MBX-12")
  void request_withAClockSixMinutesOff_isClockWrong() throws Exception {
    registered();
    Account account = bob.register(BOB.registration(mailbox()));
    try (HttpMailbox late = server.client(Clock.offset(Clock.systemUTC(), Duration.ofMinutes(6)))) {
      late.signIn(account);
      RecordingReceiver receiver = new RecordingReceiver();

      assertReason(Reason.CLOCK_WRONG, () -> late.senderCertificate());
      late.openReceiver(receiver);
      receiver.await(ConnectionState.CLOCK_WRONG);
    }
  }

  @Test
  void receiver_beforeSignIn_isNotSignedIn() throws Exception {
    RecordingReceiver receiver = new RecordingReceiver();

    bob.openReceiver(receiver);

    receiver.await(ConnectionState.NOT_SIGNED_IN);
  }

  @Test
  void receiver_withAWrongAuthToken_isNotSignedInForGood() throws Exception {
    Account account = bob.register(BOB.registration(mailbox()));
    bob.signIn(new Account(account.id(), 1, TestDevice.RANDOM.bytes(32)));
    RecordingReceiver receiver = new RecordingReceiver();

    bob.openReceiver(receiver);

    receiver.await(ConnectionState.NOT_SIGNED_IN);
  }

  @Test
  @Covers("MBX-15")
  void queue_acrossARestart_isKeptAndUnacknowledgedEnvelopesComeAgain() throws Exception {
    registered();
    sendToBob("first");
    sendToBob("second");
    RecordingReceiver receiver = new RecordingReceiver();
    bob.openReceiver(receiver);
    RecordingReceiver.Arrival first = receiver.next();
    receiver.next();
    receiver.await(ConnectionState.QUEUE_DELIVERED);

    server.restart();
    receiver.await(ConnectionState.DISCONNECTED);
    receiver.await(ConnectionState.QUEUE_DELIVERED);

    assertEquals(first.envelope().id(), receiver.next().envelope().id());
  }

  @Test
  @Covers("MBX-15")
  void acknowledge_repeatedAndWhileDisconnected_takesNothingElseAway() throws Exception {
    registered();
    sendToBob("first");
    sendToBob("second");
    RecordingReceiver receiver = new RecordingReceiver();
    bob.openReceiver(receiver);
    RecordingReceiver.Arrival first = receiver.next();
    receiver.next();

    server.stop();
    receiver.await(ConnectionState.DISCONNECTED);
    first.acknowledge().run();
    first.acknowledge().run();
    server.restart();
    receiver.await(ConnectionState.QUEUE_DELIVERED);
    receiver.expectText("second");
    sendToBob("third");

    receiver.expectText("third");
  }

  @Test
  void networkChanged_whilePausingAfterFailures_connectsAtOnceAndOnce() throws Exception {
    Account account = bob.register(BOB.registration(mailbox()));
    alice.register(ALICE.registration(mailbox()));
    Backoff anHour = new Backoff(Duration.ofHours(1), Duration.ofHours(1));
    try (HttpMailbox moved =
        new HttpMailbox(server.keys(), Clock.systemUTC(), TestDevice.RANDOM, anHour)) {
      moved.signIn(account);
      RecordingReceiver receiver = new RecordingReceiver();
      moved.openReceiver(receiver);
      receiver.await(ConnectionState.QUEUE_DELIVERED);
      server.stop();
      receiver.await(ConnectionState.DISCONNECTED);
      server.restart();

      moved.networkChanged();
      receiver.await(ConnectionState.QUEUE_DELIVERED);
      moved.networkChanged();
      receiver.await(ConnectionState.QUEUE_DELIVERED);

      sendToBob("over the new one");
      receiver.expectText("over the new one");
      moved.preKeyCounts();
    }
  }

  @Test
  void openReceiver_again_takesOver() throws Exception {
    registered();
    RecordingReceiver old = new RecordingReceiver();
    bob.openReceiver(old);
    old.await(ConnectionState.QUEUE_DELIVERED);
    RecordingReceiver fresh = new RecordingReceiver();
    bob.openReceiver(fresh);
    fresh.await(ConnectionState.QUEUE_DELIVERED);

    sendToBob("for the new one");

    fresh.expectText("for the new one");
    assertEquals(0, old.waiting());
  }
}
