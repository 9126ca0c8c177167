package org.phantomnet.engine.blackout;

/** How far a camera's picture is turned, clockwise, so that it stands upright. */
public enum Rotation {
  NONE,
  QUARTER,
  HALF,
  THREE_QUARTERS;

  /** Whether width and height change places. */
  boolean swapsSides() {
    return this == QUARTER || this == THREE_QUARTERS;
  }
}
