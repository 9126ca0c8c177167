package org.phantomnet.desktop.listen;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.phantomnet.protocol.rule.Rule;

/**
 * Where in the heard file the said one lies, to about 20 ms: each second of speech votes by its
 * generalised cross-correlation with phase transform (Knapp and Carter 1976) against the whole
 * heard file.
 */
@Rule("AUD-5")
final class CoarseDelay {
  private static final int RATE = 8_000;
  private static final int CHUNK = RATE;
  private static final int SIZE = 16_384;

  /** Heard samples that one transform covers for every position of a chunk in it. */
  private static final int HOP = SIZE - CHUNK;

  /**
   * Width of one vote: chunks whose delays differ by less agree, so a stretching jitter buffer does
   * no harm.
   */
  private static final int BIN = RATE / 50;

  /** At most so many chunks vote, the loudest; bounds the work for long files. */
  private static final int MAX_CHUNKS = 40;

  private static final int LOWEST_BIN = (int) Math.ceil(200.0 * SIZE / RATE);
  private static final int HIGHEST_BIN = (int) Math.floor(3400.0 * SIZE / RATE);
  private static final double SILENT = 1e-12;

  private final Fourier fourier = new Fourier(SIZE);
  private final int bins;
  private final int zeroBin;
  private final double[] votes;

  private CoarseDelay(int saidLength, int heardLength) {
    zeroBin = saidLength / BIN + 2;
    bins = zeroBin + heardLength / BIN + 2;
    votes = new double[bins];
  }

  /** Seconds that heard lies behind said, between the starts of the two. */
  static double estimate(Sound said, Sound heard) {
    double[] s = said.at(RATE).samples();
    double[] h = heard.at(RATE).samples();
    return new CoarseDelay(s.length, h.length).vote(s, h);
  }

  private double vote(double[] said, double[] heard) {
    List<Integer> chunks = loudest(said);
    // Padded by a chunk in front: a said chunk may begin before the heard file does.
    int blocks = (heard.length + CHUNK) / HOP + 1;
    double[][] re = new double[blocks][];
    double[][] im = new double[blocks][];
    for (int b = 0; b < blocks; b++) {
      re[b] = whitened(heard, b * HOP - CHUNK, SIZE, im, b);
    }
    double[][] saidIm = new double[1][];
    for (int chunk : chunks) {
      double[] saidRe = whitened(said, chunk, CHUNK, saidIm, 0);
      double[] peaks = new double[bins];
      for (int b = 0; b < blocks; b++) {
        correlate(saidRe, saidIm[0], re[b], im[b], b * HOP - CHUNK - chunk, peaks);
      }
      for (int i = 1; i < bins - 1; i++) {
        votes[i] += Math.max(peaks[i], Math.max(peaks[i - 1], peaks[i + 1]));
      }
    }
    int best = zeroBin;
    for (int i = 1; i < bins - 1; i++) {
      if (votes[i] > votes[best]) {
        best = i;
      }
    }
    return (best - zeroBin + 0.5) * BIN / RATE;
  }

  /** Starts of the loudest chunks of the said sound, silent ones left out. */
  private static List<Integer> loudest(double[] said) {
    List<Integer> starts = new ArrayList<>();
    for (int start = 0; start < said.length; start += CHUNK) {
      if (energy(said, start) > SILENT) {
        starts.add(start);
      }
    }
    starts.sort(Comparator.comparingDouble(start -> -energy(said, start)));
    return starts.subList(0, Math.min(MAX_CHUNKS, starts.size()));
  }

  private static double energy(double[] said, int start) {
    double sum = 0;
    for (int i = start; i < Math.min(said.length, start + CHUNK); i++) {
      sum += said[i] * said[i];
    }
    return sum;
  }

  /**
   * The spectrum's real part, each bin of the speech band scaled to length one and all others zero;
   * see {@code im}.
   */
  private double[] whitened(double[] x, int start, int count, double[][] im, int slot) {
    double[] re = new double[SIZE];
    double[] imaginary = new double[SIZE];
    for (int i = Math.max(0, -start); i < count && start + i < x.length; i++) {
      re[i] = x[start + i];
    }
    fourier.forward(re, imaginary);
    for (int k = 0; k < SIZE; k++) {
      int frequency = Math.min(k, SIZE - k);
      double length = Math.hypot(re[k], imaginary[k]);
      double scale =
          frequency < LOWEST_BIN || frequency > HIGHEST_BIN || length < SILENT ? 0 : 1 / length;
      re[k] *= scale;
      imaginary[k] *= scale;
    }
    im[slot] = imaginary;
    return re;
  }

  private void correlate(
      double[] saidRe,
      double[] saidIm,
      double[] heardRe,
      double[] heardIm,
      int lag0,
      double[] peaks) {
    double[] re = new double[SIZE];
    double[] im = new double[SIZE];
    for (int k = 0; k < SIZE; k++) {
      re[k] = heardRe[k] * saidRe[k] + heardIm[k] * saidIm[k];
      im[k] = heardIm[k] * saidRe[k] - heardRe[k] * saidIm[k];
    }
    fourier.inverse(re, im);
    for (int i = 0; i < HOP; i++) {
      int bin = Math.floorDiv(lag0 + i, BIN) + zeroBin;
      if (bin >= 0 && bin < bins) {
        peaks[bin] = Math.max(peaks[bin], Math.abs(re[i]));
      }
    }
  }
}
