package org.phantomnet.desktop.media.pipe;

import org.phantomnet.protocol.bytes.Bytes;

/**
 * Ten milliseconds of sound as the pipe carries it: 480 samples of 48 kHz, mono, 16 bit, little
 * endian.
 */
public final class AudioBlock {
  public static final int SAMPLES = 480;
  public static final int LENGTH = 2 * SAMPLES;

  private AudioBlock() {}

  public static Bytes pack(short[] samples) {
    byte[] packed = new byte[LENGTH];
    for (int i = 0; i < SAMPLES; i++) {
      packed[2 * i] = (byte) samples[i];
      packed[2 * i + 1] = (byte) (samples[i] >> 8);
    }
    return Bytes.copyOf(packed);
  }

  public static short[] unpack(Bytes packed) {
    short[] samples = new short[SAMPLES];
    for (int i = 0; i < SAMPLES; i++) {
      samples[i] = (short) ((packed.at(2 * i) & 0xff) | (packed.at(2 * i + 1) << 8));
    }
    return samples;
  }

  /** Root mean square, 0 to 32768. */
  public static double level(short[] samples) {
    double sum = 0;
    for (short sample : samples) {
      sum += (double) sample * sample;
    }
    return Math.sqrt(sum / samples.length);
  }
}
