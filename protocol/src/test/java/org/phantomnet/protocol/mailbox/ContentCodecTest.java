package org.phantomnet.protocol.mailbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.mailbox.wire.ContactTokens;
import org.phantomnet.protocol.mailbox.wire.ContentFrame;
import org.phantomnet.protocol.rule.Covers;

class ContentCodecTest {
  private static final UserAddress ALICE = UserAddress.parse("alice@mail.example");
  private static final UserAddress BOB = UserAddress.parse("bob@mail.example:4433");
  private static final Bytes ID = Bytes.copyOf(new byte[16]);
  private static final Bytes LIST = Bytes.copyOf(new byte[200]);
  private static final Instant SENT = Instant.ofEpochMilli(1_793_491_200_123L);

  private static Content content(Content.Body body) {
    return new Content(ALICE, BOB, 3, ID, SENT, body);
  }

  static List<Content.Body> bodies() {
    return List.of(
        new Content.Chat("grüß dich"),
        new Content.Chat("x".repeat(Content.Chat.MAX_BYTES)),
        new Content.Call(Bytes.copyOf(new byte[] {1, 2}), ""),
        new Content.Call(
            Bytes.copyOf(new byte[Content.Call.MAX_BYTES]), Content.Call.OFFER_LEGACY_TEXT),
        new Content.ContactRequest(ID, LIST),
        new Content.ContactRequest(ID, LIST, Optional.of(ID)),
        new Content.ContactAccept(ID, LIST),
        new Content.DeviceListUpdate(Bytes.copyOf(new byte[Registration.MAX_DEVICE_LIST])),
        new Content.Sync(Bytes.copyOf(new byte[Content.Sync.MAX_BYTES])),
        new Content.DeliveryReceipt(
            List.of(ID, Bytes.copyOf(new byte[] {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}))),
        new Content.ResendRequest());
  }

  @ParameterizedTest
  @MethodSource("bodies")
  void everyBody_encodedAndDecoded_isTheSame(Content.Body body) throws ProtocolException {
    assertEquals(content(body), ContentCodec.decode(ContentCodec.encode(content(body))));
  }

  @ParameterizedTest
  @MethodSource("bodies")
  @Covers("CONT-2")
  void unknownFieldFrom64On_isIgnored(Content.Body body) throws ProtocolException {
    Bytes extended = with(ContentCodec.encode(content(body)), 0x8a, 0x08, 3, 'a', 'b', 'c'); // 129

    assertEquals(content(body), ContentCodec.decode(extended));
  }

  @ParameterizedTest
  @MethodSource("bodies")
  @Covers("CONT-2")
  void unknownFieldBelow64_isRefused(Content.Body body) {
    Bytes extended = with(ContentCodec.encode(content(body)), 0xf8, 0x03, 1); // 63

    assertEquals("CRITICAL_FIELD", reason(extended));
  }

  @Test
  @Covers("CONT-2")
  void unknownFieldBelow64_insideAnother_isRefused() {
    Bytes encoded = with(chat(), 0x5a, 2, 0x10, 1); // delivery_receipt { 2: 1 }

    assertEquals("CRITICAL_FIELD", reason(encoded));
  }

  @Test
  @Covers("CONT-2")
  void singularField_twice_isRefused() {
    assertEquals("DUPLICATE_FIELD", reason(with(chat(), 0x42, 1, 'x')));
  }

  @Test
  @Covers("CONT-2")
  void knownField_ofAnotherWireType_isRefused() {
    assertEquals("BAD_ENCODING", reason(with(frame().clearText().build(), 0x40, 1)));
    assertEquals("BAD_ENCODING", reason(with(chat(), 0x8b, 0x08, 0x8c, 0x08)));
  }

  @Test
  @Covers("CONT-3")
  void nothing_orTwoThings_areRefused() {
    assertEquals("MISSING_FIELD", reason(with(frame().clearText().build())));
    assertEquals("BAD_VALUE", reason(with(chat(), 0x62, 2, 0x08, 1))); // resend_request
    assertEquals("BAD_VALUE", reason(with(chat(), 0x6a, 1, 7))); // device_list
    assertEquals("BAD_VALUE", reason(with(chat(), 0x72, 1, 7))); // sync
  }

  @Test
  @Covers("CONT-3")
  void consent_withoutAList_isRefused() {
    ContactTokens tokens =
        ContactTokens.newBuilder().setDeliveryToken(ByteString.copyFrom(new byte[16])).build();

    assertEquals(
        "MISSING_FIELD", reason(with(frame().clearText().setContactAccept(tokens).build())));
  }

