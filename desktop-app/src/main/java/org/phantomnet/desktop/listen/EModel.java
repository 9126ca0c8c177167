package org.phantomnet.desktop.listen;

import org.phantomnet.protocol.rule.Rule;

/**
 * The mean opinion score that the E-model predicts from delay and loss: ITU-T G.107 with its
 * default values, delay by R. G. Cole and J. H. Rosenbluth, "Voice over IP Performance Monitoring",
 * 2001, and a codec fixed once for all.
 */
@Rule("AUD-11")
public final class EModel {
  private static final double R_DEFAULT = 93.2;
  private static final double CODEC_IMPAIRMENT = 0;
  private static final double LOSS_ROBUSTNESS = 16;
  private static final double DELAY_PER_MS = 0.024;
  private static final double LONG_DELAY_PER_MS = 0.11;
  private static final double LONG_DELAY_MS = 177.3;

  private EModel() {}

  /**
   * The score, 1 to 4.5.
   *
   * @param mouthToEarMs one way
   * @param lossFraction 0 to 1
   */
  public static double mos(double mouthToEarMs, double lossFraction) {
    if (!(mouthToEarMs >= 0) || !(lossFraction >= 0 && lossFraction <= 1)) {
      throw new IllegalArgumentException("delay or loss");
    }
    return mosOf(rating(mouthToEarMs, lossFraction));
  }

  private static double rating(double delayMs, double lossFraction) {
    double delayImpairment =
        DELAY_PER_MS * delayMs + LONG_DELAY_PER_MS * Math.max(0, delayMs - LONG_DELAY_MS);
    double lossPercent = 100 * lossFraction;
    double lossImpairment =
        CODEC_IMPAIRMENT + (95 - CODEC_IMPAIRMENT) * lossPercent / (lossPercent + LOSS_ROBUSTNESS);
    return R_DEFAULT - delayImpairment - lossImpairment;
  }

  /** ITU-T G.107 annex B; held at 1 where the cubic dips below it. */
  private static double mosOf(double r) {
    if (r <= 0) {
      return 1;
    }
    double rating = Math.min(r, 100);
    return Math.max(1, 1 + 0.035 * rating + 7e-6 * rating * (rating - 60) * (100 - rating));
  }
}
