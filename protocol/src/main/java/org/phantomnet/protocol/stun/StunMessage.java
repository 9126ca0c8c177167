package org.phantomnet.protocol.stun;

import org.phantomnet.protocol.rule.Rule;

/**
 * A received STUN message: a flyweight over bytes it does not own (RFC 8489 section 5).
 *
 * <p>{@link #wrap} checks form once and completely; every other method assumes it said {@link
 * Verdict#MESSAGE}. Attributes are named by their position ({@code at}), so reading allocates
 * nothing. One thread; reusable.
 *
 * <pre>
 * for (int at = message.first(); at != StunMessage.NONE; at = message.next(at)) {
 *   switch (message.typeAt(at)) { ... message.valueOffset(at), message.lengthAt(at) ... }
 * }
 * </pre>
 *
 * Only attributes that count are visited: what follows MESSAGE-INTEGRITY is not, save
 * MESSAGE-INTEGRITY-SHA256 and FINGERPRINT, which have their own accessors (STUN-2).
 */
public final class StunMessage {
  public static final int TYPE_OFFSET = 0; // RFC 8489 section 5
  public static final int LENGTH_OFFSET = 2; // RFC 8489 section 5
  public static final int COOKIE_OFFSET = 4; // RFC 8489 section 5
  public static final int TRANSACTION_ID_OFFSET = 8; // RFC 8489 section 5
  public static final int HEADER_LENGTH = 20; // RFC 8489 section 5
  public static final int TRANSACTION_ID_LENGTH = 12; // RFC 8489 section 5
  public static final int MAGIC_COOKIE = 0x2112A442; // RFC 8489 section 5
  public static final int ATTRIBUTE_HEADER_LENGTH = 4; // RFC 8489 section 14

  /** No such attribute. */
  public static final int NONE = -1;

  /** What {@link #wrap} finds. */
  public enum Verdict {
    MESSAGE,
    TOO_SHORT,
    NOT_STUN,
    BAD_COOKIE,
    BAD_LENGTH,
    BAD_ATTRIBUTES
  }

  private static final byte[] NOTHING = new byte[0];

  private byte[] buffer = NOTHING;
  private int offset;
  private int length;

  /** End of the attributes that count: the first integrity or fingerprint attribute, or the end. */
  private int countedEnd;

  private int integrityAt = NONE;
  private int integritySha256At = NONE;
  private int fingerprintAt = NONE;

  /**
   * Points at a message that fills exactly {@code length} bytes from {@code offset}. The bytes must
   * not change while it is in use.
   */
  @Rule("STUN-1")
  public Verdict wrap(byte[] buffer, int offset, int length) {
    if (length < HEADER_LENGTH) {
      return Verdict.TOO_SHORT;
    }
    if ((buffer[offset] & 0xC0) != 0) {
      return Verdict.NOT_STUN;
    }
    if (Octets.i32(buffer, offset + COOKIE_OFFSET) != MAGIC_COOKIE) {
      return Verdict.BAD_COOKIE;
    }
    int announced = Octets.u16(buffer, offset + LENGTH_OFFSET);
    if ((announced & 3) != 0 || announced != length - HEADER_LENGTH) {
      return Verdict.BAD_LENGTH;
    }
    this.buffer = buffer;
    this.offset = offset;
    this.length = length;
    return walk() ? Verdict.MESSAGE : Verdict.BAD_ATTRIBUTES;
  }

  @Rule("STUN-2")
  private boolean walk() {
    integrityAt = NONE;
    integritySha256At = NONE;
    fingerprintAt = NONE;
    int end = offset + length;
    countedEnd = end;
    int at = offset + HEADER_LENGTH;
    while (at < end) {
      if (fingerprintAt != NONE) {
        return false; // RFC 8489 section 14.7: FINGERPRINT is the last attribute
      }
      int valueLength = lengthAt(at);
      int next = at + ATTRIBUTE_HEADER_LENGTH + (valueLength + 3 & ~3);
      if (next > end) {
        return false;
      }
      switch (typeAt(at)) {
        case AttributeType.MESSAGE_INTEGRITY:
          if (integrityAt == NONE && integritySha256At == NONE) {
            integrityAt = at;
            countedEnd = at;
          }
          break;
        case AttributeType.MESSAGE_INTEGRITY_SHA256:
          if (integritySha256At == NONE) {
            integritySha256At = at;
            countedEnd = Math.min(countedEnd, at);
          }
          break;
        case AttributeType.FINGERPRINT:
          fingerprintAt = at;
          countedEnd = Math.min(countedEnd, at);
          break;
        default:
          break;
      }
      at = next;
    }
    return true;
  }

