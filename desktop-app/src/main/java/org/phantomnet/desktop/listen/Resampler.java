package org.phantomnet.desktop.listen;

import org.phantomnet.protocol.rule.Rule;

/**
 * Changes the sample rate by band-limited interpolation: a Kaiser-windowed sinc, 32 zero crossings
 * to each side, cut off at the lower of the two Nyquist frequencies (J. O. Smith, "Digital Audio
 * Resampling"). Linear phase: nothing is delayed. Any pair of rates; stop band about -80 dB.
 */
@Rule("AUD-3")
final class Resampler {
  private static final int ZERO_CROSSINGS = 32;

  /**
   * Table entries per zero crossing; linear interpolation between them errs by less than -100 dB.
   */
  private static final int STEPS = 512;

  private static final double KAISER_BETA = 9.0;

  /** Cut-off as part of the lower Nyquist frequency; the rest is the filter's slope. */
  private static final double ROLL_OFF = 0.94;

  private static final double[] TABLE = table();

  private Resampler() {}

  static double[] resample(double[] in, int from, int to) {
    if (from < 1 || to < 1) {
      throw new IllegalArgumentException("rate");
    }
    int length = Math.toIntExact((long) in.length * to / from);
    double[] out = new double[length];
    double bandwidth = bandwidth(from, to);
    for (int n = 0; n < length; n++) {
      out[n] = interpolate(in, in.length, (double) n * from / to, bandwidth);
    }
    return out;
  }

  /** Cut-off as part of the input's Nyquist frequency. */
  static double bandwidth(int from, int to) {
    return ROLL_OFF * Math.min(1.0, (double) to / from);
  }

  /** Input samples to each side that count. */
  static double reach(double bandwidth) {
    return ZERO_CROSSINGS / bandwidth;
  }

  /** The band-limited sound at a point between its first {@code length} samples. */
  static double interpolate(double[] in, int length, double centre, double bandwidth) {
    double reach = reach(bandwidth);
    int first = Math.max(0, (int) Math.ceil(centre - reach));
    int last = Math.min(length - 1, (int) Math.floor(centre + reach));
    double sum = 0;
    for (int i = first; i <= last; i++) {
      sum += in[i] * kernel(Math.abs(i - centre) * bandwidth);
    }
    return sum * bandwidth;
  }

  private static double kernel(double x) {
    double position = x * STEPS;
    int index = (int) position;
    if (index >= TABLE.length - 1) {
      return 0;
    }
    double fraction = position - index;
    return TABLE[index] + fraction * (TABLE[index + 1] - TABLE[index]);
  }

  private static double[] table() {
    double[] table = new double[ZERO_CROSSINGS * STEPS + 1];
    table[0] = 1;
    double norm = besselI0(KAISER_BETA);
    for (int i = 1; i < table.length; i++) {
      double x = (double) i / STEPS;
      double relative = x / ZERO_CROSSINGS;
      double window =
          besselI0(KAISER_BETA * Math.sqrt(Math.max(0, 1 - relative * relative))) / norm;
      table[i] = window * Math.sin(Math.PI * x) / (Math.PI * x);
    }
    return table;
  }

  /** Modified Bessel function of the first kind, order zero, by its power series. */
  private static double besselI0(double x) {
    double sum = 1;
    double term = 1;
    for (int k = 1; term > sum * 1e-16; k++) {
      double half = x / (2.0 * k);
      term *= half * half;
      sum += term;
    }
    return sum;
  }
}
