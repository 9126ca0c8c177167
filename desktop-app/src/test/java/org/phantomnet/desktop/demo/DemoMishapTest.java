package org.phantomnet.desktop.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.phantomnet.desktop.listen.Sound;

class DemoMishapTest {
  @Test
  void longestSilence_isTheLongestStretchWithoutSound() {
    double[] samples = new double[48_000];
    Arrays.fill(samples, 0.1);
    Arrays.fill(samples, 4_800, 9_600, 0);
    Arrays.fill(samples, 24_000, 38_400, 0.001);

    assertEquals(Duration.ofMillis(300), DemoMishap.longestSilence(Sound.of(48_000, samples)));
  }
}
