package org.phantomnet.messenger.mailbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.phantomnet.messenger.https.PinnedHttps;
import org.phantomnet.messenger.mailbox.MailboxException.Reason;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.mailbox.Account;
import org.phantomnet.protocol.mailbox.AccountHeader;
import org.phantomnet.protocol.mailbox.DeviceBundle;
import org.phantomnet.protocol.mailbox.EnvelopePadding;
import org.phantomnet.protocol.mailbox.MailboxKeys;
import org.phantomnet.protocol.mailbox.MailboxPaths;
import org.phantomnet.protocol.mailbox.PreKeyCounts;
import org.phantomnet.protocol.mailbox.SendRequest;
import org.phantomnet.protocol.mailbox.UserBundles;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.signal.libsignal.metadata.certificate.CertificateValidator;
import org.signal.libsignal.metadata.certificate.SenderCertificate;
import org.signal.libsignal.protocol.ecc.ECPublicKey;

/** Client and server of the mailbox against each other: requests and sends. */
class HttpMailboxTest extends LiveMailboxFixture {
  @Test
  @Covers("MBX-1")
  void register_repeatedAfterALostAnswer_givesTheSameAccount() throws Exception {
    Account first = alice.register(ALICE.registration(mailbox()));

    Account second = bob.register(ALICE.registration(mailbox()));

    assertEquals(first, second);
  }

  @Test
  @Covers("MBX-1")
  void register_nameOfAnother_isTaken() throws Exception {
    alice.register(ALICE.registration(mailbox()));
    TestDevice impostor = new TestDevice("alice");

    assertReason(Reason.NAME_TAKEN, () -> bob.register(impostor.registration(mailbox())));
  }

  @Test
  @Covers("MBX-2")
  @Adversary("ADV-54")
  void register_identityOfAnother_isRefused() throws Exception {
    TestDevice mallory = new TestDevice("mallory");

    assertReason(
        Reason.BAD_TOKEN,
        () ->
            bob.register(
                mallory.registration(
                    mallory.at(mailbox()), ALICE.identityKey(), TestDevice.keys(1, 1))));
  }

  @Test
  @Covers("MBX-3")
  void request_withAWrongAuthToken_isNotSignedIn() throws Exception {
    Account account = alice.register(ALICE.registration(mailbox()));
    alice.signIn(new Account(account.id(), 1, TestDevice.RANDOM.bytes(32)));

    assertReason(Reason.NOT_SIGNED_IN, () -> alice.preKeyCounts());
  }

  @Test
  @Covers("MBX-4")
  void fetchBundles_untilOneTimeKeysRunOut_handsEachOutOnce() throws Exception {
    registered();

    UserBundles first = alice.fetchBundles(BOB.at(mailbox()));
    UserBundles second = alice.fetchBundles(BOB.at(mailbox()));
    UserBundles third = alice.fetchBundles(BOB.at(mailbox()));

    DeviceBundle bundle = first.devices().get(0);
    assertEquals(BOB.identityKey(), bundle.identityKey());
    assertEquals(77, bundle.registrationId());
    assertEquals(1, bundle.oneTime().orElseThrow().id());
    assertEquals(1, bundle.kyber().id());
    assertEquals(2, second.devices().get(0).oneTime().orElseThrow().id());
    assertTrue(third.devices().get(0).oneTime().isEmpty());
    assertEquals(600, third.devices().get(0).kyber().id());
    assertEquals(new PreKeyCounts(0, 0), bob.preKeyCounts());
  }

  @Test
  void upload_afterKeysRanOut_adds() throws Exception {
    registered();

    bob.upload(TestDevice.keys(10, 5));

    assertEquals(new PreKeyCounts(7, 7), bob.preKeyCounts());
  }

  @Test
  void accountOf_unknownName_isNoSuchUser() throws Exception {
    registered();

    assertReason(Reason.NO_SUCH_USER, () -> alice.accountOf(new UserAddress("nobody", mailbox())));
  }

  @Test
  @Adversary("ADV-51")
  void request_aboutAUserOfAnotherMailbox_goesNowhere() throws Exception {
    registered();
    UserAddress elsewhere = new UserAddress("carol", "192.0.2.1:8443");

    assertReason(Reason.FOREIGN_MAILBOX, () -> alice.fetchBundles(elsewhere));
    assertReason(
        Reason.FOREIGN_MAILBOX,
        () -> alice.send(elsewhere, 1, TestDevice.text("x"), BOB.deliveryToken, UUID.randomUUID()));
  }

  @Test
  @Covers("MBX-6")
  void senderCertificate_underTheTrustRoot_namesAccountAddressAndIdentity() throws Exception {
    Account account = alice.register(ALICE.registration(mailbox()));
    Instant before = Instant.now();

    SenderCertificate certificate = new SenderCertificate(alice.senderCertificate().toByteArray());

    new CertificateValidator(new ECPublicKey(server.keys().trustRoot().toByteArray()))
        .validate(certificate, before.toEpochMilli());
    assertEquals(account.id().value().toString(), certificate.getSenderUuid());
    assertEquals("alice@" + mailbox(), certificate.getSenderE164().orElseThrow());
    assertEquals(1, certificate.getSenderDeviceId());
    assertEquals(ALICE.identityKey(), Bytes.copyOf(certificate.getKey().serialize()));
    Duration validity = Duration.between(before, Instant.ofEpochMilli(certificate.getExpiration()));
    assertTrue(validity.compareTo(Duration.ofHours(24).plusMinutes(1)) < 0);
  }

