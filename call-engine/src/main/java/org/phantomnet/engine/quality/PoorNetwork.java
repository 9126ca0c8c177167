package org.phantomnet.engine.quality;

import org.phantomnet.protocol.rule.Rule;

/**
 * Whether to tell a person that the network is poor: only what lasts counts, and what was said is
 * not taken back at the first good second. Pure but for what it remembers; one thread; lives as
 * long as its connection.
 */
public final class PoorNetwork {
  /** Most listeners are dissatisfied below (ITU-T G.107 Annex B). */
  static final double POOR_BELOW = 2.6;

  /** Many are still dissatisfied below; between the two nothing changes. */
  static final double GOOD_FROM = 3.1;

  static final int POOR_SECONDS = 3;
  static final int GOOD_SECONDS = 6;

  private boolean poor;
  private int against;

  /**
   * One second more.
   *
   * @param mos as {@link EModel} has it
   * @return whether the network is poor
   */
  @Rule("CALL-59")
  public boolean second(double mos) {
    boolean speaksAgainst = poor ? mos >= GOOD_FROM : mos < POOR_BELOW;
    against = speaksAgainst ? against + 1 : 0;
    if (against >= (poor ? GOOD_SECONDS : POOR_SECONDS)) {
      poor = !poor;
      against = 0;
    }
    return poor;
  }
}
