package org.phantomnet.relay.mailbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.crypto.SystemRandom;
import org.phantomnet.protocol.devices.DeviceList;
import org.phantomnet.protocol.devices.ListKey;
import org.phantomnet.protocol.devices.SignedDeviceList;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.mailbox.Account;
import org.phantomnet.protocol.mailbox.EnvelopePadding;
import org.phantomnet.protocol.mailbox.PreKeyUpload;
import org.phantomnet.protocol.mailbox.Refusal;
import org.phantomnet.protocol.mailbox.Registration;
import org.phantomnet.protocol.mailbox.RegistrationProof;
import org.phantomnet.protocol.mailbox.SendRequest;
import org.phantomnet.protocol.mailbox.SignedPreKey;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.relay.TestClock;
import org.phantomnet.relay.https.Refused;
import org.phantomnet.relay.mailbox.sqlite.SqliteStorage;
import org.phantomnet.relay.mailbox.storage.MailboxStorage;
import org.signal.libsignal.protocol.ecc.ECKeyPair;

/** The mailbox without a network, under a clock that a test moves. */
class MailboxDeskTest {
  private static final String MAILBOX = "mail.example:443";
  private static final RandomSource RANDOM = new SystemRandom();
  private static final ListKey LIST_KEY = ListKey.generate(RANDOM);
  private static final Bytes TOKEN = Bytes.copyOf(new byte[16]);

  @TempDir Path directory;
  private final TestClock clock = new TestClock(Instant.parse("2026-11-20T12:00:00Z"));
  private MailboxStorage storage;
  private MailboxDesk desk;
  private Account bob;

  @BeforeEach
  void open() throws Exception {
    storage = SqliteStorage.open(directory.resolve("mailbox.db"));
    SenderCertificates certificates = SenderCertificates.under(SenderCertificates.newRoot(), clock);
    desk = new MailboxDesk(MAILBOX, storage, certificates, MailboxLimits.STANDARD, clock, RANDOM);
    Bytes authToken = RANDOM.bytes(32);
    bob = new Account(desk.register(registration("bob", authToken)), 1, authToken);
  }

  @AfterEach
  void close() throws Exception {
    storage.close();
  }

  private static Registration registration(String name, Bytes authToken) {
    ECKeyPair identity = ECKeyPair.generate();
    Bytes key = Bytes.copyOf(identity.getPublicKey().serialize());
    Bytes signed = RegistrationProof.signedBytes(new UserAddress(name, MAILBOX), key, authToken);
    SignedPreKey preKey = new SignedPreKey(1, key, Bytes.copyOf(new byte[64]));
    return new Registration(
        name,
        key,
        1,
        5,
        authToken,
        TOKEN,
        new PreKeyUpload(preKey, preKey, List.of(), List.of()),
        list(name, identity, 1, new DeviceList.Entry(1, 5)).encode(),
        Bytes.copyOf(identity.getPrivateKey().calculateSignature(signed.toByteArray())));
  }

  /** A good list of that person's. */
  static SignedDeviceList list(
      String name, ECKeyPair identity, long version, DeviceList.Entry... devices) {
    UserAddress address = new UserAddress(name, MAILBOX);
    Bytes key = Bytes.copyOf(identity.getPublicKey().serialize());
    Bytes bound = SignedDeviceList.bindingBytes(address, LIST_KEY.publicKey());
    byte[] binding = identity.getPrivateKey().calculateSignature(bound.toByteArray());
    DeviceList list = new DeviceList(address, version, key, LIST_KEY.publicKey(), List.of(devices));
    return SignedDeviceList.sign(list, Bytes.copyOf(binding), LIST_KEY);
  }

  private UUID send(String text, int buckets) throws Exception {
    byte[] content = new byte[(buckets - 1) * EnvelopePadding.BUCKET + 100];
    Arrays.fill(content, (byte) 'x');
    byte[] marker = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(marker, 0, content, 0, marker.length);
    UUID id = UUID.randomUUID();
    desk.send(new SendRequest("bob", 1, id, TOKEN, EnvelopePadding.pad(Bytes.copyOf(content))));
    return id;
  }

  private List<UUID> queued() throws Exception {
    return desk.next(bob, 0, 2_000).stream().map(Queues.Waiting::envelopeId).toList();
  }

  private static void assertRefused(
      Refusal refusal, org.junit.jupiter.api.function.Executable call) {
    assertEquals(refusal, assertThrows(Refused.class, call).refusal());
  }

  @Test
  @Covers("MBX-15")
  void acknowledge_one_deletesThatOneOnly() throws Exception {
    UUID first = send("first", 1);
    UUID second = send("second", 1);

    desk.acknowledge(bob, List.of(first, first, UUID.randomUUID()));
    desk.acknowledge(bob, List.of(first));

    assertEquals(List.of(second), queued());
  }

