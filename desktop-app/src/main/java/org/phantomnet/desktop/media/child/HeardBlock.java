package org.phantomnet.desktop.media.child;

import org.phantomnet.desktop.media.pipe.AudioBlock;

/**
 * Turns 10 ms as libwebrtc delivers them, at any rate and channel count, into one block of the
 * pipe.
 */
final class HeardBlock {
  private HeardBlock() {}

  /**
   * @param data 16 bit, little endian, {@code frames} interleaved samples of each channel
   */
  static short[] of(byte[] data, int channels, int frames) {
    short[] block = new short[AudioBlock.SAMPLES];
    if (frames < 1 || channels < 1 || data.length < 2 * channels * frames) {
      return block;
    }
    if (channels == 1 && frames == block.length) {
      for (int i = 0; i < block.length; i++) {
        block[i] = (short) ((data[2 * i] & 0xff) | (data[2 * i + 1] << 8));
      }
      return block;
    }
    for (int i = 0; i < block.length; i++) {
      double at = (double) i * frames / block.length;
      int left = (int) at;
      int right = Math.min(left + 1, frames - 1);
      double part = at - left;
      block[i] =
          (short)
              Math.round(
                  mono(data, channels, left) * (1 - part) + mono(data, channels, right) * part);
    }
    return block;
  }

  private static double mono(byte[] data, int channels, int frame) {
    double sum = 0;
    for (int channel = 0; channel < channels; channel++) {
      int at = 2 * (frame * channels + channel);
      sum += (short) ((data[at] & 0xff) | (data[at + 1] << 8));
    }
    return sum / channels;
  }
}
