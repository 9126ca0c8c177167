package org.phantomnet.desktop.listen;

import java.util.Arrays;
import org.phantomnet.protocol.rule.Rule;

/** Where in a band-passed sound somebody speaks, in blocks of 40 ms. Immutable. */
@Rule("AUD-4")
final class Activity {
  static final int BLOCK = SpeechBand.RATE * 40 / 1000;

  /** A block is speech if it is no further below the speech level. */
  static final double FLOOR_DB = 30;

  /** Blocks further below the loudest one say nothing about the speech level. */
  private static final double LEVEL_RANGE_DB = 40;

  private static final double LEVEL_QUANTILE = 0.95;

  /** Sound below this level (dB relative to full scale) is silence. */
  private static final double SILENCE_DBFS = -70;

  private final double[] levels;
  private final double speechLevel;

  private Activity(double[] levels, double speechLevel) {
    this.levels = levels;
    this.speechLevel = speechLevel;
  }

  static Activity of(double[] band) {
    double[] levels = new double[band.length / BLOCK];
    for (int b = 0; b < levels.length; b++) {
      levels[b] = level(band, b * BLOCK, BLOCK);
    }
    double loudest = Arrays.stream(levels).max().orElse(0);
    double[] loud =
        Arrays.stream(levels)
            .filter(level -> level > loudest * ratio(-LEVEL_RANGE_DB))
            .sorted()
            .toArray();
    double speechLevel = loud.length == 0 ? 0 : loud[(int) (LEVEL_QUANTILE * (loud.length - 1))];
    return new Activity(levels, speechLevel);
  }

  /** Root mean square of a stretch; what lies outside the array is silence. */
  static double level(double[] x, int start, int count) {
    double sum = 0;
    for (int i = Math.max(0, start); i < Math.min(x.length, start + count); i++) {
      sum += x[i] * x[i];
    }
    return Math.sqrt(sum / count);
  }

  static double ratio(double decibels) {
    return Math.pow(10, decibels / 20);
  }

  /** Whether nobody speaks at all. */
  boolean silent() {
    return speechLevel < ratio(SILENCE_DBFS);
  }

  int blocks() {
    return levels.length;
  }

  boolean active(int block) {
    return active(levels[block]);
  }

  /** Whether a stretch of this level counts as speech. */
  boolean active(double level) {
    return level > speechLevel * ratio(-FLOOR_DB);
  }

  double level(int block) {
    return levels[block];
  }

  /** The level of loud speech. */
  double speechLevel() {
    return speechLevel;
  }
}
