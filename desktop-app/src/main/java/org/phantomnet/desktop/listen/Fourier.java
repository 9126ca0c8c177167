package org.phantomnet.desktop.listen;

/**
 * The discrete Fourier transform of a power-of-two length, in place (iterative radix 2, Cooley and
 * Tukey). Owned by one thread; the tables are made once per length.
 */
final class Fourier {
  private final int size;
  private final double[] cos;
  private final double[] sin;
  private final int[] reversed;

  Fourier(int size) {
    if (size < 2 || Integer.bitCount(size) != 1) {
      throw new IllegalArgumentException("size");
    }
    this.size = size;
    cos = new double[size / 2];
    sin = new double[size / 2];
    for (int i = 0; i < size / 2; i++) {
      cos[i] = Math.cos(2 * Math.PI * i / size);
      sin[i] = Math.sin(2 * Math.PI * i / size);
    }
    reversed = new int[size];
    int shift = 32 - Integer.numberOfTrailingZeros(size);
    for (int i = 0; i < size; i++) {
      reversed[i] = Integer.reverse(i) >>> shift;
    }
  }

  int size() {
    return size;
  }

  /** Time to frequency, not scaled. */
  void forward(double[] re, double[] im) {
    transform(re, im);
  }

  /** Frequency to time, scaled by 1/size so that it undoes {@link #forward}. */
  void inverse(double[] re, double[] im) {
    transform(im, re);
    for (int i = 0; i < size; i++) {
      re[i] /= size;
      im[i] /= size;
    }
  }

  private void transform(double[] re, double[] im) {
    for (int i = 0; i < size; i++) {
      int j = reversed[i];
      if (j > i) {
        swap(re, i, j);
        swap(im, i, j);
      }
    }
    for (int half = 1; half < size; half *= 2) {
      int step = size / (2 * half);
      for (int start = 0; start < size; start += 2 * half) {
        for (int k = 0; k < half; k++) {
          int a = start + k;
          int b = a + half;
          double wr = cos[k * step];
          double wi = -sin[k * step];
          double tr = re[b] * wr - im[b] * wi;
          double ti = re[b] * wi + im[b] * wr;
          re[b] = re[a] - tr;
          im[b] = im[a] - ti;
          re[a] += tr;
          im[a] += ti;
        }
      }
    }
  }

  private static void swap(double[] values, int i, int j) {
    double held = values[i];
    values[i] = values[j];
    values[j] = held;
  }
}
