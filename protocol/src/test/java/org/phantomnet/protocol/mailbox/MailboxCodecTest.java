package org.phantomnet.protocol.mailbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.phantomnet.protocol.HostileInput;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.rule.Covers;

class MailboxCodecTest {
  static final AccountId ACCOUNT =
      new AccountId(UUID.fromString("11223344-5566-4788-99aa-bbccddeeff00"));
  static final UUID ENVELOPE = UUID.fromString("00000000-0000-4000-8000-0000000000ff");
  private static final SignedPreKey SIGNED = new SignedPreKey(7, bytes(33, 1), bytes(64, 2));
  private static final SignedPreKey KYBER =
      new SignedPreKey(PreKey.MAX_ID, bytes(1_569, 3), bytes(64, 4));
  private static final PreKey ONE_TIME = new PreKey(0, bytes(33, 5));
  static final PreKeyUpload UPLOAD =
      new PreKeyUpload(
          SIGNED, KYBER, List.of(ONE_TIME, new PreKey(1, bytes(33, 6))), List.of(KYBER));

  static Bytes bytes(int length, int value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return Bytes.copyOf(bytes);
  }

  static Registration registration() {
    return new Registration(
        "alice",
        bytes(33, 8),
        1,
        0x3fff,
        bytes(32, 9),
        bytes(16, 10),
        UPLOAD,
        bytes(200, 15),
        bytes(64, 11));
  }

  static UserBundles bundles() {
    return new UserBundles(
        ACCOUNT,
        bytes(16, 12),
        bytes(1_024, 16),
        List.of(
            new DeviceBundle(ACCOUNT, 1, 1, bytes(33, 8), SIGNED, Optional.of(ONE_TIME), KYBER),
            new DeviceBundle(ACCOUNT, 127, 2, bytes(33, 8), SIGNED, Optional.empty(), KYBER)));
  }

  static SendRequest send(String name) {
    return new SendRequest(name, 3, ENVELOPE, bytes(16, 13), EnvelopePadding.pad(bytes(100, 14)));
  }

  @Test
  void registration_roundTrip_isStrict() throws Exception {
    Bytes wire = AccountCodec.encode(registration());

    assertEquals(registration(), AccountCodec.decodeRegistration(wire));
    HostileInput.assertStrict(AccountCodec::decodeRegistration, wire);
  }

  @Test
  void upload_roundTrip_isStrict() throws Exception {
    Bytes wire = KeysCodec.encode(UPLOAD);

    assertEquals(UPLOAD, KeysCodec.decodeUpload(wire));
    HostileInput.assertStrict(KeysCodec::decodeUpload, wire);
  }

  @Test
  void upload_sameKeyIdTwice_isMalformed() {
    PreKeyUpload twice = new PreKeyUpload(SIGNED, KYBER, List.of(ONE_TIME, ONE_TIME), List.of());

    assertThrows(Malformed.class, () -> KeysCodec.decodeUpload(KeysCodec.encode(twice)));
  }

  @Test
  void bundles_roundTrip_isStrict() throws Exception {
    Bytes wire = KeysCodec.encode(bundles());

    assertEquals(bundles(), KeysCodec.decodeBundles(wire));
    HostileInput.assertStrict(KeysCodec::decodeBundles, wire);
  }

  @Test
  void bundles_sameDeviceTwice_isMalformed() {
    DeviceBundle bundle = bundles().devices().get(0);
    UserBundles twice =
        new UserBundles(ACCOUNT, bytes(16, 12), bytes(9, 1), List.of(bundle, bundle));

    assertThrows(Malformed.class, () -> KeysCodec.decodeBundles(KeysCodec.encode(twice)));
  }

  @Test
  @Covers("ENV-5")
  void message_withExtensions_ignoresThoseFrom64On() throws Exception {
    HostileInput.assertExtensionRule(
        KeysCodec::decodeCounts, KeysCodec.encode(new PreKeyCounts(3, 100)));
    HostileInput.assertExtensionRule(
        AccountCodec::decodeRegistration, AccountCodec.encode(registration()));
    HostileInput.assertExtensionRule(SendRequest::decode, send("bob").encode());
    HostileInput.assertExtensionRule(
        PushFrame::decode, PushFrame.encode(new PushFrame.Acknowledge(ENVELOPE)));
  }

