package org.phantomnet.desktop.sound;

import org.phantomnet.desktop.media.AudioIn;

/**
 * Holds the sound that waits between two clocks near a target by making it run a little faster or
 * slower, by at most half a percent, which nobody hears. The target starts small and grows where
 * the machine shows that it needs more. For one thread.
 */
final class Drift {
  private static final double SMOOTHING = 0.02;
  private static final double GAIN = 0.2; // a second for each second off target
  private static final double MOST = 0.005;
  private static final int LARGEST_TARGET = 10 * AudioIn.BLOCK;
  private static final int SLACK = 5 * AudioIn.BLOCK;

  private int target;
  private double average;

  Drift(int target) {
    this.target = target;
    this.average = target;
  }

  int target() {
    return target;
  }

  /** More than this is old sound. */
  int most() {
    return target + SLACK;
  }

  /** Sound ran out. */
  void ranOut() {
    target = Math.min(LARGEST_TARGET, target + AudioIn.BLOCK);
  }

  /**
   * @param waiting samples at 48 kHz
   * @return how many times faster than nominal they must be used up
   */
  double correct(int waiting) {
    average += SMOOTHING * (waiting - average);
    double off = (average - target) / AudioIn.SAMPLE_RATE;
    return 1 + Math.max(-MOST, Math.min(MOST, GAIN * off));
  }
}
