package org.phantomnet.conformance.gaps;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What counts as heard, on sounds whose gaps are known. */
class HeardGapsTest {
  private static final int BLOCKS = 600;
  private static final int SAMPLES_A_MS = 48;
  private static final long EXACT_MS = 30;

  @Test
  void signal_thatArrivesLate_hasNoGap() {
    short[] said = said(1);

    assertTrue(gap(said, delayed(said, 180)).millis() <= 40);
  }

  @Test
  void silence_isAGapOfItsLength() {
    short[] heard = delayed(said(1), 180);
    Arrays.fill(heard, 2_000 * SAMPLES_A_MS, 2_500 * SAMPLES_A_MS, (short) 0);

    HeardGaps.Gap gap = gap(said(1), heard);

    assertEquals(500, gap.millis(), EXACT_MS);
    assertEquals(2_000, gap.from() / 1000, EXACT_MS);
  }

  /** What a jitter buffer makes of a loss: the last 10 ms again and again. */
  @Test
  void concealment_isAGap() {
    short[] heard = delayed(said(1), 180);
    for (int i = 2_000 * SAMPLES_A_MS; i < 2_500 * SAMPLES_A_MS; i++) {
      heard[i] = heard[i - 10 * SAMPLES_A_MS];
    }

    assertEquals(500, gap(said(1), heard).millis(), 2 * EXACT_MS);
  }

  @Test
  void noise_isAGap() {
    short[] heard = delayed(said(1), 180);
    Random random = new Random(3);
    for (int i = 2_000 * SAMPLES_A_MS; i < 2_500 * SAMPLES_A_MS; i++) {
      heard[i] = (short) (8_000 * random.nextGaussian() / 3);
    }

    assertEquals(500, gap(said(1), heard).millis(), 2 * EXACT_MS);
  }

  @Test
  void anotherSignal_isNotHeardAtAll() {
    assertTrue(gap(said(1), delayed(said(2), 180)).millis() > 3_800);
  }

  @Test
  void jumpOfTheDelay_isNoGap() {
    short[] said = said(1);
    short[] heard = delayed(said, 180);
    short[] later = delayed(said, 420);
    System.arraycopy(later, 144_000, heard, 144_000, heard.length - 144_000);

    assertTrue(gap(said, heard).millis() <= 100);
  }

  @Test
  void soundThatWasSaidLongAgo_isAGap() {
    assertTrue(gap(said(1), delayed(said(1), 1_500)).millis() > 2_000);
  }

  @Test
  void timeInWhichNothingWasPlayed_isAGap() {
    short[] heard = delayed(said(1), 180);
    long[] micros = times();
    for (int i = 300; i < micros.length; i++) {
      micros[i] += 700_000;
    }

    HeardGaps.Gap gap =
        HeardGaps.of(new SoundLog(micros, said(1)), new SoundLog(micros, heard))
            .longest(1_000_000, 5_500_000);

    assertEquals(700, gap.millis(), EXACT_MS);
  }

  private static HeardGaps.Gap gap(short[] said, short[] heard) {
    return HeardGaps.of(new SoundLog(times(), said), new SoundLog(times(), heard))
        .longest(1_000_000, 5_000_000);
  }

  private static long[] times() {
    return LongStream.range(0, BLOCKS).map(i -> i * 10_000).toArray();
  }

  private static short[] said(long seed) {
    short[] all = new short[BLOCKS * SoundLog.BLOCK];
    new GapSignal(seed).next(all);
    return all;
  }

  private static short[] delayed(short[] said, int millis) {
    short[] heard = new short[said.length];
    int late = millis * SAMPLES_A_MS;
    System.arraycopy(said, 0, heard, late, said.length - late);
    return heard;
  }
}