  @Test
  void smallMessages_roundTrip_areStrict() throws Exception {
    assertEquals(ACCOUNT, AccountCodec.decodeAccountId(AccountCodec.encode(ACCOUNT)));
    assertEquals("bob", AccountCodec.decodeName(AccountCodec.encodeName("bob")));
    assertEquals(
        bytes(16, 1),
        AccountCodec.decodeDeliveryToken(AccountCodec.encodeDeliveryToken(bytes(16, 1))));
    HostileInput.assertStrict(AccountCodec::decodeAccountId, AccountCodec.encode(ACCOUNT));
    HostileInput.assertStrict(AccountCodec::decodeName, AccountCodec.encodeName("bob"));
    HostileInput.assertStrict(
        AccountCodec::decodeDeliveryToken, AccountCodec.encodeDeliveryToken(bytes(16, 1)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bob", "b", "1bob", "bob!", "bo b"})
  void name_outsideTheRule_isMalformed(String name) {
    assertThrows(Malformed.class, () -> AccountCodec.decodeName(AccountCodec.encodeName(name)));
  }

  @Test
  void sendRequest_roundTrip_isStrictAndOfOneLength() throws Exception {
    Bytes wire = send("bob").encode();

    assertEquals(send("bob"), SendRequest.decode(wire));
    assertEquals(wire.length(), send("a-very-long-name-32-characters").encode().length());
    HostileInput.assertStrict(SendRequest::decode, wire);
  }

  @Test
  @Covers("ENV-4")
  void sendRequest_envelopeThatIsNotPadded_isMalformed() {
    SendRequest bare = new SendRequest("bob", 1, ENVELOPE, bytes(16, 13), bytes(100, 1));

    assertThrows(Malformed.class, () -> SendRequest.decode(bare.encode()));
  }

  @Test
  void pushFrames_roundTrip_areStrict() throws Exception {
    List<PushFrame> frames =
        List.of(
            new PushFrame.Hello(Instant.ofEpochSecond(1_800_000_000)),
            new PushFrame.Deliver(
                ENVELOPE, Duration.ofMillis(1_234), EnvelopePadding.pad(bytes(1, 1))),
            new PushFrame.QueueDelivered(),
            new PushFrame.Acknowledge(ENVELOPE));
    for (PushFrame frame : frames) {
      assertEquals(frame, PushFrame.decode(PushFrame.encode(frame)));
      HostileInput.assertStrict(PushFrame::decode, PushFrame.encode(frame));
    }
  }

  @Test
  void pushFrame_unknownType_isUnsupported() {
    Bytes unknown = Bytes.copyOf(new byte[] {1, 99, 0});

    assertThrows(ProtocolException.Unsupported.class, () -> PushFrame.decode(unknown));
  }

  @Test
  void message_ofAnotherVersion_isUnsupported() {
    byte[] wire = AccountCodec.encode(ACCOUNT).toByteArray();
    wire[0] = 2;

    assertThrows(
        ProtocolException.Unsupported.class,
        () -> AccountCodec.decodeAccountId(Bytes.copyOf(wire)));
  }

  @ParameterizedTest
  @EnumSource(Refusal.class)
  void refusal_roundTrip_isStrict(Refusal refusal) throws Exception {
    assertEquals(refusal, Refusal.decode(refusal.encode()));
    HostileInput.assertStrict(Refusal::decode, refusal.encode());
  }

  @Test
  void accountHeader_roundTrip_isStrict() throws Exception {
    Account account = new Account(ACCOUNT, 5, bytes(32, 1));
    String header = AccountHeader.encode(account);

    assertEquals(account, AccountHeader.decode(header));
    for (String bad :
        List.of(
            "",
            "Bearer ",
            "Basic " + header,
            header + "A",
            header + "==",
            header.substring(0, header.length() - 1) + "F", // as "E", but for a bit behind the end
            header.substring(0, 40),
            "Bearer ***")) {
      assertThrows(Malformed.class, () -> AccountHeader.decode(bad));
    }
  }

  @Test
  @Covers("MBX-2")
  void registrationProof_eachInput_isBound() {
    UserAddress alice = UserAddress.parse("alice@mail.example:443");
    Bytes base = RegistrationProof.signedBytes(alice, bytes(33, 1), bytes(32, 2));

    assertEquals(4 * 4 + 26 + 22 + 33 + 32, base.length());
    assertNotEquals(
        base,
        RegistrationProof.signedBytes(
            UserAddress.parse("alic2@mail.example:443"), bytes(33, 1), bytes(32, 2)));
    assertNotEquals(base, RegistrationProof.signedBytes(alice, bytes(33, 3), bytes(32, 2)));
    assertNotEquals(base, RegistrationProof.signedBytes(alice, bytes(33, 1), bytes(32, 3)));
  }
}
