package org.phantomnet.engine.state;

/** What the device's other calls mean for a new one; decided in {@link DeviceCalls} only. */
public enum Occupancy {
  /** No other live call. */
  FREE,
  /** Another live call. */
  BUSY,
  /** A call with the same contact is there, and it is the one that stays. */
  GLARE_OTHER_WINS,
  /**
   * This device was dialling the same contact and lost: that dialling is the person's accept
   * (CALL-13).
   */
  GLARE_ACCEPT
}