  public byte[] buffer() {
    return buffer;
  }

  public int offset() {
    return offset;
  }

  /** The whole message's length in bytes, header included. */
  public int length() {
    return length;
  }

  public int type() {
    return Octets.u16(buffer, offset + TYPE_OFFSET);
  }

  public StunMethod method() {
    return StunMethod.ofType(type());
  }

  public StunClass messageClass() {
    return StunClass.ofType(type());
  }

  public int transactionIdOffset() {
    return offset + TRANSACTION_ID_OFFSET;
  }

  /** Position of the first attribute, or {@link #NONE}. */
  public int first() {
    int at = offset + HEADER_LENGTH;
    return at < countedEnd ? at : NONE;
  }

  /** Position of the attribute after that at {@code at}, or {@link #NONE}. */
  public int next(int at) {
    int next = at + ATTRIBUTE_HEADER_LENGTH + (lengthAt(at) + 3 & ~3);
    return next < countedEnd ? next : NONE;
  }

  /**
   * Position of the first attribute of that type, or {@link #NONE}; repeats are ignored (RFC 8489
   * section 14).
   */
  public int find(int attributeType) {
    for (int at = first(); at != NONE; at = next(at)) {
      if (typeAt(at) == attributeType) {
        return at;
      }
    }
    return NONE;
  }

  public boolean has(int attributeType) {
    return find(attributeType) != NONE;
  }

  public int typeAt(int at) {
    return Octets.u16(buffer, at);
  }

  /** The value's length in bytes, padding not counted. */
  public int lengthAt(int at) {
    return Octets.u16(buffer, at + 2);
  }

  /** Where in {@link #buffer()} the value starts. */
  public int valueOffset(int at) {
    return at + ATTRIBUTE_HEADER_LENGTH;
  }

  public int integrityAt() {
    return integrityAt;
  }

  public int integritySha256At() {
    return integritySha256At;
  }

  public int fingerprintAt() {
    return fingerprintAt;
  }

  /**
   * First four bytes of the value as an unsigned number, e.g. LIFETIME in seconds. The value must
   * have four bytes.
   */
  public long u32(int at) {
    return Octets.i32(buffer, valueOffset(at)) & 0xFFFFFFFFL;
  }

  /** First two bytes of the value, e.g. CHANNEL-NUMBER. The value must have two bytes. */
  public int u16(int at) {
    return Octets.u16(buffer, valueOffset(at));
  }

  /** Whether the value at {@code at} is exactly these bytes. */
  public boolean valueEquals(int at, byte[] expected) {
    return lengthAt(at) == expected.length
        && Octets.constantTimeEquals(buffer, valueOffset(at), expected, 0, expected.length);
  }

  /** A copy of the value; allocates, so not for the forwarding path. */
  public byte[] copyValue(int at) {
    byte[] value = new byte[lengthAt(at)];
    System.arraycopy(buffer, valueOffset(at), value, 0, value.length);
    return value;
  }

  /**
   * The number in ERROR-CODE (300 to 699), or {@link #NONE} if absent or malformed (RFC 8489
   * section 14.8).
   */
  public int errorCode() {
    int at = find(AttributeType.ERROR_CODE);
    if (at == NONE || lengthAt(at) < 4) {
      return NONE;
    }
    int value = valueOffset(at);
    int hundreds = buffer[value + 2] & 0x07;
    int rest = buffer[value + 3] & 0xFF;
    return hundreds >= 3 && hundreds <= 6 && rest <= 99 ? hundreds * 100 + rest : NONE;
  }

  /** {@link Fingerprint.Verdict} of the FINGERPRINT attribute. */
  public Fingerprint.Verdict fingerprint() {
    return Fingerprint.check(this);
  }
}
