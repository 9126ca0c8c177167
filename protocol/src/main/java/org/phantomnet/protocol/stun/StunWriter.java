package org.phantomnet.protocol.stun;

import java.nio.charset.StandardCharsets;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Rule;

/**
 * Writes one STUN message into a byte array; reusable, one thread, allocates nothing but what text
 * arguments need.
 *
 * <pre>
 * int length = writer.begin(out, 0, StunMethod.ALLOCATE, StunClass.SUCCESS, request)
 *     .xorAddress(AttributeType.XOR_RELAYED_ADDRESS, address, port)
 *     .u32(AttributeType.LIFETIME, 600)
 *     .integrity(key).fingerprint().length();
 * </pre>
 *
 * A message that does not fit its array is the caller's bug ({@link IndexOutOfBoundsException}).
 */
public final class StunWriter {
  private byte[] out = new byte[0];
  private int offset;
  private int end;

  /** Starts an answer: type by method and class, transaction id of {@code request}. */
  public StunWriter begin(
      byte[] out, int offset, StunMethod method, StunClass messageClass, StunMessage request) {
    return begin(
        out, offset, method, messageClass, request.buffer(), request.transactionIdOffset());
  }

  /** Starts a message with the 12-byte transaction id at {@code idAt} of {@code id}. */
  public StunWriter begin(
      byte[] out, int offset, StunMethod method, StunClass messageClass, byte[] id, int idAt) {
    this.out = out;
    this.offset = offset;
    Octets.putU16(out, offset + StunMessage.TYPE_OFFSET, method.type(messageClass));
    Octets.putI32(out, offset + StunMessage.COOKIE_OFFSET, StunMessage.MAGIC_COOKIE);
    System.arraycopy(
        id,
        idAt,
        out,
        offset + StunMessage.TRANSACTION_ID_OFFSET,
        StunMessage.TRANSACTION_ID_LENGTH);
    end = offset + StunMessage.HEADER_LENGTH;
    announce(end);
    return this;
  }

  public StunWriter bytes(int type, byte[] value, int valueAt, int valueLength) {
    int at = attribute(type, valueLength);
    System.arraycopy(value, valueAt, out, at, valueLength);
    return this;
  }

  public StunWriter bytes(int type, byte[] value) {
    return bytes(type, value, 0, value.length);
  }

  /** An attribute without a value, e.g. DONT-FRAGMENT, USE-CANDIDATE. */
  public StunWriter flag(int type) {
    attribute(type, 0);
    return this;
  }

  public StunWriter text(int type, String value) {
    return bytes(type, value.getBytes(StandardCharsets.UTF_8));
  }

  public StunWriter u32(int type, long value) {
    int at = attribute(type, 4);
    Octets.putI32(out, at, (int) value);
    return this;
  }

  /** Two bytes of value and two of RFFU, e.g. CHANNEL-NUMBER (RFC 8656 section 18.1). */
  public StunWriter u16(int type, int value) {
    return u32(type, (long) value << 16);
  }

  /** One byte of value and three of RFFU, e.g. REQUESTED-TRANSPORT (RFC 8656 section 18.8). */
  public StunWriter u8(int type, int value) {
    return u32(type, (long) value << 24);
  }

  /**
   * @param address 4 or 16 bytes
   */
  public StunWriter xorAddress(int type, byte[] address, int addressLength, int port) {
    return address(type, address, addressLength, port, true);
  }

  /**
   * @param address 4 or 16 bytes
   */
  public StunWriter xorAddress(int type, Bytes address, int port) {
    return xorAddress(type, address.toByteArray(), address.length(), port);
  }

  /**
   * @param address 4 or 16 bytes
   */
  public StunWriter plainAddress(int type, byte[] address, int addressLength, int port) {
    return address(type, address, addressLength, port, false);
  }

  private StunWriter address(int type, byte[] address, int addressLength, int port, boolean xor) {
    int at = attribute(type, StunAddress.ADDRESS_OFFSET + addressLength);
    boolean v4 = addressLength == StunAddress.IPV4_LENGTH;
    int mask = offset + StunMessage.COOKIE_OFFSET;
    out[at] = 0;
    out[at + StunAddress.FAMILY_OFFSET] =
        (byte) (v4 ? StunAddress.FAMILY_IPV4 : StunAddress.FAMILY_IPV6);
    Octets.putU16(out, at + StunAddress.PORT_OFFSET, port ^ (xor ? Octets.u16(out, mask) : 0));
    for (int i = 0; i < addressLength; i++) {
      out[at + StunAddress.ADDRESS_OFFSET + i] = (byte) (address[i] ^ (xor ? out[mask + i] : 0));
    }
    return this;
  }

  /** ERROR-CODE with the registered reason phrase (RFC 8489 section 14.8). */
  public StunWriter error(StunErrorCode code) {
    return error(code, code.reason());
  }

  /**
   * ERROR-CODE with another, possibly empty phrase: it is for people only, and short ones keep
   * answers small.
   */
  public StunWriter error(StunErrorCode code, String phrase) {
    byte[] reason = phrase.getBytes(StandardCharsets.UTF_8);
    int at = attribute(AttributeType.ERROR_CODE, 4 + reason.length);
    Octets.putI32(out, at, code.number() / 100 << 8 | code.number() % 100);
    System.arraycopy(reason, 0, out, at + 4, reason.length);
    return this;
  }

  /** MESSAGE-INTEGRITY; only FINGERPRINT or MESSAGE-INTEGRITY-SHA256 may follow. */
  public StunWriter integrity(MessageIntegrity key) {
    int covered = end - offset;
    int at = attribute(AttributeType.MESSAGE_INTEGRITY, MessageIntegrity.SHA1_LENGTH);
    key.signSha1(out, offset, covered, at);
    return this;
  }

  /** MESSAGE-INTEGRITY-SHA256; only FINGERPRINT may follow. */
  public StunWriter integritySha256(MessageIntegrity key) {
    int covered = end - offset;
    int at = attribute(AttributeType.MESSAGE_INTEGRITY_SHA256, MessageIntegrity.SHA256_LENGTH);
    key.signSha256(out, offset, covered, at);
    return this;
  }

  /** FINGERPRINT, the last attribute. */
  public StunWriter fingerprint() {
    int covered = end - offset;
    int at = attribute(AttributeType.FINGERPRINT, Fingerprint.VALUE_LENGTH);
    Octets.putI32(out, at, Fingerprint.compute(out, offset, covered));
    return this;
  }

  /** Bytes written so far: the message's whole length. */
  public int length() {
    return end - offset;
  }

  /** Reserves the attribute, padding zeroed and length announced; returns where its value goes. */
  @Rule("STUN-3")
  private int attribute(int type, int valueLength) {
    Octets.putU16(out, end, type);
    Octets.putU16(out, end + 2, valueLength);
    int at = end + StunMessage.ATTRIBUTE_HEADER_LENGTH;
    int padded = valueLength + 3 & ~3;
    for (int i = valueLength; i < padded; i++) {
      out[at + i] = 0;
    }
    announce(at + padded);
    return at;
  }

  private void announce(int newEnd) {
    end = newEnd;
    Octets.putU16(
        out, offset + StunMessage.LENGTH_OFFSET, end - offset - StunMessage.HEADER_LENGTH);
  }
}
