package org.phantomnet.protocol.stun;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;

final class StunMessageTest {
  private static final byte[] ID = new byte[StunMessage.TRANSACTION_ID_LENGTH];
  private static final MessageIntegrity KEY =
      MessageIntegrity.longTerm("user", "realm", "password");

  private final StunMessage message = new StunMessage();
  private final StunWriter writer = new StunWriter();
  private final byte[] out = new byte[512];

  @Test
  @Covers("STUN-1")
  void everyTruncation_isRefused() {
    byte[] whole = Rfc5769Test.REQUEST;

    for (int length = 0; length < whole.length; length++) {
      assertNotEquals(
          StunMessage.Verdict.MESSAGE, message.wrap(whole, 0, length), "length " + length);
    }
  }

  @Test
  @Covers("STUN-1")
  void truncationThatAnnouncesItself_neverReadsPastTheEnd() {
    byte[] whole = Rfc5769Test.REQUEST;

    for (int length = StunMessage.HEADER_LENGTH; length < whole.length; length += 4) {
      byte[] cut = Arrays.copyOf(whole, length);
      Octets.putU16(cut, StunMessage.LENGTH_OFFSET, length - StunMessage.HEADER_LENGTH);

      boolean atBoundary =
          length == 20
              || length == 40
              || length == 48
              || length == 60
              || length == 76
              || length == 100;
      assertEquals(
          atBoundary ? StunMessage.Verdict.MESSAGE : StunMessage.Verdict.BAD_ATTRIBUTES,
          message.wrap(cut, 0, length));
    }
  }

