package org.phantomnet.protocol.mailbox;

import org.phantomnet.protocol.bytes.Bytes;

/** RFC 4648 section 6 in lower case, without padding: what people read aloud and scan. */
final class Base32 {
  private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
  private static final int BITS = 5;

  private Base32() {}

  static String encode(Bytes value) {
    StringBuilder text = new StringBuilder();
    int pending = 0;
    int bits = 0;
    for (int i = 0; i < value.length(); i++) {
      pending = (pending << 8 | value.at(i) & 0xff) & 0xffff;
      bits += 8;
      while (bits >= BITS) {
        bits -= BITS;
        text.append(ALPHABET.charAt(pending >>> bits & 31));
      }
    }
    if (bits > 0) {
      text.append(ALPHABET.charAt(pending << (BITS - bits) & 31));
    }
    return text.toString();
  }
}
