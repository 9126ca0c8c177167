package org.phantomnet.protocol.signal;

/** Why a call did not move to the device that was asked for: it goes on where it was. */
public enum MoveRefusal {
  /** The device is none to move to. */
  NOT_ALLOWED,
  /** Not at this moment, or not in this call any more. */
  NOT_NOW,
  DECLINED,
  BUSY,
  NO_ANSWER,
  FAILED
}
