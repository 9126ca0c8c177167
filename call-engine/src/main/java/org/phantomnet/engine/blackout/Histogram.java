package org.phantomnet.engine.blackout;

import java.util.Arrays;

/** How often each value was counted, from 0 to a last one that holds all above. For one thread. */
final class Histogram {
  private static final int LANES = 4; // neighbours are alike: they would wait for the same bin

  private final int last;
  private final int[] bins;

  Histogram(int values) {
    last = values - 1;
    bins = new int[values * LANES];
  }

  void clear() {
    Arrays.fill(bins, 0);
  }

  /**
   * @param value 0 or more
   */
  void add(int value, int cell, int times) {
    bins[Math.min(last, value) * LANES + cell % LANES] += times;
  }

  /** The first value that so many are no greater than; no more than were counted, or it throws. */
  int ranked(int rank) {
    int value = 0;
    for (int below = in(0); below < rank; below += in(value)) {
      value++;
    }
    return value;
  }

  private int in(int value) {
    int sum = 0;
    for (int lane = 0; lane < LANES; lane++) {
      sum += bins[value * LANES + lane];
    }
    return sum;
  }
}
