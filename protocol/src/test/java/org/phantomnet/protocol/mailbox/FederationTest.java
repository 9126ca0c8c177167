package org.phantomnet.protocol.mailbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.ProtocolException.Unauthentic;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.HpkeKey;
import org.phantomnet.protocol.crypto.SecretKey;
import org.phantomnet.protocol.crypto.SeededRandom;
import org.phantomnet.protocol.rule.Covers;

class FederationTest {
  static final Instant NOW = Instant.parse("2026-11-20T12:34:56Z");
  static final SeededRandom RANDOM = new SeededRandom(11);
  static final HpkeKey KEY = HpkeKey.generate(RANDOM);
  static final MailboxDocument DOCUMENT = document("mail.example:443", 7, NOW);

  static MailboxDocument document(String mailbox, long serial, Instant from) {
    return new MailboxDocument(
        mailbox,
        MailboxCodecTest.bytes(33, 5),
        MailboxCodecTest.bytes(32, 6),
        KEY.publicKey(),
        serial,
        Instant.ofEpochSecond(from.getEpochSecond()),
        Instant.ofEpochSecond(from.getEpochSecond()).plus(MailboxDocument.MAX_VALIDITY),
        MailboxCodecTest.bytes(64, 7));
  }

  static FederatedRequest request(FederatedRequest.Kind kind) {
    Bytes content =
        kind == FederatedRequest.Kind.SEND
            ? MailboxCodecTest.send("bob").encode()
            : AccountCodec.encodeName("bob");
    return FederatedRequest.at(NOW, kind, content);
  }

  @Test
  @Covers("FED-1")
  void pin_ofAnotherNameOrRoot_isAnother() {
    String pin = DOCUMENT.pin();

    assertTrue(MailboxPin.isPin(pin));
    assertNotEquals(pin, MailboxPin.of("mail.example:444", DOCUMENT.trustRoot()));
    assertNotEquals(pin, MailboxPin.of(DOCUMENT.mailbox(), MailboxCodecTest.bytes(33, 4)));
    assertEquals(pin, document("mail.example:443", 8, NOW.plusSeconds(9)).pin());
  }

  @Test
  @Covers("FED-1")
  void pin_withBitsBehindItsLast_isNone() {
    String pin = DOCUMENT.pin();

    for (String wrong :
        List.of(
            pin.substring(1),
            pin + "a",
            pin.toUpperCase(java.util.Locale.ROOT),
            pin.substring(0, 51) + "b",
            "1" + pin.substring(1))) {
      assertFalse(MailboxPin.isPin(wrong), wrong);
    }
  }

  @Test
  @Covers("FED-2")
  void signedBytes_ofEveryOtherField_differ() {
    List<MailboxDocument> others =
        List.of(
            DOCUMENT,
            document("mail.example:444", 7, NOW),
            document("mail.example:443", 8, NOW),
            document("mail.example:443", 7, NOW.plusSeconds(1)),
            changed(MailboxCodecTest.bytes(33, 1), DOCUMENT.tlsPin(), DOCUMENT.hpkeKey()),
            changed(DOCUMENT.trustRoot(), MailboxCodecTest.bytes(32, 1), DOCUMENT.hpkeKey()),
            changed(DOCUMENT.trustRoot(), DOCUMENT.tlsPin(), MailboxCodecTest.bytes(32, 1)));

    assertEquals(
        others.size(), others.stream().map(MailboxDocument::signedBytes).distinct().count());
  }

  private static MailboxDocument changed(Bytes trustRoot, Bytes tlsPin, Bytes hpkeKey) {
    return new MailboxDocument(
        DOCUMENT.mailbox(),
        trustRoot,
        tlsPin,
        hpkeKey,
        DOCUMENT.serial(),
        DOCUMENT.from(),
        DOCUMENT.until(),
        DOCUMENT.signature());
  }

  @Test
  void document_validForLongerThan30Days_isRefused() {
    byte[] wire = DOCUMENT.encode().toByteArray();
    wire[wire.length - 66]++; // the last byte of valid until

    Malformed refused =
        assertThrows(Malformed.class, () -> MailboxDocument.decode(Bytes.copyOf(wire)));
    assertEquals(Malformed.Reason.BAD_VALUE, refused.reason());
  }

  @Test
  void document_isValidFromItsBeginningToBeforeItsEnd() {
    assertTrue(DOCUMENT.isValidAt(DOCUMENT.from()));
    assertFalse(DOCUMENT.isValidAt(DOCUMENT.from().minusMillis(1)));
    assertTrue(DOCUMENT.isValidAt(DOCUMENT.until().minusMillis(1)));
    assertFalse(DOCUMENT.isValidAt(DOCUMENT.until()));
  }

  @ParameterizedTest
  @EnumSource
  @Covers({"FED-4", "FED-5"})
  void requests_ofEveryKind_lookTheSameAndSoDoTheirAnswers(FederatedRequest.Kind kind)
      throws ProtocolException {
    FederatedRequest request = request(kind);
    SealedExchange.Asked asked = SealedExchange.ask(DOCUMENT, request, RANDOM);

    SealedRequest arrived = SealedRequest.decode(asked.sealed().encode());
    SealedExchange.Opened opened = SealedExchange.open(arrived, KEY, DOCUMENT.mailbox());
    assertEquals(request, opened.request());
    assertEquals(4_352 + 58, asked.sealed().encode().length());

    for (FederatedAnswer answer :
        List.of(
            FederatedAnswer.of(Bytes.EMPTY),
            FederatedAnswer.refusing(Refusal.BAD_TOKEN),
            FederatedAnswer.of(KeysCodec.encode(MailboxCodecTest.bundles())))) {
      Bytes wire = opened.exchange().seal(answer, RANDOM).encode();
      assertEquals(10_240 + 54, wire.length());
      assertEquals(answer, asked.exchange().open(SealedAnswer.decode(wire)));
    }
  }

