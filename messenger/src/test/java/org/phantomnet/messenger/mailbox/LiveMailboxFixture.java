package org.phantomnet.messenger.mailbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.messenger.mailbox.MailboxException.Reason;
import org.phantomnet.relay.mailbox.MailboxLimits;

/** Alice, Bob and their mailbox, over loopback TLS. */
abstract class LiveMailboxFixture {
  static final MailboxLimits TIGHT =
      new MailboxLimits(
          3,
          1_000_000,
          Duration.ofDays(30),
          Duration.ofDays(2),
          MailboxLimits.STANDARD.registrations(),
          new MailboxLimits.Rate(6, 0.001),
          MailboxLimits.STANDARD.sends());

  static final TestDevice ALICE = new TestDevice("alice");
  static final TestDevice BOB = new TestDevice("bob");

  @TempDir Path directory;
  LiveMailbox server;
  HttpMailbox alice;
  HttpMailbox bob;

  @BeforeEach
  void start() throws Exception {
    server = LiveMailbox.start(directory, TIGHT, Clock.systemUTC());
    alice = server.client();
    bob = server.client();
  }

  @AfterEach
  void stop() throws Exception {
    alice.close();
    bob.close();
    server.close();
  }

  String mailbox() {
    return server.keys().mailbox();
  }

  void registered() throws MailboxException {
    alice.register(ALICE.registration(mailbox()));
    bob.register(BOB.registration(mailbox()));
  }

  void sendToBob(String text) throws MailboxException {
    alice.send(BOB.at(mailbox()), 1, TestDevice.text(text), BOB.deliveryToken, UUID.randomUUID());
  }

  static void assertReason(Reason reason, org.junit.jupiter.api.function.Executable call) {
    assertEquals(reason, assertThrows(MailboxException.class, call).reason());
  }
}
