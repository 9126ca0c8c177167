package org.phantomnet.engine.blackout;

/** How much a silhouette tells. */
public enum Outline {
  /** Follows the person by cells of 1/256 of the longer side, with a margin. */
  FINE,
  /**
   * By blocks of 1/16 of the longer side, each black for a second at least: little is left of gait
   * and hands.
   */
  COARSE
}
