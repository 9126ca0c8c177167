package org.phantomnet.protocol.stun;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.phantomnet.protocol.rule.Covers;

/**
 * The sample messages of RFC 5769, and RFC 8489 appendix B.1 with its verified erratum. Those of
 * RFC 5769 were compared byte by byte with the copies in pion/stun and coturn; B.1 with its text
 * and, as corrected, with a copy in another public implementation.
 */
final class Rfc5769Test {
  static final byte[] PASSWORD = "VOkJxbRl1RmTxUk/WvJxBt".getBytes(US_ASCII);
  static final byte[] TRANSACTION = Hex.bytes("b7e7a701 bc34d686 fa87dfae");

  static final byte[] REQUEST =
      Hex.bytes(
          "00010058 2112a442 b7e7a701 bc34d686 fa87dfae",
          "80220010 5354554e 20746573 7420636c 69656e74",
          "00240004 6e0001ff",
          "80290008 932ff9b1 51263b36",
          "00060009 6576746a 3a683676 59202020",
          "00080014 9aeaa70c bfd8cb56 781ef2b5 b2d3f249 c1b571a2",
          "80280004 e57a3bcf");

  static final byte[] IPV4_RESPONSE =
      Hex.bytes(
          "0101003c 2112a442 b7e7a701 bc34d686 fa87dfae",
          "8022000b 74657374 20766563 746f7220",
          "00200008 0001a147 e112a643",
          "00080014 2b91f599 fd9e90c3 8c7489f9 2af9ba53 f06be7d7",
          "80280004 c07d4c96");

  static final byte[] IPV6_RESPONSE =
      Hex.bytes(
          "01010048 2112a442 b7e7a701 bc34d686 fa87dfae",
          "8022000b 74657374 20766563 746f7220",
          "00200014 0002a147 0113a9fa a5d3f179 bc25f4b5 bed2b9d9",
          "00080014 a382954e 4be67bf1 1784c97c 8292c275 bfe3ed41",
          "80280004 c8fb0b4c");

  static final byte[] LONG_TERM_REQUEST =
      Hex.bytes(
          "00010060 2112a442 78ad3433 c6ad72c0 29da412e",
          "00060012 e3839ee3 8388e383 aae38383 e382afe3 82b90000",
          "0015001c 662f2f34 39396b39 35346436 4f4c3334 6f4c3946 53547679 36347341",
          "0014000b 6578616d 706c652e 6f726700",
          "00080014 f6702465 6dd64a3e 02b8e071 2e85c9a2 8ca89666");

  static final byte[] SHA256_REQUEST =
      Hex.bytes(
          "00010090 2112a442 78ad3433 c6ad72c0 29da412e",
          "001e0020 4a3cf38f ef6992bd a952c678 0417da0f 24819415 569e60b2 05c46e41 407f1704",
          "00150029 6f624d61 744a6f73 32414141 43662f2f 3439396b 39353464 364f4c33 346f4c39 46535476 79363473 41000000",
          "0014000b 6578616d 706c652e 6f726700",
          "001d0004 00020000",
          "001c0020 b5c7bf00 5b6c52a2 1c51c5e8 92f81924 136296cb 927c4314 9309278c c6518e65");

  private final StunMessage message = new StunMessage();

  @Test
  @Covers({"STUN-1", "STUN-4", "STUN-5"})
  void request_asPublished_verifies() {
    StunMessage.Verdict verdict = message.wrap(REQUEST, 0, REQUEST.length);

    assertEquals(StunMessage.Verdict.MESSAGE, verdict);
    assertEquals(StunMethod.BINDING, message.method());
    assertEquals(StunClass.REQUEST, message.messageClass());
    assertEquals(
        "evtj:h6vY", new String(message.copyValue(message.find(AttributeType.USERNAME)), US_ASCII));
    assertEquals(0x6e0001ffL, message.u32(message.find(AttributeType.PRIORITY)));
    assertEquals(
        MessageIntegrity.Verdict.VALID, MessageIntegrity.shortTerm(PASSWORD).verify(message));
    assertEquals(Fingerprint.Verdict.VALID, message.fingerprint());
  }

