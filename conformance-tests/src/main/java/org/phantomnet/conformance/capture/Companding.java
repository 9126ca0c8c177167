package org.phantomnet.conformance.capture;

/** Samples of 16 bits in the 8 bits of ITU-T G.711. Pure. */
final class Companding {
  private static final int MU_BIAS = 0x84;
  private static final int MU_CLIP = 32_635;

  private Companding() {}

  static byte mu(int sample) {
    int sign = sample < 0 ? 0x80 : 0;
    int magnitude = Math.min(Math.abs(sample), MU_CLIP) + MU_BIAS;
    int exponent = 31 - Integer.numberOfLeadingZeros(magnitude) - 7;
    int mantissa = magnitude >> exponent + 3 & 15;
    return (byte) ~(sign | exponent << 4 | mantissa);
  }

  static byte a(int sample) {
    int sign = sample < 0 ? 0 : 0x80;
    int magnitude = (sample < 0 ? ~sample : sample) >> 4; // 11 bits
    int exponent = magnitude < 16 ? 0 : 28 - Integer.numberOfLeadingZeros(magnitude);
    int mantissa = magnitude >> Math.max(exponent, 1) - 1 & 15;
    return (byte) ((sign | exponent << 4 | mantissa) ^ 0x55);
  }
}
