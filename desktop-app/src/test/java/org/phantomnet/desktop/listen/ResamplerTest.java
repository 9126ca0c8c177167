package org.phantomnet.desktop.listen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.phantomnet.protocol.rule.Covers;

class ResamplerTest {
  private static final int EDGE_MS = 10;

  @ParameterizedTest
  @CsvSource({
    "16000,48000",
    "48000,16000",
    "48000,10000",
    "16000,10000",
    "44100,16000",
    "8000,48000",
    "11025,44101"
  })
  @Covers("AUD-3")
  void tone_resampled_isTheSameToneUndelayed(int from, int to) {
    double[] in = tone(1000, from);

    double[] out = Resampler.resample(in, from, to);

    double[] expected = tone(1000, to);
    assertEquals(expected.length, out.length, 1);
    int edge = to * EDGE_MS / 1000;
    for (int i = edge; i < Math.min(out.length, expected.length) - edge; i++) {
      assertEquals(expected[i], out[i], 2e-4);
    }
  }

  @Test
  @Covers("AUD-3")
  void toneAboveTheNewNyquist_resampled_isGone() {
    double[] out = Resampler.resample(tone(5_500, 48_000), 48_000, 10_000);

    for (int i = 100; i < out.length - 100; i++) {
      assertTrue(Math.abs(out[i]) < 1e-3);
    }
  }

  @Test
  void sameRate_returnsTheSameSound() {
    Sound sound = Sound.of(16_000, new double[5]);

    assertEquals(sound, sound.at(16_000));
  }

  private static double[] tone(double hertz, int rate) {
    double[] tone = new double[rate / 5];
    for (int i = 0; i < tone.length; i++) {
      tone[i] = 0.5 * Math.sin(2 * Math.PI * hertz * i / rate);
    }
    return tone;
  }
}
