package org.phantomnet.protocol.stun;

import org.phantomnet.protocol.rule.Rule;

/**
 * A ChannelData message in a byte array (RFC 8656 section 12.4): functions over {@code (buffer,
 * offset, length)}, no state, no allocation.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * |         Channel Number        |            Length             |
 * |                       Application Data                        |
 * </pre>
 */
public final class ChannelData {
  public static final int NUMBER_OFFSET = 0; // RFC 8656 section 12.4
  public static final int LENGTH_OFFSET = 2; // RFC 8656 section 12.4
  public static final int HEADER_LENGTH = 4; // RFC 8656 section 12.4

  public static final int MIN_NUMBER = 0x4000; // RFC 8656 section 12

  /** RFC 8656 section 12 ends at 0x4FFF so that channels can share a flow with DTLS-SRTP. */
  public static final int MAX_NUMBER = 0x4FFF;

  /**
   * RFC 5766 section 11: what older clients bind. On a client's own connection to a relay nothing
   * collides with it.
   */
  public static final int MAX_LEGACY_NUMBER = 0x7FFF;

  /** What {@link #check} finds. */
  public enum Verdict {
    CHANNEL_DATA,
    TOO_SHORT,
    NOT_A_CHANNEL,
    BAD_LENGTH
  }

  private ChannelData() {}

  /** Whether a packet that starts with this byte is a ChannelData message rather than STUN. */
  public static boolean startsWith(byte first) {
    return (first & 0xC0) == 0x40;
  }

  /**
   * Whether RFC 8656 section 12 lets a client use the number; a media engine of ours uses no other.
   */
  public static boolean isStandard(int number) {
    return number >= MIN_NUMBER && number <= MAX_NUMBER;
  }

  /** Whether a relay lets a client bind the number. */
  public static boolean isBindable(int number) {
    return number >= MIN_NUMBER && number <= MAX_LEGACY_NUMBER;
  }

  /**
   * A datagram of {@code length} bytes at {@code offset}; bytes after the announced length are
   * padding and allowed.
   */
  @Rule("STUN-6")
  public static Verdict check(byte[] buffer, int offset, int length) {
    if (length < HEADER_LENGTH) {
      return Verdict.TOO_SHORT;
    }
    if (!startsWith(buffer[offset])) {
      return Verdict.NOT_A_CHANNEL;
    }
    return dataLength(buffer, offset) <= length - HEADER_LENGTH
        ? Verdict.CHANNEL_DATA
        : Verdict.BAD_LENGTH;
  }

  public static int number(byte[] buffer, int offset) {
    return Octets.u16(buffer, offset + NUMBER_OFFSET);
  }

  /** Length in bytes of the application data, padding not counted. */
  public static int dataLength(byte[] buffer, int offset) {
    return Octets.u16(buffer, offset + LENGTH_OFFSET);
  }

  /**
   * Bytes the whole message takes on a stream, padded to a multiple of four (RFC 8656 section
   * 12.5).
   */
  public static int streamLength(int dataLength) {
    return HEADER_LENGTH + (dataLength + 3 & ~3);
  }

  public static void writeHeader(byte[] buffer, int offset, int number, int dataLength) {
    Octets.putU16(buffer, offset + NUMBER_OFFSET, number);
    Octets.putU16(buffer, offset + LENGTH_OFFSET, dataLength);
  }
}
