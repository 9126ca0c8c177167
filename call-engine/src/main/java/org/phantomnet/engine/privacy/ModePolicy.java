package org.phantomnet.engine.privacy;

import org.phantomnet.protocol.rule.Rule;
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
  @Rule("PRIV-8")
  public boolean relayRequired() {
    return switch (mode) {
      case FAST -> false;
      case PRIVATE, PARANOID -> true;
    };
  }

  /** The two ends use relays of different operator families. */
  public boolean distinctOperators() {
    return relayRequired();
  }

  /**
   * Transports may start, and candidates leave, while the callee rings. Not where they show an
   * address ("no IP until I answer").
   */
  @Rule("PRIV-11")
  public boolean connectsWhileRinging() {
    return relayRequired();
  }

  /** A call offered in this mode is taken by someone whose floor is {@code floor}. */
  @Rule("PRIV-13")
  public boolean meets(CallMode floor) {
    return !floor.isStricterThan(mode);
  }
}
