package org.phantomnet.engine.privacy;

import org.phantomnet.protocol.signal.CallMode;

/** What a mode demands, decided once (DESIGN 6). Immutable. */
public final class ModePolicy {
  private final CallMode mode;

  private ModePolicy(CallMode mode) {
    this.mode = mode;
  }

  public static ModePolicy of(CallMode mode) {
    return new ModePolicy(mode);
  }

  /** Media goes over relays only. */
  public boolean relayRequired() {
    return mode != CallMode.FAST;
  }

  /** The two ends use relays of different operator families. */
  public boolean distinctOperators() {
    return mode != CallMode.FAST;
  }

  /** Transports may start, and candidates leave, while the callee rings. */
  public boolean connectsWhileRinging() {
    return mode != CallMode.FAST;
  }

  /** A call offered in this mode is taken by someone whose floor is {@code floor}. */
  public boolean meets(CallMode floor) {
    return !floor.isStricterThan(mode);
  }
}
