package org.phantomnet.engine.privacy;

import org.phantomnet.protocol.signal.CallMode;

/**
 * What is known of the promise that sound leaves in packets of one size at one rate, whatever is
 * said. The order is from best to worst.
 */
public enum ConstantRate {
  /** The mode does not promise it. */
  NOT_OFFERED,
  /** What left lately was looked at and kept it. */
  VERIFIED,
  /** Promised; nothing, too little, or nothing regular enough was seen yet. */
  UNVERIFIED,
  /** What left did not keep it; stays for the life of the connection. */
  VIOLATED;

  /** Of a call in this mode of which no sound has left yet. */
  public static ConstantRate before(CallMode mode) {
    return ModePolicy.of(mode).constantRate() ? UNVERIFIED : NOT_OFFERED;
  }

  /** Of two connections together. */
  public ConstantRate and(ConstantRate other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
