package org.phantomnet.desktop.listen;

import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.phantomnet.protocol.rule.Rule;

/**
 * How far heard lies behind said, block by block. A call has no single delay: a jitter buffer
 * inserts and removes pitch periods, and clocks drift. So every block of speech may choose its own
 * lag, but each change has a price: the path with the highest sum of correlations less prices is
 * found by dynamic programming. The price is why unrelated sounds do not match by chance, block for
 * block. Heard may be upside down: a path for either polarity is followed, until one is the better.
 */
@Rule("AUD-6")
final class LagTrack {
  /** Lags tried on either side of the coarse delay; with a block it fills one transform. */
  static final int REACH = SpeechBand.RATE * 490 / 1000;

  /** Price of one sample more or less between two blocks: two clocks. */
  static final double DRIFT_PRICE = 0.02;

  /** Changes up to this are what a jitter buffer does in one step: a pitch period or two. */
  static final int NEAR = SpeechBand.RATE * 20 / 1000;

  static final double NEAR_PRICE = 1.5;

  /** Price of any larger change; heard time never runs backwards. */
  static final double FAR_PRICE = 12;

  /** By so much, two seconds of speech, one polarity is the better for good. */
  private static final double DECIDED = 50;

  private static final int BLOCK = Activity.BLOCK;
  private static final int LAGS = 2 * REACH + 1;
  private static final int SIZE = 16_384;

  /** Below one 16-bit step there is nothing to correlate with. */
  private static final double SILENT_LEVEL = 1 / Sound.FULL_SCALE;

  private final double[] said;
  private final double[] heard;
  private final double[] heardEnergy;
  private final int firstLag;
  private final Fourier fourier = new Fourier(SIZE);
  private final double[] re = new double[SIZE];
  private final double[] im = new double[SIZE];
  private final double[] correlation = new double[LAGS];

  private LagTrack(double[] said, double[] heard, int centre) {
    this.said = said;
    this.heard = heard;
    this.firstLag = centre - REACH;
    heardEnergy = new double[heard.length + 1];
    for (int i = 0; i < heard.length; i++) {
      heardEnergy[i + 1] = heardEnergy[i] + heard[i] * heard[i];
    }
  }

  /**
   * Follows the lag through the active blocks; there must be one.
   *
   * @param coarse seconds that heard lies behind said, more or less
   */
  static Alignment follow(double[] said, Activity activity, double[] heard, double coarse) {
    int centre = (int) Math.round(coarse * SpeechBand.RATE);
    return new LagTrack(said, heard, centre).follow(activity);
  }

  private Alignment follow(Activity activity) {
    int[] blocks = activeBlocks(activity);
    List<Path> followed = List.of(new Path(1, blocks.length), new Path(-1, blocks.length));
    for (int n = 0; n < blocks.length; n++) {
      correlate(blocks[n]);
      int elapsed = n == 0 ? 0 : (blocks[n] - blocks[n - 1]) * BLOCK;
      for (Path path : followed) {
        path.advance(n, elapsed, correlation);
      }
      if (followed.size() > 1
          && Math.abs(followed.get(0).sum() - followed.get(1).sum()) > DECIDED) {
        followed = List.of(better(followed));
      }
    }
    return alignment(activity, blocks, better(followed));
  }

  /** The upright one if they are equal. */
  private static Path better(List<Path> followed) {
    return Collections.max(followed, Comparator.comparingDouble(Path::sum));
  }

  private Alignment alignment(Activity activity, int[] blocks, Path path) {
    int best = path.end();
    int[] lags = new int[activity.blocks()];
    double[] correlations = new double[activity.blocks()];
    for (int n = blocks.length - 1; n >= 0; n--) {
      int lag = firstLag + best;
      // Pauses after a block keep its lag; the one before the first block takes the first one's.
      Arrays.fill(
          lags, n == 0 ? 0 : blocks[n], n + 1 < blocks.length ? blocks[n + 1] : lags.length, lag);
      correlations[blocks[n]] = path.sign * correlationAt(blocks[n] * BLOCK, lag);
      best = path.previous[n][best];
    }
    return new Alignment(activity, lags, correlations);
  }

  private static int[] activeBlocks(Activity activity) {
    int[] blocks = new int[activity.blocks()];
    int count = 0;
    for (int b = 0; b < blocks.length; b++) {
      if (activity.active(b)) {
        blocks[count++] = b;
      }
    }
    return Arrays.copyOf(blocks, count);
  }

