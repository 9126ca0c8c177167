package org.phantomnet.protocol.signal;

/** Why a callee says no. */
public enum DeclineReason {
  DECLINED,
  BUSY,
  MODE_TOO_WEAK,
  UNSUPPORTED,
  PQ_REQUIRED
}
