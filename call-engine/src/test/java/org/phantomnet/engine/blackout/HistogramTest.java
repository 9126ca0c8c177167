package org.phantomnet.engine.blackout;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class HistogramTest {
  @Test
  void ranked_ofValuesInAllLanes_countsThemTogether() {
    Histogram histogram = new Histogram(10);
    int[] values = {7, 2, 2, 5, 9, 2};

    for (int cell = 0; cell < values.length; cell++) {
      histogram.add(values[cell], cell, 1);
    }

    assertEquals(2, histogram.ranked(3));
    assertEquals(5, histogram.ranked(4));
    assertEquals(7, histogram.ranked(5));
    assertEquals(9, histogram.ranked(6));
  }

  @Test
  void ranked_ofValueAboveTheLast_isTheLast() {
    Histogram histogram = new Histogram(10);

    histogram.add(1_000, 0, 1);

    assertEquals(9, histogram.ranked(1));
  }

  @Test
  void ranked_ofNoneOrWhatWasCountedNoTimes_isZero() {
    Histogram histogram = new Histogram(10);

    histogram.add(4, 0, 0);

    assertEquals(0, histogram.ranked(0));
  }

  @Test
  void clear_afterValues_forgetsThem() {
    Histogram histogram = new Histogram(10);
    histogram.add(3, 0, 5);

    histogram.clear();
    histogram.add(8, 1, 1);

    assertEquals(8, histogram.ranked(1));
  }
}
