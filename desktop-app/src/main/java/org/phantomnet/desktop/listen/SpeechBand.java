package org.phantomnet.desktop.listen;

/**
 * The part of a sound that the comparison looks at: 200 to 3400 Hz, tilted upwards so that vowels
 * do not outweigh all else. Removes a DC offset. The same linear filter for both files, so it
 * delays both alike.
 */
final class SpeechBand {
  /** Samples per second that the comparison works at. */
  static final int RATE = 16_000;

  private static final double LOW_HERTZ = 200;
  private static final double HIGH_HERTZ = 3_400;
  private static final double TILT = 0.75;

  private SpeechBand() {}

  static double[] of(Sound sound) {
    double[] x = sound.at(RATE).samples();
    double previous = 0;
    for (int i = 0; i < x.length; i++) {
      double now = x[i];
      x[i] = now - TILT * previous;
      previous = now;
    }
    butterworth(x, LOW_HERTZ, true);
    butterworth(x, HIGH_HERTZ, false);
    return x;
  }

  /** A second-order Butterworth filter by the bilinear transform. */
  private static void butterworth(double[] x, double hertz, boolean highPass) {
    double k = Math.tan(Math.PI * hertz / RATE);
    double norm = 1 / (1 + Math.sqrt(2) * k + k * k);
    double b0 = highPass ? norm : k * k * norm;
    double b1 = highPass ? -2 * b0 : 2 * b0;
    double a1 = 2 * (k * k - 1) * norm;
    double a2 = (1 - Math.sqrt(2) * k + k * k) * norm;
    double x1 = 0;
    double x2 = 0;
    double y1 = 0;
    double y2 = 0;
    for (int i = 0; i < x.length; i++) {
      double y = b0 * x[i] + b1 * x1 + b0 * x2 - a1 * y1 - a2 * y2;
      x2 = x1;
      x1 = x[i];
      y2 = y1;
      y1 = y;
      x[i] = y;
    }
  }
}
