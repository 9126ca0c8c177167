package org.phantomnet.desktop.listen;

import org.phantomnet.protocol.rule.Rule;

/**
 * The mean opinion score of a compared pair: the engine's own E-model, so that a call's live figure
 * and the figure of its recordings are one formula.
 */
@Rule("AUD-11")
public final class EModel {
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
    return org.phantomnet.engine.quality.EModel.mos(lossFraction, mouthToEarMs);
  }
}
