package org.phantomnet.relay.net;

/** The form of TLS records, as far as memory depends on it (RFC 8446 section 5.1). */
final class TlsRecord {
  static final int HANDSHAKE = 0x16;
  static final int HEADER_LENGTH = 5;
  private static final int LENGTH_OFFSET = 3;

  /** RFC 5246 section 6.2.3 allows 2^14 + 2048; RFC 8446 less. */
  static final int MAX_LENGTH = HEADER_LENGTH + (1 << 14) + 2048;

  private TlsRecord() {}

  /** Whether no buffer is to be held for the record that starts here. */
  static boolean isTooLong(byte[] b, int at, int available) {
    return available >= HEADER_LENGTH
        && HEADER_LENGTH
                + ((b[at + LENGTH_OFFSET] & 0xFF) << 8 | (b[at + LENGTH_OFFSET + 1] & 0xFF))
            > MAX_LENGTH;
  }
}