  @Test
  void acknowledge_onAnotherAccount_deletesNothing() throws Exception {
    UUID first = send("first", 1);
    Bytes token = RANDOM.bytes(32);
    Account mallory = new Account(desk.register(registration("mallory", token)), 1, token);

    desk.acknowledge(mallory, List.of(first));

    assertEquals(List.of(first), queued());
  }

  @Test
  @Covers("MBX-15")
  void acknowledge_content_leavesTheFile() throws Exception {
    UUID id = send("needle-in-the-file", 1);
    desk.acknowledge(bob, List.of(id));
    storage.close();

    boolean found = false;
    try (java.util.stream.Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        found |=
            new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains("needle-in");
      }
    }

    assertFalse(found);
    storage = SqliteStorage.open(directory.resolve("mailbox.db"));
  }

  @Test
  @Covers("MBX-10")
  void sweep_after30Days_dropsWhatWaited() throws Exception {
    UUID old = send("old", 1);
    clock.advance(Duration.ofDays(29));
    UUID fresh = send("fresh", 1);

    desk.sweep();
    assertEquals(List.of(old, fresh), queued());
    clock.advance(Duration.ofDays(1));
    desk.sweep();

    assertEquals(List.of(fresh), queued());
  }

  @Test
  @Covers("MBX-5")
  void sweep_twoDaysAfterAnAcknowledgement_forgetsTheId() throws Exception {
    UUID id = send("once", 1);
    desk.acknowledge(bob, List.of(id));
    SendRequest again =
        new SendRequest("bob", 1, id, TOKEN, EnvelopePadding.pad(Bytes.copyOf(new byte[1])));
    clock.advance(Duration.ofDays(2).minusSeconds(1));
    desk.sweep();
    desk.send(again);
    assertEquals(List.of(), queued());

    clock.advance(Duration.ofSeconds(1));
    desk.sweep();
    desk.send(again);

    assertEquals(List.of(id), queued());
  }

  @Test
  @Covers("MBX-9")
  void send_over16MiB_isQueueFull() throws Exception {
    for (int i = 0; i < 255; i++) {
      send("m", 16);
    }

    assertRefused(Refusal.QUEUE_FULL, () -> send("m", 16));
  }

  @Test
  @Covers("MBX-7")
  void introduction_afterSevenDays_isWorthNothing() throws Exception {
    Bytes introduction = desk.bundles(bob, "bob").introduction();
    clock.advance(Duration.ofDays(7));

    assertRefused(
        Refusal.BAD_TOKEN,
        () ->
            desk.send(
                new SendRequest(
                    "bob",
                    1,
                    UUID.randomUUID(),
                    introduction,
                    EnvelopePadding.pad(Bytes.copyOf(new byte[1])))));
  }

  @Test
  @Covers("MBX-13")
  void send_overTheRate_isLimitedAndRefillsWithTime() throws Exception {
    for (int i = 0; i < 600; i++) {
      desk.acknowledge(bob, List.of(send("m", 1)));
    }
    assertRefused(Refusal.RATE_LIMITED, () -> send("m", 1));
    clock.advance(Duration.ofSeconds(1));

    for (int i = 0; i < 20; i++) {
      send("m", 1);
    }

    assertRefused(Refusal.RATE_LIMITED, () -> send("m", 1));
  }

  @Test
  @Covers("MBX-13")
  void send_withWrongTokens_doesNotUseUpTheRate() throws Exception {
    Bytes wrong = RANDOM.bytes(16);
    for (int i = 0; i < 601; i++) {
      assertRefused(
          Refusal.BAD_TOKEN,
          () ->
              desk.send(
                  new SendRequest(
                      "bob",
                      1,
                      UUID.randomUUID(),
                      wrong,
                      EnvelopePadding.pad(Bytes.copyOf(new byte[1])))));
    }

    assertEquals(List.of(send("m", 1)), queued());
  }

  @Test
  void next_heldFor_isWhatTheClockSays() throws Exception {
    send("m", 1);
    clock.advance(Duration.ofSeconds(42));

    assertEquals(Duration.ofSeconds(42), desk.next(bob, 0, 1).get(0).heldFor());
  }

  @Test
  @Covers("MBX-3")
  void database_holdsNoToken() throws Exception {
    storage.close();

    String file = Files.readString(directory.resolve("mailbox.db"), StandardCharsets.ISO_8859_1);

    assertTrue(file.contains("bob"));
    assertFalse(
        file.contains(new String(bob.authToken().toByteArray(), StandardCharsets.ISO_8859_1)));
    storage = SqliteStorage.open(directory.resolve("mailbox.db"));
  }
}