  @Test
  @Covers("FED-4")
  void request_forAnotherMailboxOrSerial_doesNotOpen() throws ProtocolException {
    SealedRequest sealed =
        SealedExchange.ask(DOCUMENT, request(FederatedRequest.Kind.BUNDLES), RANDOM).sealed();

    assertThrows(Unauthentic.class, () -> SealedExchange.open(sealed, KEY, "other.example:443"));
    SealedRequest relabelled = new SealedRequest(8, sealed.enc(), sealed.ciphertext());
    assertThrows(Unauthentic.class, () -> SealedExchange.open(relabelled, KEY, DOCUMENT.mailbox()));
  }

  @Test
  @Covers("FED-4")
  void answers_ofTwoRequestsSwapped_doNotOpen() throws ProtocolException {
    FederatedRequest request = request(FederatedRequest.Kind.BUNDLES);
    SealedExchange.Asked one = SealedExchange.ask(DOCUMENT, request, RANDOM);
    SealedExchange.Asked two = SealedExchange.ask(DOCUMENT, request, RANDOM);
    SealedAnswer toOne =
        SealedExchange.open(one.sealed(), KEY, DOCUMENT.mailbox())
            .exchange()
            .seal(FederatedAnswer.of(Bytes.EMPTY), RANDOM);

    assertThrows(Unauthentic.class, () -> two.exchange().open(toOne));
    assertEquals(FederatedAnswer.of(Bytes.EMPTY), one.exchange().open(toOne));
  }

  @Test
  void request_isMadeAtATenthOfAnHourOnly() throws ProtocolException {
    List<Instant> made = new ArrayList<>();
    for (long seconds : new long[] {0, 1, 599, 600, 601}) {
      made.add(
          FederatedRequest.at(
                  Instant.ofEpochSecond(seconds), FederatedRequest.Kind.ACCOUNT, Bytes.EMPTY)
              .madeAt());
    }

    assertEquals(
        List.of(0L, 0L, 0L, 600L, 600L), made.stream().map(Instant::getEpochSecond).toList());
  }

  @Test
  @Covers("FED-5")
  void longestEnvelope_fitsIntoOneRequest() throws ProtocolException {
    SendRequest longest =
        new SendRequest(
            "a".repeat(32),
            127,
            UUID.randomUUID(),
            MailboxCodecTest.bytes(16, 1),
            EnvelopePadding.pad(MailboxCodecTest.bytes(EnvelopePadding.MAX_CONTENT, 1)));

    FederatedRequest request =
        FederatedRequest.at(NOW, FederatedRequest.Kind.SEND, longest.encode());

    assertEquals(request, FederatedRequest.decode(request.encode()));
  }

  @Test
  @Covers("FED-5")
  void padding_thatIsNotZeroOrNotTheShortest_isRefused() {
    byte[] padded = request(FederatedRequest.Kind.ACCOUNT).encode().toByteArray();
    byte[] dirty = padded.clone();
    dirty[dirty.length - 1] = 1;

    assertReason(Malformed.Reason.BAD_VALUE, dirty);
    assertReason(Malformed.Reason.BAD_LENGTH, Arrays.copyOf(padded, 2 * padded.length));
    assertReason(Malformed.Reason.BAD_LENGTH, Arrays.copyOf(padded, padded.length - 1));
    assertReason(Malformed.Reason.BAD_LENGTH, Arrays.copyOf(padded, 0));
    byte[] long32 = padded.clone();
    long32[0] = -1;
    assertReason(Malformed.Reason.BAD_LENGTH, long32);
  }

  private static void assertReason(Malformed.Reason reason, byte[] padded) {
    Malformed refused =
        assertThrows(Malformed.class, () -> FederatedRequest.decode(Bytes.copyOf(padded)));
    assertEquals(reason, refused.reason());
  }

  @Test
  @Covers("FED-6")
  void pass_isGoodOnItsDayAndTheNext() {
    SecretKey key = SecretKey.random(32, RANDOM);
    Instant morning = Instant.parse("2026-11-20T00:00:00Z");
    Bytes pass = ForwardPass.of(key, morning);

    assertEquals(pass, ForwardPass.of(key, morning.plus(Duration.ofDays(1)).minusSeconds(1)));
    assertTrue(ForwardPass.isGood(key, morning, pass));
    assertTrue(ForwardPass.isGood(key, morning.plus(Duration.ofDays(2)).minusSeconds(1), pass));
    assertFalse(ForwardPass.isGood(key, morning.plus(Duration.ofDays(2)), pass));
    assertFalse(ForwardPass.isGood(key, morning.minusSeconds(1), pass));
    assertFalse(ForwardPass.isGood(SecretKey.random(32, RANDOM), morning, pass));
  }

  @Test
  void forms_readBack_areTheSame() throws ProtocolException {
    SealedRequest sealed =
        SealedExchange.ask(DOCUMENT, request(FederatedRequest.Kind.SEND), RANDOM).sealed();
    Bytes pass = MailboxCodecTest.bytes(16, 1);
    ForwardRequest forward =
        new ForwardRequest(pass, "mail.example", DOCUMENT.tlsPin(), sealed.encode());
    DocumentRequest document = new DocumentRequest(pass, "[2001:db8::1]:443");

    assertEquals(DOCUMENT, MailboxDocument.decode(DOCUMENT.encode()));
    assertEquals(forward, ForwardRequest.decode(forward.encode()));
    assertEquals(document, DocumentRequest.decode(document.encode()));
    assertEquals(DocumentRequest.LENGTH, document.encode().length());
    assertEquals(pass, ForwardPass.decode(ForwardPass.encode(pass)));
  }
}