  /** The normalised correlation of one block at every lag. */
  private void correlate(int block) {
    int start = block * BLOCK;
    int from = start + firstLag;
    Arrays.fill(re, 0);
    Arrays.fill(im, 0);
    System.arraycopy(said, start, re, 0, BLOCK);
    for (int i = Math.max(0, -from); i < BLOCK + 2 * REACH && from + i < heard.length; i++) {
      im[i] = heard[from + i];
    }
    fourier.forward(re, im);
    crossSpectrum(re, im);
    fourier.inverse(re, im);
    double saidLevel = Activity.level(said, start, BLOCK);
    for (int l = 0; l < LAGS; l++) {
      correlation[l] = normalised(re[l], saidLevel, from + l);
    }
  }

  /** From the spectrum of (said + i heard), both real, to that of their cross-correlation. */
  private static void crossSpectrum(double[] re, double[] im) {
    for (int k = 0; k <= SIZE / 2; k++) {
      int mirror = (SIZE - k) % SIZE;
      double saidRe = (re[k] + re[mirror]) / 2;
      double saidIm = (im[k] - im[mirror]) / 2;
      double heardRe = (im[k] + im[mirror]) / 2;
      double heardIm = (re[mirror] - re[k]) / 2;
      re[k] = saidRe * heardRe + saidIm * heardIm;
      im[k] = saidRe * heardIm - saidIm * heardRe;
      re[mirror] = re[k];
      im[mirror] = -im[k];
    }
  }

  private double correlationAt(int start, int lag) {
    double sum = 0;
    for (int i = Math.max(0, -start - lag); i < BLOCK && start + lag + i < heard.length; i++) {
      sum += said[start + i] * heard[start + lag + i];
    }
    return normalised(sum, Activity.level(said, start, BLOCK), start + lag);
  }

  private double normalised(double product, double saidLevel, int heardStart) {
    int a = Math.max(0, Math.min(heard.length, heardStart));
    int z = Math.max(0, Math.min(heard.length, heardStart + BLOCK));
    double heardLevel = Math.sqrt(Math.max(0, heardEnergy[z] - heardEnergy[a]) / BLOCK);
    return heardLevel < SILENT_LEVEL ? 0 : product / (BLOCK * saidLevel * heardLevel);
  }

  /** The dynamic programme for one polarity. */
  private static final class Path {
    private final int sign;
    private final short[][] previous;
    private double[] score = new double[LAGS];
    private double[] next = new double[LAGS];

    Path(int sign, int blocks) {
      this.sign = sign;
      this.previous = new short[blocks][];
    }

    /**
     * @param elapsed samples from the block before to this one
     * @param correlation of this block at every lag, as if upright
     */
    void advance(int block, int elapsed, double[] correlation) {
      previous[block] = new short[LAGS];
      if (block > 0) {
        step(score, next, previous[block], elapsed);
        double[] spare = score;
        score = next;
        next = spare;
      }
      for (int l = 0; l < LAGS; l++) {
        score[l] += sign * correlation[l];
      }
    }

    /** The last block's best lag. */
    int end() {
      int best = 0;
      for (int l = 1; l < LAGS; l++) {
        best = score[l] > score[best] ? l : best;
      }
      return best;
    }

    double sum() {
      return score[end()];
    }

    /** One step of the dynamic programme: the best predecessor of every lag. */
    private static void step(double[] score, double[] next, short[] previous, int elapsed) {
      int[] window = new int[LAGS];
      int head = 0;
      int tail = 0;
      int entered = 0;
      int best = 0;
      int seen = 0;
      for (int l = 0; l < LAGS; l++) {
        for (; entered <= Math.min(LAGS - 1, l + NEAR); entered++) {
          while (tail > head && score[window[tail - 1]] <= score[entered]) {
            tail--;
          }
          window[tail++] = entered;
        }
        while (window[head] < l - NEAR) {
          head++;
        }
        for (; seen <= Math.min(LAGS - 1, l + elapsed); seen++) {
          best = score[seen] > score[best] ? seen : best;
        }
        int from = l;
        double value = score[l];
        if (l > 0 && score[l - 1] - DRIFT_PRICE > value) {
          from = l - 1;
          value = score[from] - DRIFT_PRICE;
        }
        if (l + 1 < LAGS && score[l + 1] - DRIFT_PRICE > value) {
          from = l + 1;
          value = score[from] - DRIFT_PRICE;
        }
        if (score[window[head]] - NEAR_PRICE > value) {
          from = window[head];
          value = score[from] - NEAR_PRICE;
        }
        if (score[best] - FAR_PRICE > value) {
          from = best;
          value = score[from] - FAR_PRICE;
        }
        previous[l] = (short) from;
        next[l] = value;
      }
    }
  }
}
