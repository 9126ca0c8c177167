package org.phantomnet.desktop.media.child;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.phantomnet.desktop.media.pipe.AudioBlock;
import org.phantomnet.protocol.bytes.Bytes;

class HeardBlockTest {
  @Test
  void monoBlock_at48kHz_isUnchanged() {
    short[] samples = ramp(480);

    assertArrayEquals(samples, HeardBlock.of(AudioBlock.pack(samples).toByteArray(), 1, 480));
  }

  @Test
  void stereo_isMixedToTheMean() {
    byte[] data = new byte[4 * 480];
    for (int i = 0; i < 480; i++) {
      data[4 * i] = 100;
      data[4 * i + 2] = 50;
    }

    assertEquals(75, HeardBlock.of(data, 2, 480)[100]);
  }

  @Test
  void lowerRate_isStretched() {
    byte[] data = new byte[320];
    for (int i = 0; i < 160; i++) {
      data[2 * i] = (byte) (i / 2);
    }

    short[] block = HeardBlock.of(data, 1, 160);

    assertEquals(40, block[240], 1);
    assertEquals(79, block[479], 1);
  }

  @Test
  void shortOrEmptyData_isSilence() {
    assertArrayEquals(new short[480], HeardBlock.of(new byte[10], 1, 480));
    assertArrayEquals(new short[480], HeardBlock.of(new byte[0], 0, 0));
  }

  @Test
  void block_survivesPacking() {
    short[] samples = ramp(480);
    samples[0] = Short.MIN_VALUE;
    Bytes packed = AudioBlock.pack(samples);

    assertArrayEquals(samples, AudioBlock.unpack(packed));
  }

  private static short[] ramp(int count) {
    short[] samples = new short[count];
    for (int i = 0; i < count; i++) {
      samples[i] = (short) (i * 50 - 12_000);
    }
    return samples;
  }
}
