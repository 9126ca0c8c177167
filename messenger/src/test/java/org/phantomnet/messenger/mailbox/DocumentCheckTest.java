package org.phantomnet.messenger.mailbox;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.phantomnet.protocol.ProtocolException.Unauthentic;
import org.phantomnet.protocol.ProtocolException.Unauthentic.Reason;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.mailbox.MailboxDocument;
import org.phantomnet.protocol.mailbox.MailboxKeys;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.signal.libsignal.protocol.ecc.ECKeyPair;

@Covers("FED-3")
class DocumentCheckTest {
  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
  private static final String MAILBOX = "mail.example:443";
  private static final ECKeyPair ROOT = ECKeyPair.generate();
  private static final ECKeyPair OTHER_ROOT = ECKeyPair.generate();

  private static MailboxDocument document(
      String mailbox, ECKeyPair named, ECKeyPair signing, long serial, Instant from) {
    MailboxKeys keys =
        new MailboxKeys(
            mailbox, Bytes.copyOf(new byte[32]), Bytes.copyOf(named.getPublicKey().serialize()));
    Bytes hpke = Bytes.copyOf(new byte[32]);
    Instant until = from.plus(Duration.ofDays(30));
    byte[] signed = MailboxDocument.signedBytes(keys, hpke, serial, from, until).toByteArray();
    return new MailboxDocument(
        mailbox,
        keys.trustRoot(),
        keys.tlsPin(),
        hpke,
        serial,
        from,
        until,
        Bytes.copyOf(signing.getPrivateKey().calculateSignature(signed)));
  }

  private static MailboxDocument good(long serial) {
    return document(MAILBOX, ROOT, ROOT, serial, NOW);
  }

  private static void check(MailboxDocument document, Optional<MailboxDocument> before, Instant now)
      throws Unauthentic {
    DocumentCheck.requireGood(
        document, MAILBOX, Bytes.copyOf(ROOT.getPublicKey().serialize()), before, now);
  }

  private static Reason reason(MailboxDocument document, Instant now) {
    return assertThrows(Unauthentic.class, () -> check(document, Optional.of(good(7)), now))
        .reason();
  }

  @Test
  void documentOfThePinnedRoot_sameOrNewerThanTheLast_isTaken() {
    assertDoesNotThrow(() -> check(good(7), Optional.of(good(7)), NOW));
    assertDoesNotThrow(() -> check(good(8), Optional.of(good(7)), NOW));
    assertDoesNotThrow(() -> check(good(0), Optional.empty(), NOW));
  }

  @Test
  @Adversary("ADV-51")
  void documentOfAnotherMailboxRootSignatureOrTime_isRefused() {
    assertEquals(
        Reason.WRONG_SENDER, reason(document("mail.example:444", ROOT, ROOT, 8, NOW), NOW));
    assertEquals(
        Reason.UNKNOWN_SIGNER, reason(document(MAILBOX, OTHER_ROOT, OTHER_ROOT, 8, NOW), NOW));
    assertEquals(Reason.BAD_SIGNATURE, reason(document(MAILBOX, ROOT, OTHER_ROOT, 8, NOW), NOW));
    assertEquals(Reason.NOT_YET_VALID, reason(good(8), NOW.minusMillis(1)));
    assertEquals(Reason.EXPIRED, reason(good(8), NOW.plus(Duration.ofDays(30))));
  }

  @Test
  void olderDocument_putBack_isRefused() {
    assertEquals(Reason.ROLLED_BACK, reason(good(6), NOW));
  }
}