  @Test
  @Covers("CONT-2")
  void fieldOutOfOrder_isRefused() {
    Bytes resend = ContentCodec.encode(content(new Content.ResendRequest()));

    assertEquals("BAD_ENCODING", reason(with(resend, 0x42, 1, 'x'))); // text
  }

  @Test
  @Covers("CONT-2")
  void numberNotTheShortest_isRefused() {
    assertEquals("BAD_ENCODING", reason(with(frame().clearText().build(), 0x62, 3, 0x08, 0x81, 0)));
  }

  @Test
  @Covers("CONT-1")
  void otherSenderThanCertified_isRefused() {
    assertThrows(
        ProtocolException.Unauthentic.class,
        () -> content(new Content.ResendRequest()).requireBetween(BOB, BOB, 3));
  }

  @Test
  @Covers("CONT-1")
  void otherRecipientOrDevice_isRefused() throws ProtocolException {
    Content content = content(new Content.ResendRequest());

    content.requireBetween(ALICE, BOB, 3);
    assertThrows(
        ProtocolException.Unauthentic.class, () -> content.requireBetween(ALICE, ALICE, 3));
    assertThrows(ProtocolException.Unauthentic.class, () -> content.requireBetween(ALICE, BOB, 4));
  }

  @Test
  void higherMinimumVersion_isUnsupported() {
    assertEquals("VERSION", reason(with(frame().setVersion(2).setMinVersion(2).build())));
    assertEquals("MISSING_FIELD", reason(with(frame().clearMinVersion().build())));
  }

  @Test
  void higherVersion_thatThisOneMayRead_isRead() throws ProtocolException {
    assertEquals(
        content(new Content.Chat("hello")),
        ContentCodec.decode(with(frame().setVersion(9).build())));
  }

  @Test
  void badAddressesAndValues_areRefused() {
    assertEquals("BAD_VALUE", reason(with(frame().setSender("alice").build())));
    assertEquals("MISSING_FIELD", reason(with(frame().setRecipient("").build())));
    assertEquals("MISSING_FIELD", reason(with(frame().setRecipientDevice(0).build())));
    assertEquals("BAD_VALUE", reason(with(frame().setRecipientDevice(-1).build())));
    assertEquals("BAD_VALUE", reason(with(frame().setSentAtMillis(Long.MAX_VALUE).build())));
    assertEquals(
        "BAD_LENGTH", reason(with(frame().setId(ByteString.copyFrom(new byte[15])).build())));
    assertEquals(
        "BAD_LENGTH",
        reason(with(frame().setText("x".repeat(Content.Chat.MAX_BYTES + 1)).build())));
    assertEquals(
        "TOO_LONG", reason(with(frame().setText("x".repeat(ContentCodec.MAX_LENGTH)).build())));
  }

  @Test
  void everyTruncation_isRefused() {
    byte[] whole = ContentCodec.encode(content(new Content.ContactAccept(ID, LIST))).toByteArray();

    for (int length = 0; length < whole.length; length++) {
      Bytes part = Bytes.copyOf(whole, 0, length);
      assertThrows(ProtocolException.class, () -> ContentCodec.decode(part));
    }
  }

  @Test
  void randomDamage_isRefusedOrReadButNeverElse() {
    Random random = new Random(1);
    byte[] whole =
        ContentCodec.encode(content(new Content.DeliveryReceipt(List.of(ID)))).toByteArray();
    int refused = 0;

    for (int i = 0; i < 20_000; i++) {
      byte[] damaged = whole.clone();
      for (int flips = random.nextInt(4); flips >= 0; flips--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      try {
        ContentCodec.decode(Bytes.copyOf(damaged));
      } catch (ProtocolException e) {
        refused++;
      }
    }

    assertTrue(refused > 1_000);
  }

  private static ContentFrame.Builder frame() {
    return ContentFrame.newBuilder()
        .setVersion(1)
        .setMinVersion(1)
        .setSender(ALICE.text())
        .setRecipient(BOB.text())
        .setRecipientDevice(3)
        .setId(ByteString.copyFrom(ID.toByteArray()))
        .setSentAtMillis(SENT.toEpochMilli())
        .setText("hello");
  }

  private static Bytes chat() {
    return ContentCodec.encode(content(new Content.Chat("hello")));
  }

  private static Bytes with(ContentFrame frame, int... more) {
    return with(Bytes.copyOf(frame.toByteArray()), more);
  }

  private static Bytes with(Bytes encoded, int... more) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(encoded.toByteArray());
    for (int octet : more) {
      out.write(octet);
    }
    return Bytes.copyOf(out.toByteArray());
  }

  private static String reason(Bytes encoded) {
    String message =
        assertThrows(ProtocolException.class, () -> ContentCodec.decode(encoded)).getMessage();
    return message == null ? "" : message;
  }
}