  @Test
  void ipv4Response_asPublished_yieldsTheMappedAddress() {
    message.wrap(IPV4_RESPONSE, 0, IPV4_RESPONSE.length);
    StunAddress address = new StunAddress();

    address.readXor(message, message.find(AttributeType.XOR_MAPPED_ADDRESS));

    assertArrayEquals(new byte[] {(byte) 192, 0, 2, 1}, address.copyAddress().toByteArray());
    assertEquals(32853, address.port());
    assertEquals(StunClass.SUCCESS, message.messageClass());
    assertEquals(
        MessageIntegrity.Verdict.VALID, MessageIntegrity.shortTerm(PASSWORD).verify(message));
    assertEquals(Fingerprint.Verdict.VALID, message.fingerprint());
  }

  @Test
  void ipv6Response_asPublished_yieldsTheMappedAddress() {
    message.wrap(IPV6_RESPONSE, 0, IPV6_RESPONSE.length);
    StunAddress address = new StunAddress();

    address.readXor(message, message.find(AttributeType.XOR_MAPPED_ADDRESS));

    assertArrayEquals(
        Hex.bytes("20010db8 12345678 00112233 44556677"), address.copyAddress().toByteArray());
    assertEquals(32853, address.port());
    assertEquals(
        MessageIntegrity.Verdict.VALID, MessageIntegrity.shortTerm(PASSWORD).verify(message));
    assertEquals(Fingerprint.Verdict.VALID, message.fingerprint());
  }

  @Test
  void longTermRequest_asPublished_verifies() {
    message.wrap(LONG_TERM_REQUEST, 0, LONG_TERM_REQUEST.length);
    MessageIntegrity key =
        MessageIntegrity.longTerm(
            "\u30DE\u30C8\u30EA\u30C3\u30AF\u30B9", "example.org", "TheMatrIX");

    assertEquals(MessageIntegrity.Verdict.VALID, key.verify(message));
    assertEquals(Fingerprint.Verdict.ABSENT, message.fingerprint());
  }

  @Test
  void sha256Request_asPublished_verifies() throws Exception {
    message.wrap(SHA256_REQUEST, 0, SHA256_REQUEST.length);
    byte[] text = "\u30DE\u30C8\u30EA\u30C3\u30AF\u30B9:example.org:TheMatrIX".getBytes(UTF_8);
    byte[] key = java.security.MessageDigest.getInstance("SHA-256").digest(text);

    assertEquals(MessageIntegrity.Verdict.VALID, MessageIntegrity.shortTerm(key).verify(message));
  }

  @Test
  @Covers("STUN-3")
  void ipv4Response_writtenAnew_isTheSameSaveItsPadding() {
    byte[] out = new byte[IPV4_RESPONSE.length];
    Arrays.fill(out, (byte) 0xEE);
    byte[] address = {(byte) 192, 0, 2, 1};
    StunWriter writer = new StunWriter();

    int length =
        writer
            .begin(out, 0, StunMethod.BINDING, StunClass.SUCCESS, TRANSACTION, 0)
            .text(AttributeType.SOFTWARE, "test vector")
            .xorAddress(AttributeType.XOR_MAPPED_ADDRESS, address, 4, 32853)
            .length();

    byte[] expected = Arrays.copyOf(IPV4_RESPONSE, length);
    expected[35] = 0; // the RFC pads with a space
    expected[3] = (byte) (length - StunMessage.HEADER_LENGTH);
    assertArrayEquals(expected, Arrays.copyOf(out, length));
  }

  @Test
  void longTermRequest_writtenAnew_isTheSame() {
    byte[] out = new byte[LONG_TERM_REQUEST.length];
    MessageIntegrity key =
        MessageIntegrity.longTerm(
            "\u30DE\u30C8\u30EA\u30C3\u30AF\u30B9", "example.org", "TheMatrIX");

    new StunWriter()
        .begin(
            out,
            0,
            StunMethod.BINDING,
            StunClass.REQUEST,
            LONG_TERM_REQUEST,
            StunMessage.TRANSACTION_ID_OFFSET)
        .text(AttributeType.USERNAME, "\u30DE\u30C8\u30EA\u30C3\u30AF\u30B9")
        .text(AttributeType.NONCE, "f//499k954d6OL34oL9FSTvy64sA")
        .text(AttributeType.REALM, "example.org")
        .integrity(key);

    assertArrayEquals(LONG_TERM_REQUEST, out);
  }
}