  @Test
  @Covers({"STUN-4", "STUN-5"})
  void everyBitFlip_isSeenByFormFingerprintOrIntegrity() {
    MessageIntegrity key =
        MessageIntegrity.shortTerm(
            "VOkJxbRl1RmTxUk/WvJxBt".getBytes(java.nio.charset.StandardCharsets.US_ASCII));

    for (int bit = 0; bit < Rfc5769Test.REQUEST.length * 8; bit++) {
      byte[] flipped = Rfc5769Test.REQUEST.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);

      boolean good =
          message.wrap(flipped, 0, flipped.length) == StunMessage.Verdict.MESSAGE
              && message.fingerprint() == Fingerprint.Verdict.VALID
              && key.verify(message) == MessageIntegrity.Verdict.VALID;

      assertFalse(good, "bit " + bit);
    }
  }

  @Test
  @Adversary("ADV-49")
  void randomBytes_neverThrow() {
    Random random = new Random(7);
    StunAddress address = new StunAddress();
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      if (bytes.length >= 20) {
        bytes[0] &= 0x3F;
        Octets.putI32(bytes, StunMessage.COOKIE_OFFSET, StunMessage.MAGIC_COOKIE);
        Octets.putU16(bytes, StunMessage.LENGTH_OFFSET, bytes.length - 20);
        for (int at = 22; at < bytes.length; at += 8) {
          bytes[at] = 0;
        }
      }

      if (message.wrap(bytes, 0, bytes.length) == StunMessage.Verdict.MESSAGE) {
        for (int at = message.first(); at != StunMessage.NONE; at = message.next(at)) {
          message.copyValue(at);
          address.readXor(message, at);
          address.readPlain(message, at);
        }
        message.errorCode();
        message.fingerprint();
        KEY.verify(message);
      }
    }
  }

  @Test
  @Covers("STUN-2")
  @Adversary("ADV-42")
  void attributeAfterIntegrity_isNotSeen() {
    int length =
        request()
            .text(AttributeType.USERNAME, "user")
            .integrity(KEY)
            .u32(AttributeType.LIFETIME, 0)
            .fingerprint()
            .length();

    assertEquals(StunMessage.Verdict.MESSAGE, message.wrap(out, 0, length));
    assertEquals(MessageIntegrity.Verdict.VALID, KEY.verify(message));
    assertFalse(message.has(AttributeType.LIFETIME));
    assertTrue(message.has(AttributeType.USERNAME));
    assertEquals(Fingerprint.Verdict.VALID, message.fingerprint());
  }

  @Test
  @Covers("STUN-2")
  @Adversary("ADV-42")
  void attributeBetweenBothIntegrities_isNotSeen() {
    int length =
        request().integrity(KEY).u32(AttributeType.LIFETIME, 0).integritySha256(KEY).length();

    message.wrap(out, 0, length);

    assertEquals(MessageIntegrity.Verdict.VALID, KEY.verify(message));
    assertFalse(message.has(AttributeType.LIFETIME));
  }

  @Test
  @Covers("STUN-4")
  void wrongSha256_isNotSavedByARightSha1() {
    int length = request().integrity(KEY).integritySha256(KEY).length();
    out[length - 1] ^= 1;

    message.wrap(out, 0, length);

    assertEquals(MessageIntegrity.Verdict.WRONG, KEY.verify(message));
  }

  @Test
  @Covers("STUN-4")
  void truncatedIntegrity_isWrong() {
    int length = request().bytes(AttributeType.MESSAGE_INTEGRITY_SHA256, new byte[16]).length();

    message.wrap(out, 0, length);

    assertEquals(MessageIntegrity.Verdict.WRONG, KEY.verify(message));
  }

  @Test
  void missingIntegrity_isAbsent() {
    message.wrap(out, 0, request().length());

    assertEquals(MessageIntegrity.Verdict.ABSENT, KEY.verify(message));
  }

  @Test
  @Covers("STUN-1")
  void attributeAfterFingerprint_isRefused() {
    int length = request().fingerprint().u32(AttributeType.LIFETIME, 0).length();

    assertEquals(StunMessage.Verdict.BAD_ATTRIBUTES, message.wrap(out, 0, length));
  }

  @Test
  @Covers("STUN-3")
  @Adversary("ADV-40")
  void padding_inADirtyBuffer_isZero() {
    for (int valueLength = 0; valueLength < 9; valueLength++) {
      Arrays.fill(out, (byte) 0x5A);
      byte[] value = new byte[valueLength];
      Arrays.fill(value, (byte) 0x11);

      int length = request().bytes(AttributeType.SOFTWARE, value).length();

      for (int at = 24 + valueLength; at < length; at++) {
        assertEquals(0, out[at], "padding of a value of " + valueLength);
      }
      assertEquals(0, length % 4);
    }
  }

  @Test
  void transactionIdBytes_maskTheIpv6Address() {
    byte[] id = Hex.bytes("000102030405060708090a0b");
    byte[] address = Hex.bytes("20010db8000000000000000000000001");
    int length =
        writer
            .begin(out, 0, StunMethod.BINDING, StunClass.SUCCESS, id, 0)
            .xorAddress(AttributeType.XOR_MAPPED_ADDRESS, address, 16, 3478)
            .plainAddress(AttributeType.MAPPED_ADDRESS, address, 16, 3478)
            .length();
    StunAddress read = new StunAddress();
    message.wrap(out, 0, length);

    for (boolean xor : new boolean[] {true, false}) {
      if (xor) {
        read.readXor(message, message.find(AttributeType.XOR_MAPPED_ADDRESS));
      } else {
        read.readPlain(message, message.find(AttributeType.MAPPED_ADDRESS));
      }
      assertTrue(read.sameAddress(org.phantomnet.protocol.bytes.Bytes.copyOf(address)));
      assertEquals(3478, read.port());
    }
  }

  @Test
  void address_ofWrongLengthOrFamily_isRefused() {
    StunAddress read = new StunAddress();
    int length =
        request()
            .bytes(AttributeType.XOR_PEER_ADDRESS, new byte[] {0, 3, 0, 0, 0, 0, 0, 0})
            .bytes(AttributeType.XOR_MAPPED_ADDRESS, new byte[] {0, 2, 0, 0, 0, 0, 0, 0})
            .bytes(AttributeType.XOR_RELAYED_ADDRESS, new byte[] {0, 1})
            .length();
    message.wrap(out, 0, length);

    assertEquals(
        StunAddress.Verdict.UNKNOWN_FAMILY,
        read.readXor(message, message.find(AttributeType.XOR_PEER_ADDRESS)));
    assertEquals(
        StunAddress.Verdict.BAD_LENGTH,
        read.readXor(message, message.find(AttributeType.XOR_MAPPED_ADDRESS)));
    assertEquals(
        StunAddress.Verdict.BAD_LENGTH,
        read.readXor(message, message.find(AttributeType.XOR_RELAYED_ADDRESS)));
  }

  @Test
  void errorCode_readsBackEveryCode() {
    for (StunErrorCode code : StunErrorCode.values()) {
      int length =
          writer.begin(out, 0, StunMethod.ALLOCATE, StunClass.ERROR, ID, 0).error(code).length();

      message.wrap(out, 0, length);

      assertEquals(code.number(), message.errorCode());
    }
  }

  @Test
  void destroyedKey_refusesToWork() {
    MessageIntegrity key = MessageIntegrity.shortTerm(new byte[] {1});
    message.wrap(out, 0, request().integrity(key).length());

    key.close();

    assertTrue(key.isDestroyed());
    org.junit.jupiter.api.Assertions.assertThrows(
        IllegalStateException.class, () -> key.verify(message));
  }

  private StunWriter request() {
    return writer.begin(out, 0, StunMethod.REFRESH, StunClass.REQUEST, ID, 0);
  }
}
