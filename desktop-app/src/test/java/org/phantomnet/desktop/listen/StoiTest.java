package org.phantomnet.desktop.listen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.phantomnet.protocol.rule.Covers;

/**
 * The expected values are those of pystoi (github.com/mpariente/pystoi, checked against Taal's own
 * program) for the same signals, which any program can make again: a generator of 64 bits and some
 * sines.
 */
@Covers("AUD-10")
class StoiTest {
  private static final int LENGTH = 2 * Stoi.RATE;

  @ParameterizedTest
  @CsvSource({
    "0, 1.0",
    "0.02, 0.9557892059306904",
    "0.1, 0.5893563908064451",
    "0.3, 0.37441587752509914",
    "1, 0.2614474092913011"
  })
  void speechInNoise_isWhatTheReferenceSays(double noise, double expected) {
    double[] clean = speechLike();
    double[] random = uniform(2);
    double[] processed = new double[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      processed[i] = 0.5 * clean[i] + noise * random[i];
    }

    assertEquals(expected, Stoi.of(clean, processed), 1e-9);
  }

  @Test
  void clippedSpeech_isWhatTheReferenceSays() {
    double[] clean = speechLike();
    double[] processed = new double[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      processed[i] = Math.max(-0.05, Math.min(0.05, clean[i]));
    }

    assertEquals(0.7165564472988087, Stoi.of(clean, processed), 1e-9);
  }

  @Test
  void unrelatedNoise_isWhatTheReferenceSays() {
    double[] processed = uniform(3);
    for (int i = 0; i < LENGTH; i++) {
      processed[i] *= Math.abs(Math.sin(2 * Math.PI * 2.2 * i / Stoi.RATE));
    }

    assertEquals(0.1130632059738684, Stoi.of(speechLike(), processed), 1e-9);
  }

  @Test
  void lessThanASegment_isZero() {
    assertEquals(0, Stoi.of(new double[100], new double[100]));
    assertEquals(0, Stoi.of(uniform(1, 3_800), uniform(1, 3_800)));
  }

  @Test
  void silence_isZero() {
    assertEquals(0, Stoi.of(speechLike(), new double[LENGTH]));
  }

  @Test
  void differentLengths_areACallersMistake() {
    assertThrows(IllegalArgumentException.class, () -> Stoi.of(new double[5], new double[6]));
  }

  private static double[] speechLike() {
    double[] random = uniform(1);
    double[] sound = new double[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      double envelope = i >= 6_000 && i < 9_000 ? 0 : Math.abs(sine(1.3, i) * sine(3.1, i));
      double carrier = sine(400, i) + 0.5 * sine(1_310, i) + 0.3 * sine(2_750, i);
      sound[i] = 0.3 * envelope * (carrier + 0.5 * random[i]);
    }
    return sound;
  }

  private static double sine(double hertz, int i) {
    return Math.sin(2 * Math.PI * hertz * i / Stoi.RATE);
  }

  private static double[] uniform(long seed) {
    return uniform(seed, LENGTH);
  }

  private static double[] uniform(long seed, int length) {
    long state = seed;
    double[] values = new double[length];
    for (int i = 0; i < length; i++) {
      state = state * 6364136223846793005L + 1442695040888963407L;
      values[i] = (state >>> 33) / (double) (1 << 30) - 1;
    }
    return values;
  }
}
