package org.phantomnet.desktop.listen;

import java.util.ArrayList;
import java.util.List;
import org.phantomnet.protocol.rule.Rule;

/**
 * The short-time objective intelligibility measure: C. H. Taal, R. C. Hendriks, R. Heusdens, J.
 * Jensen, "An Algorithm for Intelligibility Prediction of Time-Frequency Weighted Noisy Speech",
 * IEEE Transactions on Audio, Speech and Language Processing 19 (7), 2011. Both sounds must lie on
 * each other.
 */
@Rule("AUD-10")
final class Stoi {
  static final int RATE = 10_000;
  private static final int FRAME = 256;
  private static final int HOP = FRAME / 2;
  private static final int SIZE = 512;
  private static final int BANDS = 15;
  private static final double LOWEST_CENTRE_HERTZ = 150;

  /** Frames of one segment: 384 ms. */
  private static final int SEGMENT = 30;

  private static final double CLIP = 1 + Math.pow(10, 15.0 / 20);
  private static final double DYNAMIC_RANGE_DB = 40;
  private static final double EPSILON = Math.ulp(1.0);

  private static final double[] WINDOW = window();

  private Stoi() {}

  /**
   * The measure for two sounds of 10 kHz and the same length; 0 if they hold less than one segment
   * of speech.
   */
  static double of(double[] clean, double[] processed) {
    if (clean.length != processed.length) {
      throw new IllegalArgumentException("length");
    }
    List<Integer> loud = loudFrames(clean);
    double[][] x = bands(overlapAdd(clean, loud));
    double[][] y = bands(overlapAdd(processed, loud));
    int segments = x.length - SEGMENT + 1;
    double sum = 0;
    for (int m = 0; m < segments; m++) {
      for (int band = 0; band < BANDS; band++) {
        sum += segment(x, y, m, band);
      }
    }
    return segments < 1 ? 0 : sum / (segments * BANDS);
  }

  /** Starts of the frames of clean speech that are within 40 dB of the loudest. */
  private static List<Integer> loudFrames(double[] clean) {
    List<Integer> starts = new ArrayList<>();
    List<Double> energies = new ArrayList<>();
    double loudest = Double.NEGATIVE_INFINITY;
    for (int start = 0; start < clean.length - FRAME; start += HOP) {
      double sum = 0;
      for (int i = 0; i < FRAME; i++) {
        double value = WINDOW[i] * clean[start + i];
        sum += value * value;
      }
      double energy = 20 * Math.log10(Math.sqrt(sum) + EPSILON);
      starts.add(start);
      energies.add(energy);
      loudest = Math.max(loudest, energy);
    }
    List<Integer> loud = new ArrayList<>();
    for (int i = 0; i < starts.size(); i++) {
      if (loudest - DYNAMIC_RANGE_DB - energies.get(i) < 0) {
        loud.add(starts.get(i));
      }
    }
    return loud;
  }

  /** Those frames, windowed and put together again without the silence between. */
  private static double[] overlapAdd(double[] x, List<Integer> starts) {
    double[] out = new double[starts.isEmpty() ? 0 : (starts.size() - 1) * HOP + FRAME];
    for (int n = 0; n < starts.size(); n++) {
      for (int i = 0; i < FRAME; i++) {
        out[n * HOP + i] += WINDOW[i] * x[starts.get(n) + i];
      }
    }
    return out;
  }

  /** The magnitude of each third-octave band in each frame. */
  private static double[][] bands(double[] x) {
    Fourier fourier = new Fourier(SIZE);
    List<double[]> frames = new ArrayList<>();
    for (int start = 0; start < x.length - FRAME; start += HOP) {
      double[] re = new double[SIZE];
      double[] im = new double[SIZE];
      for (int i = 0; i < FRAME; i++) {
        re[i] = WINDOW[i] * x[start + i];
      }
      fourier.forward(re, im);
      double[] magnitudes = new double[BANDS];
      for (int band = 0; band < BANDS; band++) {
        double sum = 0;
        int end = edge(2 * band + 1);
        for (int k = edge(2 * band - 1); k < end; k++) {
          sum += re[k] * re[k] + im[k] * im[k];
        }
        magnitudes[band] = Math.sqrt(sum);
      }
      frames.add(magnitudes);
    }
    return frames.toArray(new double[0][]);
  }

  /** The transform's bin nearest to so many sixths of an octave above the lowest centre. */
  private static int edge(int sixths) {
    return (int) Math.round(LOWEST_CENTRE_HERTZ * Math.pow(2, sixths / 6.0) * SIZE / RATE);
  }

  /**
   * The correlation of one band over one segment, after normalising and clipping the processed
   * sound.
   */
  private static double segment(double[][] x, double[][] y, int start, int band) {
    double xx = 0;
    double yy = 0;
    for (int n = start; n < start + SEGMENT; n++) {
      xx += x[n][band] * x[n][band];
      yy += y[n][band] * y[n][band];
    }
    double scale = Math.sqrt(xx) / (Math.sqrt(yy) + EPSILON);
    double[] clipped = new double[SEGMENT];
    double meanX = 0;
    double meanY = 0;
    for (int n = 0; n < SEGMENT; n++) {
      clipped[n] = Math.min(y[start + n][band] * scale, x[start + n][band] * CLIP);
      meanX += x[start + n][band] / SEGMENT;
      meanY += clipped[n] / SEGMENT;
    }
    double product = 0;
    double normX = 0;
    double normY = 0;
    for (int n = 0; n < SEGMENT; n++) {
      double dx = x[start + n][band] - meanX;
      double dy = clipped[n] - meanY;
      product += dx * dy;
      normX += dx * dx;
      normY += dy * dy;
    }
    return product / ((Math.sqrt(normX) + EPSILON) * (Math.sqrt(normY) + EPSILON));
  }

  /** A Hann window without its zero ends. */
  private static double[] window() {
    double[] window = new double[FRAME];
    for (int i = 0; i < FRAME; i++) {
      window[i] = 0.5 - 0.5 * Math.cos(2 * Math.PI * (i + 1) / (FRAME + 1));
    }
    return window;
  }
}
