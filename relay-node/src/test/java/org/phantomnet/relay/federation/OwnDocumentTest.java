package org.phantomnet.relay.federation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.HpkeKey;
import org.phantomnet.protocol.mailbox.MailboxDocument;
import org.phantomnet.protocol.mailbox.MailboxKeys;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.relay.TestClock;

@Covers("FED-17")
class OwnDocumentTest {
  private static final MailboxKeys OWN =
      new MailboxKeys("mail.example", Bytes.copyOf(new byte[32]), Bytes.copyOf(new byte[33]));

  @TempDir Path directory;
  private final TestClock clock = new TestClock(Instant.parse("2026-11-20T12:00:00Z"));
  private final CountingRandom random = new CountingRandom();

  private OwnDocument open() throws IOException {
    return OwnDocument.open(directory, OWN, message -> Bytes.copyOf(new byte[64]), clock, random);
  }

  private static Optional<Bytes> key(OwnDocument own, long serial) {
    return own.keyOf(serial).map(HpkeKey::publicKey);
  }

  @Test
  void document_ofTheNextDay_isAnotherUnderTheSameKey() throws IOException {
    OwnDocument own = open();
    MailboxDocument first = own.current();

    assertEquals(first, own.current());
    clock.advance(OwnDocument.RENEW_EVERY);
    MailboxDocument second = own.current();
    assertTrue(second.serial() > first.serial());
    assertEquals(first.hpkeKey(), second.hpkeKey());
    assertTrue(second.isValidAt(clock.instant()));
    assertEquals(Optional.of(first.hpkeKey()), key(own, first.serial()));
  }

  @Test
  void key_ofTheWeekBefore_stillOpensAndOlderOnesDoNot() throws IOException {
    OwnDocument own = open();
    MailboxDocument first = own.current();
    clock.advance(OwnDocument.KEY_LIFETIME);
    MailboxDocument second = own.current();

    assertNotEquals(first.hpkeKey(), second.hpkeKey());
    assertEquals(Optional.of(first.hpkeKey()), key(own, first.serial()));
    assertEquals(Optional.of(second.hpkeKey()), key(own, second.serial()));

    clock.advance(OwnDocument.KEY_LIFETIME);
    MailboxDocument third = own.current();
    assertEquals(Optional.empty(), key(own, first.serial()));
    assertEquals(Optional.of(second.hpkeKey()), key(own, second.serial()));
    assertEquals(Optional.of(third.hpkeKey()), key(own, third.serial()));
    assertEquals(Optional.empty(), key(own, third.serial() + 1));
  }

  @Test
  void keys_afterARestart_areTheSameAndTheSerialRises() throws IOException {
    OwnDocument own = open();
    MailboxDocument first = own.current();
    own.close();

    OwnDocument again = open();
    assertTrue(again.current().serial() > first.serial());
    assertEquals(first.hpkeKey(), again.current().hpkeKey());
    assertEquals(Optional.of(first.hpkeKey()), key(again, first.serial()));
  }

  @Test
  void serial_afterTheClockWentBack_stillRises() throws IOException {
    OwnDocument own = open();
    clock.advance(Duration.ofDays(5));
    long last = own.current().serial();
    clock.advance(Duration.ofDays(-3));

    assertTrue(open().current().serial() > last);
  }

  @Test
  void keyFile_cutShort_isAnErrorAndNotANewKey() throws IOException {
    open().close();
    Path file = directory.resolve("mailbox-hpke.keys");
    byte[] content = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(content, content.length - 1));

    assertThrows(IOException.class, this::open);
  }
}
