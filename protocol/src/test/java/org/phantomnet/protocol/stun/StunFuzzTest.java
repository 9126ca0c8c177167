package org.phantomnet.protocol.stun;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Covers;

/** Packets from anybody: STUN messages with all their attributes, and ChannelData. */
class StunFuzzTest {
  private static final int SHIFT = 7;
  private static final MessageIntegrity KEY =
      MessageIntegrity.shortTerm("VOkJxbRl1RmTxUk/WvJxBt".getBytes(StandardCharsets.US_ASCII));

  private final StunMessage message = new StunMessage();
  private final StunAddress address = new StunAddress();

  /** A verdict for everything, never a throw; and the same one wherever the packet stands. */
  @FuzzTest
  @Covers({"STUN-1", "STUN-2", "STUN-4", "STUN-5"})
  void packet(byte[] data) {
    channelData(data);
    StunMessage.Verdict verdict = message.wrap(data, 0, data.length);
    byte[] surrounded = surrounded(data);
    StunMessage moved = new StunMessage();
    assertEquals(verdict, moved.wrap(surrounded, SHIFT, data.length));
    if (verdict != StunMessage.Verdict.MESSAGE) {
      return;
    }

    List<Object> read = read(message);

    assertEquals(read, read(moved));
    assertEquals(data.length, message.length());
    assertEquals(data.length % 4, 0);
    Fingerprint.Verdict fingerprint = message.fingerprint();
    assertEquals(fingerprint == Fingerprint.Verdict.ABSENT, message.fingerprintAt() < 0);
    assertEquals(fingerprint, moved.fingerprint());
    MessageIntegrity.Verdict integrity = KEY.verify(message);
    assertEquals(integrity, KEY.verify(moved));
    if (integrity != MessageIntegrity.Verdict.ABSENT) {
      rewritten();
    }
  }

  /** Everything that counts, in order, as values that do not depend on where it stands. */
  private List<Object> read(StunMessage from) {
    List<Object> read = new ArrayList<>();
    read.add(from.method());
    read.add(from.messageClass());
    read.add(from.errorCode());
    int end = from.offset() + from.length();
    int before = from.offset() + StunMessage.HEADER_LENGTH - 1;
    for (int at = from.first(); at != StunMessage.NONE; at = from.next(at)) {
      assertTrue(at > before && from.valueOffset(at) + from.lengthAt(at) <= end);
      before = at;
      int type = from.typeAt(at);
      assertNotEquals(AttributeType.MESSAGE_INTEGRITY, type);
      assertNotEquals(AttributeType.FINGERPRINT, type);
      byte[] value = from.copyValue(at);
      assertTrue(from.valueEquals(at, value));
      assertTrue(from.has(type) && from.find(type) <= at);
      read.add(type);
      read.add(Bytes.copyOf(value));
      read.add(addressOf(from, at, true));
      read.add(addressOf(from, at, false));
      if (value.length >= 4) {
        assertEquals(from.u32(at) >>> 16, from.u16(at));
      }
    }
    return read;
  }

  private Object addressOf(StunMessage from, int at, boolean xor) {
    StunAddress.Verdict verdict = xor ? address.readXor(from, at) : address.readPlain(from, at);
    return verdict == StunAddress.Verdict.ADDRESS
        ? List.of(address.copyAddress(), address.port())
        : verdict;
  }

  /** What counts of it, written by us with a key, proves itself and reads the same. */
  private void rewritten() {
    byte[] out = new byte[message.length() + 128];
    StunMethod method = message.method();
    if (method == StunMethod.OTHER) {
      return;
    }
    StunWriter writer = new StunWriter().begin(out, 0, method, message.messageClass(), message);
    for (int at = message.first(); at != StunMessage.NONE; at = message.next(at)) {
      writer.bytes(message.typeAt(at), message.copyValue(at));
    }
    int length = writer.integrity(KEY).integritySha256(KEY).fingerprint().length();

    StunMessage again = new StunMessage();
    assertEquals(StunMessage.Verdict.MESSAGE, again.wrap(out, 0, length));
    assertEquals(MessageIntegrity.Verdict.VALID, KEY.verify(again));
    assertEquals(Fingerprint.Verdict.VALID, again.fingerprint());
    assertEquals(read(message), read(again));
  }

  private static void channelData(byte[] data) {
    ChannelData.Verdict verdict = ChannelData.check(data, 0, data.length);
    byte[] surrounded = surrounded(data);
    assertEquals(verdict, ChannelData.check(surrounded, SHIFT, data.length));
    if (verdict != ChannelData.Verdict.CHANNEL_DATA) {
      return;
    }
    int number = ChannelData.number(data, 0);
    int length = ChannelData.dataLength(data, 0);
    assertTrue(length + ChannelData.HEADER_LENGTH <= data.length);
    assertTrue(ChannelData.isBindable(number));
    byte[] header = new byte[ChannelData.HEADER_LENGTH];
    ChannelData.writeHeader(header, 0, number, length);
    assertArrayEquals(Arrays.copyOf(data, header.length), header);
    assertEquals(0, ChannelData.streamLength(length) % 4);
  }

  private static byte[] surrounded(byte[] data) {
    byte[] surrounded = new byte[data.length + 2 * SHIFT];
    Arrays.fill(surrounded, (byte) 0xa5);
    System.arraycopy(data, 0, surrounded, SHIFT, data.length);
    return surrounded;
  }

  static List<byte[]> packetSeeds() {
    byte[] id = new byte[StunMessage.TRANSACTION_ID_LENGTH];
    byte[] out = new byte[512];
    int allocated =
        new StunWriter()
            .begin(out, 0, StunMethod.ALLOCATE, StunClass.SUCCESS, id, 0)
            .xorAddress(AttributeType.XOR_RELAYED_ADDRESS, new byte[] {(byte) 192, 0, 2, 1}, 4, 9)
            .plainAddress(AttributeType.MAPPED_ADDRESS, new byte[16], 16, 65_535)
            .u32(AttributeType.LIFETIME, 600)
            .flag(AttributeType.DONT_FRAGMENT)
            .integrity(KEY)
            .integritySha256(KEY)
            .fingerprint()
            .length();
    byte[] refused = new byte[512];
    int error =
        new StunWriter()
            .begin(refused, 0, StunMethod.REFRESH, StunClass.ERROR, id, 0)
            .error(StunErrorCode.STALE_NONCE)
            .text(AttributeType.NONCE, "nonce")
            .length();
    return List.of(
        Rfc5769Test.REQUEST,
        Rfc5769Test.IPV4_RESPONSE,
        Rfc5769Test.IPV6_RESPONSE,
        Rfc5769Test.LONG_TERM_REQUEST,
        Rfc5769Test.SHA256_REQUEST,
        Arrays.copyOf(out, allocated),
        Arrays.copyOf(refused, error),
        new byte[] {0x40, 1, 0, 3, 1, 2, 3, 0},
        new byte[] {0x7f, -1, 0, 0});
  }
}
