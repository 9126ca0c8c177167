package org.phantomnet.relay.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.SystemRandom;
import org.phantomnet.protocol.directory.DirectoryKey;
import org.phantomnet.protocol.directory.RelayDescriptor;
import org.phantomnet.protocol.directory.SignedDescriptor;
import org.phantomnet.protocol.mailbox.Refusal;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.relay.TestClock;
import org.phantomnet.relay.https.HttpsServer;
import org.phantomnet.relay.https.Refused;

/** What strangers may put into an authority's folder, and how much of it. */
class SubmissionsTest {
  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

  @TempDir Path directory;
  private final TestClock clock = new TestClock(NOW);

  private Submissions submissions() {
    return new Submissions(directory.resolve("pending"), false, clock);
  }

  private static Bytes v4(int a, int b, int c, int d) {
    return Bytes.copyOf(new byte[] {(byte) a, (byte) b, (byte) c, (byte) d});
  }

  private static Bytes descriptor(DirectoryKey key, Bytes address, Instant notBefore) {
    return SignedDescriptor.sign(
            new RelayDescriptor(
                key.publicKey(),
                List.of(
                    new RelayDescriptor.Listener(RelayDescriptor.ListenerKind.UDP, address, 3_478)),
                List.of(address),
                20_000,
                29_999,
                "",
                "eu",
                4,
                "one.example",
                0,
                Bytes.EMPTY,
                notBefore,
                NOW.plusSeconds(86_400),
                Bytes.EMPTY),
            key)
        .encode();
  }

  private static HttpsServer.Request from(Bytes source, Bytes body) {
    return new HttpsServer.Request(Optional.empty(), source, body);
  }

  private List<Path> kept() throws Exception {
    return Submissions.files(directory.resolve("pending"));
  }

  @Test
  @Covers("DIR-14")
  void descriptor_fromItsOwnNetwork_isKeptOnceAndTheLatestOfThem() throws Exception {
    Submissions submissions = submissions();
    try (DirectoryKey key = DirectoryKey.generate(new SystemRandom())) {
      Bytes address = v4(193, 0, 2, 1);
      Bytes later = descriptor(key, address, NOW.minusSeconds(10));
      submissions.accept(from(address, descriptor(key, address, NOW.minusSeconds(20))));
      submissions.accept(from(v4(193, 0, 2, 200), later));
      submissions.accept(from(address, descriptor(key, address, NOW.minusSeconds(30))));

      assertEquals(1, kept().size());
      assertEquals(later, Bytes.copyOf(Files.readAllBytes(kept().get(0))));
      assertThrows(
          ProtocolException.class, () -> submissions.accept(from(v4(193, 0, 3, 1), later)));
      assertThrows(
          ProtocolException.class,
          () -> submissions.accept(from(address, Bytes.copyOf(new byte[200]))));
    }
  }

  @Test
  @Covers("DIR-15")
  void network_thatSendsMoreThanSixAnHour_waitsAndOthersDoNot() throws Exception {
    Submissions submissions = submissions();
    Bytes junk = Bytes.copyOf(new byte[10]);
    for (int i = 0; i < Submissions.MOST_AN_HOUR; i++) {
      Bytes source = v4(193, 0, 2, i);
      assertThrows(ProtocolException.class, () -> submissions.accept(from(source, junk)));
    }
    Refused refused =
        assertThrows(Refused.class, () -> submissions.accept(from(v4(193, 0, 2, 99), junk)));
    assertEquals(Refusal.RATE_LIMITED, refused.refusal());
    assertThrows(ProtocolException.class, () -> submissions.accept(from(v4(193, 0, 3, 1), junk)));

    clock.advance(Duration.ofHours(1));

    assertThrows(ProtocolException.class, () -> submissions.accept(from(v4(193, 0, 2, 1), junk)));
  }

  @Test
  @Covers("DIR-15")
  void folder_thatIsFull_takesNoNewRelay() throws Exception {
    Path pending = Files.createDirectories(directory.resolve("pending"));
    for (int i = 0; i < Submissions.MOST_PENDING; i++) {
      Files.createFile(pending.resolve(i + Submissions.SUFFIX));
    }
    try (DirectoryKey key = DirectoryKey.generate(new SystemRandom())) {
      Bytes body = descriptor(key, v4(193, 0, 2, 1), NOW);

      Refused refused =
          assertThrows(Refused.class, () -> submissions().accept(from(v4(193, 0, 2, 1), body)));

      assertEquals(Refusal.QUEUE_FULL, refused.refusal());
    }
    assertTrue(kept().size() == Submissions.MOST_PENDING);
  }
}
