package org.phantomnet.relay.forward;

/**
 * Walks the DTLS records of one datagram in place (RFC 6347 section 4.1, RFC 9147 section 4). No
 * state, no allocation.
 */
final class DtlsRecords {
  static final int TYPE_OFFSET = 0; // RFC 6347 section 4.1
  static final int VERSION_OFFSET = 1; // RFC 6347 section 4.1
  static final int EPOCH_OFFSET = 3; // RFC 6347 section 4.1
  static final int LENGTH_OFFSET = 11; // RFC 6347 section 4.1
  static final int HEADER_LENGTH = 13; // RFC 6347 section 4.1

  static final int CHANGE_CIPHER_SPEC = 20;
  static final int HANDSHAKE = 22;
  static final int APPLICATION_DATA = 23;
  private static final int ACK = 26; // RFC 9147 section 7
  private static final int VERSION_MAJOR = 0xFE; // RFC 6347 section 4.1: one's complement of 1
  private static final int MAX_FRAGMENT = (1 << 14) + 2048; // RFC 5246 section 6.2.3

  private DtlsRecords() {}

  /** Whether the datagram is a row of plausible records and nothing else. */
  static boolean wellFormed(byte[] b, int at, int length) {
    int end = at + length;
    int record = at;
    while (record < end) {
      int type = b[record] & 0xFF;
      if (type >= 32 && type <= 63) {
        return true; // RFC 9147 section 4: an encrypted record; its length may be left out, so it
        // ends the walk
      }
      if (type < CHANGE_CIPHER_SPEC || type > ACK || end - record < HEADER_LENGTH) {
        return false;
      }
      int fragment = u16(b, record + LENGTH_OFFSET);
      if ((b[record + VERSION_OFFSET] & 0xFF) != VERSION_MAJOR
          || fragment == 0
          || fragment > MAX_FRAGMENT
          || fragment > end - record - HEADER_LENGTH) {
        return false;
      }
      record += HEADER_LENGTH + fragment;
    }
    return true;
  }

  static int u16(byte[] b, int at) {
    return (b[at] & 0xFF) << 8 | (b[at + 1] & 0xFF);
  }

  static int u24(byte[] b, int at) {
    return (b[at] & 0xFF) << 16 | u16(b, at + 1);
  }
}
