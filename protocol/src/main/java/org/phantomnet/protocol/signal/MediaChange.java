package org.phantomnet.protocol.signal;

/** A change of what flows in a call. */
public enum MediaChange {
  ADD_VIDEO,
  REMOVE_VIDEO,
  HOLD,
  RESUME
}
