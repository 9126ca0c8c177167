package org.phantomnet.desktop.listen;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.phantomnet.protocol.rule.Rule;

/** Which part of heard answers to which block of said, and how alike the two are. Immutable. */
final class Alignment {
  /** A block that correlates less than this was not delivered. */
  static final double DELIVERED = 0.2;

  /** Blocks that match well enough to take a level or a delay from. */
  static final double MATCHED = 0.5;

  private static final int BLOCK = Activity.BLOCK;
  private static final int FADE = SpeechBand.RATE * 5 / 1000;

  private final Activity activity;
  private final int[] lags;
  private final double[] correlations;

  Alignment(Activity activity, int[] lags, double[] correlations) {
    this.activity = activity;
    this.lags = lags;
    this.correlations = correlations;
  }

  int blocks() {
    return lags.length;
  }

  /** Samples that this block lies later in heard than in said. */
  int lag(int block) {
    return lags[block];
  }

  boolean matched(int block) {
    return activity.active(block) && correlations[block] >= MATCHED;
  }

  /** The mean correlation of the active blocks, weighted by the square root of their level. */
  @Rule("AUD-7")
  double correlation() {
    double sum = 0;
    double weights = 0;
    for (int b = 0; b < blocks(); b++) {
      sum += weight(b) * correlations[b];
      weights += weight(b);
    }
    return weights == 0 ? 0 : sum / weights;
  }

  /** The weighted share of speech that did not arrive, or not as what was said. */
  double undelivered() {
    double lost = 0;
    double weights = 0;
    for (int b = 0; b < blocks(); b++) {
      lost += correlations[b] < DELIVERED ? weight(b) : 0;
      weights += weight(b);
    }
    return weights == 0 ? 1 : lost / weights;
  }

  /** The median lag of the matched blocks in milliseconds; of all active ones if none matched. */
  @Rule("AUD-8")
  double delayMs() {
    List<Integer> chosen = new ArrayList<>();
    for (int b = 0; b < blocks(); b++) {
      if (matched(b)) {
        chosen.add(lags[b]);
      }
    }
    for (int b = 0; b < blocks() && chosen.isEmpty(); b++) {
      if (activity.active(b)) {
        chosen.add(lags[b]);
      }
    }
    chosen.sort(Comparator.naturalOrder());
    return chosen.isEmpty() ? 0 : chosen.get(chosen.size() / 2) * 1000.0 / SpeechBand.RATE;
  }

  private double weight(int block) {
    return activity.active(block) ? Math.sqrt(activity.level(block)) : 0;
  }

  /**
   * Heard, cut and shifted to lie on said, as long as said; cross-faded over 5 ms where the lag
   * changes.
   */
  double[] onto(int saidLength, double[] heard) {
    double[] out = new double[saidLength];
    for (int i = 0; i < saidLength; i++) {
      int b = Math.min(i / BLOCK, blocks() - 1);
      double now = at(heard, i + lags[b]);
      int into = i - b * BLOCK;
      if (b > 0 && into < FADE && lags[b] != lags[b - 1]) {
        double share = (double) into / FADE;
        now = share * now + (1 - share) * at(heard, i + lags[b - 1]);
      }
      out[i] = now;
    }
    return out;
  }

  private static double at(double[] x, int index) {
    return index >= 0 && index < x.length ? x[index] : 0;
  }
}
