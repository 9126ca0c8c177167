package org.phantomnet.relay.forward;

import java.util.BitSet;
import java.util.Optional;

/**
 * Puts a ClientHello or ServerHello together from DTLS fragments in any order (RFC 6347 section
 * 4.2.3). Holds one message of at most {@link #MAX_LENGTH} bytes; a fragment of another message
 * starts anew.
 */
final class HelloAssembler {
  /** A hello with several post-quantum shares is under 5 KB. */
  static final int MAX_LENGTH = 8 * 1024;

  private static final byte[] NOTHING = new byte[0];

  private byte[] body = NOTHING;
  private BitSet have = new BitSet(0);
  private long identity = -1;

  /**
   * Adds the fragment whose handshake header is at {@code at}.
   *
   * @return the body once complete
   */
  Optional<byte[]> add(byte[] b, int at, int fragmentLength) {
    int total = DtlsRecords.u24(b, at + 1);
    int offset = DtlsRecords.u24(b, at + 6);
    if (total > MAX_LENGTH || offset + fragmentLength > total) {
      return Optional.empty();
    }
    // type, total length and message sequence name a message
    long thisMessage =
        (long) (b[at] & 0xFF) << 40 | (long) total << 16 | DtlsRecords.u16(b, at + 4);
    if (thisMessage != identity) {
      identity = thisMessage;
      body = new byte[total];
      have = new BitSet(total);
    }
    System.arraycopy(b, at + 12, body, offset, fragmentLength);
    have.set(offset, offset + fragmentLength);
    if (have.cardinality() < body.length) {
      return Optional.empty();
    }
    byte[] whole = body;
    reset();
    return Optional.of(whole);
  }

  void reset() {
    body = NOTHING;
    have = new BitSet(0);
    identity = -1;
  }
}