  @Test
  @Covers("ENV-2")
  void send_overTheLargestSize_isTooLarge() throws Exception {
    registered();
    Bytes tooLarge = TestDevice.RANDOM.bytes(EnvelopePadding.MAX_CONTENT + 1);

    assertReason(
        Reason.TOO_LARGE,
        () -> alice.send(BOB.at(mailbox()), 1, tooLarge, BOB.deliveryToken, UUID.randomUUID()));
  }

  @Test
  @Covers("MBX-8")
  void send_withAReplacedDeliveryToken_isRefused() throws Exception {
    registered();
    bob.replaceDeliveryToken(TestDevice.RANDOM.bytes(16));

    assertReason(Reason.BAD_TOKEN, () -> sendToBob("blocked"));
  }

  @Test
  @Covers("MBX-7")
  void send_withAnIntroduction_isTakenTwentyTimes() throws Exception {
    server.close();
    server = LiveMailbox.start(directory.resolve("roomy"));
    alice = server.client();
    bob = server.client();
    registered();
    Bytes introduction = alice.fetchBundles(BOB.at(mailbox())).introduction();

    for (int i = 0; i < 20; i++) {
      alice.send(BOB.at(mailbox()), 1, TestDevice.text("hi"), introduction, UUID.randomUUID());
    }

    assertReason(
        Reason.BAD_TOKEN,
        () ->
            alice.send(
                BOB.at(mailbox()), 1, TestDevice.text("hi"), introduction, UUID.randomUUID()));
    assertReason(
        Reason.BAD_TOKEN,
        () ->
            bob.send(
                ALICE.at(mailbox()), 1, TestDevice.text("hi"), introduction, UUID.randomUUID()));
  }

  @Test
  @Covers("MBX-9")
  void send_toAFullQueue_isQueueFull() throws Exception {
    registered();
    for (int i = 0; i < 3; i++) {
      sendToBob("m" + i);
    }

    assertReason(Reason.QUEUE_FULL, () -> sendToBob("one too many"));
  }

  @Test
  void send_toAnUnknownDevice_isNoSuchDevice() throws Exception {
    registered();

    assertReason(
        Reason.NO_SUCH_DEVICE,
        () ->
            alice.send(
                BOB.at(mailbox()), 2, TestDevice.text("x"), BOB.deliveryToken, UUID.randomUUID()));
  }

  @Test
  @Covers("MBX-13")
  void lookups_overTheRate_areRateLimited() throws Exception {
    registered();
    for (int i = 0; i < 6; i++) {
      alice.accountOf(BOB.at(mailbox()));
    }

    assertReason(Reason.RATE_LIMITED, () -> alice.accountOf(BOB.at(mailbox())));
  }

  @Test
  @Covers("MBX-11")
  void request_toAServerWithAnotherKey_isAPinMismatch() throws Exception {
    MailboxKeys wrong =
        new MailboxKeys(mailbox(), TestDevice.RANDOM.bytes(32), server.keys().trustRoot());
    try (HttpMailbox misled = new HttpMailbox(wrong, Clock.systemUTC(), TestDevice.RANDOM)) {

      assertReason(Reason.PIN_MISMATCH, () -> misled.register(ALICE.registration(mailbox())));
    }
  }

  @Test
  void request_toAStoppedServer_isUnreachable() throws Exception {
    registered();
    server.stop();

    assertReason(Reason.UNREACHABLE, () -> sendToBob("x"));
  }

  @Test
  void request_afterClose_isClosed() throws Exception {
    registered();
    alice.close();

    assertReason(Reason.CLOSED, () -> alice.preKeyCounts());
  }

  @Test
  @Covers("MBX-14")
  void send_withAnAuthentication_isRefusedByTheMailbox() throws Exception {
    registered();
    Account account = alice.register(ALICE.registration(mailbox()));
    Bytes request =
        new SendRequest(
                "bob",
                1,
                UUID.randomUUID(),
                BOB.deliveryToken,
                EnvelopePadding.pad(TestDevice.text("hello")))
            .encode();
    try (PinnedHttps https = new PinnedHttps(mailbox(), server.keys().tlsPin())) {

      boolean named =
          https
              .post(MailboxPaths.SEND, Optional.of(AccountHeader.encode(account)), request, 1_024)
              .ok();
      boolean sealed = https.post(MailboxPaths.SEND, Optional.empty(), request, 1_024).ok();

      assertFalse(named);
      assertTrue(sealed);
    }
    sendToBob("so what the client sends carries none");
  }
}
