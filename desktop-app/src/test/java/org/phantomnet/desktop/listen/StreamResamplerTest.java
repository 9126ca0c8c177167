package org.phantomnet.desktop.listen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamResamplerTest {
  @ParameterizedTest
  @CsvSource({"48000,48000", "44100,48000", "48000,44100", "16000,48000", "48000,16000"})
  void stream_inPiecesOfAnySize_isTheSameAsTheWhole(int from, int to) {
    double[] in = noise(3 * from / 10);
    double[] whole = Resampler.resample(in, from, to);
    StreamResampler stream = new StreamResampler(from, to);
    Random sizes = new Random(1);

    int out = 0;
    for (int i = 0; i < in.length; ) {
      for (int n = sizes.nextInt(700); n > 0 && i < in.length; n--) {
        stream.put(in[i++]);
      }
      while (stream.ready()) {
        assertEquals(whole[out++], stream.take(), 1e-6);
      }
    }

    assertTrue(out > whole.length - 250, out + " of " + whole.length);
  }

  @Test
  void trimmed_byHalfAPercent_usesUpThatMuchMore() {
    StreamResampler stream = new StreamResampler(48_000, 48_000);
    stream.trim(1.005);

    int out = 0;
    for (int i = 0; i < 480_000; i++) {
      stream.put(0);
      while (stream.ready()) {
        stream.take();
        out++;
      }
    }

    assertEquals(480_000 / 1.005, out, 100);
  }

  @Test
  void take_beforeThereIsEnough_isABug() {
    assertThrows(IllegalStateException.class, new StreamResampler(48_000, 44_100)::take);
  }

  private static double[] noise(int length) {
    Random random = new Random(7);
    double[] samples = new double[length];
    for (int i = 0; i < length; i++) {
      samples[i] = random.nextDouble() - 0.5;
    }
    return samples;
  }
}
