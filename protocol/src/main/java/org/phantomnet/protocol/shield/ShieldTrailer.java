package org.phantomnet.protocol.shield;

import java.util.Arrays;
import org.phantomnet.protocol.crypto.AeadKey;

/** The last eight bytes of a sealed packet, which are its nonce too (SHIELD-3). Never allocates. */
final class ShieldTrailer {
  static final int LENGTH = 8;
  static final int NONCE_LENGTH = AeadKey.NONCE_LENGTH;
  static final long MAX_COUNTER = (1L << 48) - 1;
  private static final int EPOCH_MASK = 0xffff;

  private ShieldTrailer() {}

  static void write(byte[] out, int at, int epoch, long counter) {
    long value = (long) (epoch & EPOCH_MASK) << 48 | counter;
    for (int i = 0; i < LENGTH; i++) {
      out[at + i] = (byte) (value >>> (LENGTH - 1 - i) * Byte.SIZE);
    }
  }

  static void nonce(byte[] sealed, int at, byte[] nonce) {
    Arrays.fill(nonce, 0, NONCE_LENGTH - LENGTH, (byte) 0);
    System.arraycopy(sealed, at, nonce, NONCE_LENGTH - LENGTH, LENGTH);
  }

  /** True if the trailer names the epoch, by its last 16 bits. */
  static boolean names(byte[] sealed, int at, int epoch) {
    return ((sealed[at] & 0xff) << 8 | sealed[at + 1] & 0xff) == (epoch & EPOCH_MASK);
  }

  static long counter(byte[] sealed, int at) {
    long counter = 0;
    for (int i = 2; i < LENGTH; i++) {
      counter = counter << 8 | sealed[at + i] & 0xff;
    }
    return counter;
  }
}
