package org.phantomnet.protocol.stun;

/** Network byte order reads and writes. */
final class Octets {
  private Octets() {}

  static int u16(byte[] b, int at) {
    return (b[at] & 0xFF) << 8 | (b[at + 1] & 0xFF);
  }

  static int i32(byte[] b, int at) {
    return u16(b, at) << 16 | u16(b, at + 2);
  }

  static void putU16(byte[] b, int at, int value) {
    b[at] = (byte) (value >> 8);
    b[at + 1] = (byte) value;
  }

  static void putI32(byte[] b, int at, int value) {
    putU16(b, at, value >>> 16);
    putU16(b, at + 2, value);
  }

  /** Time depends on {@code length} only, not on where the arrays differ. */
  static boolean constantTimeEquals(byte[] a, int aAt, byte[] b, int bAt, int length) {
    int difference = 0;
    for (int i = 0; i < length; i++) {
      difference |= a[aAt + i] ^ b[bAt + i];
    }
    return difference == 0;
  }
}
