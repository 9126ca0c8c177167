package org.phantomnet.protocol.stun;

import org.phantomnet.protocol.bytes.Bytes;

/**
 * Reads MAPPED-ADDRESS and XOR-...-ADDRESS values in place (RFC 8489 sections 14.1 and 14.2). One
 * thread; reusable. Holds the last address read: 4 or 16 bytes and a port.
 */
public final class StunAddress {
  public static final int FAMILY_OFFSET = 1; // RFC 8489 section 14.1
  public static final int PORT_OFFSET = 2; // RFC 8489 section 14.1
  public static final int ADDRESS_OFFSET = 4; // RFC 8489 section 14.1
  public static final int FAMILY_IPV4 = 0x01;
  public static final int FAMILY_IPV6 = 0x02;
  static final int IPV4_LENGTH = 4;
  static final int IPV6_LENGTH = 16;

  /** What a read finds. */
  public enum Verdict {
    ADDRESS,
    BAD_LENGTH,
    UNKNOWN_FAMILY
  }

  private final byte[] address = new byte[IPV6_LENGTH];
  private int addressLength;
  private int port;

  /** Reads the XOR'ed address attribute at {@code at}. */
  public Verdict readXor(StunMessage message, int at) {
    return read(message, at, true);
  }

  /** Reads the plain address attribute at {@code at} (MAPPED-ADDRESS, ALTERNATE-SERVER). */
  public Verdict readPlain(StunMessage message, int at) {
    return read(message, at, false);
  }

  private Verdict read(StunMessage message, int at, boolean xor) {
    int valueLength = message.lengthAt(at);
    if (valueLength < ADDRESS_OFFSET) {
      return Verdict.BAD_LENGTH;
    }
    byte[] buffer = message.buffer();
    int value = message.valueOffset(at);
    int length;
    switch (buffer[value + FAMILY_OFFSET]) {
      case FAMILY_IPV4:
        length = IPV4_LENGTH;
        break;
      case FAMILY_IPV6:
        length = IPV6_LENGTH;
        break;
      default:
        return Verdict.UNKNOWN_FAMILY;
    }
    if (valueLength != ADDRESS_OFFSET + length) {
      return Verdict.BAD_LENGTH;
    }
    // RFC 8489 section 14.2: the mask is cookie then transaction id, which stand together in the
    // header
    int mask = message.offset() + StunMessage.COOKIE_OFFSET;
    port = Octets.u16(buffer, value + PORT_OFFSET) ^ (xor ? Octets.u16(buffer, mask) : 0);
    for (int i = 0; i < length; i++) {
      address[i] = (byte) (buffer[value + ADDRESS_OFFSET + i] ^ (xor ? buffer[mask + i] : 0));
    }
    addressLength = length;
    return Verdict.ADDRESS;
  }

  /**
   * The last address's bytes; only the first {@link #addressLength()} count, and only until the
   * next read.
   */
  public byte[] buffer() {
    return address;
  }

  /** 4 or 16. */
  public int addressLength() {
    return addressLength;
  }

  public int port() {
    return port;
  }

  /** An immutable copy; allocates. */
  public Bytes copyAddress() {
    return Bytes.copyOf(address, 0, addressLength);
  }

  public boolean sameAddress(Bytes other) {
    if (other.length() != addressLength) {
      return false;
    }
    for (int i = 0; i < addressLength; i++) {
      if (other.at(i) != address[i]) {
        return false;
      }
    }
    return true;
  }
}
