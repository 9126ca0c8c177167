package org.phantomnet.engine.privacy;

import java.time.Duration;
import java.util.Set;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.signal.CallMode;

/** What a mode demands, decided once (DESIGN 6). Immutable. */
public final class ModePolicy {
  /** What an engine calls a relay candidate. */
  public static final String RELAY = "relay";

  private static final Set<String> ANY_PLACE = Set.of("host", "srflx", "prflx", RELAY);

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

  /** How much sound is in a packet, and so how far apart packets of sound leave. */
  public Duration packetInterval() {
    return switch (mode) {
      case FAST, PRIVATE -> Duration.ofMillis(20);
      case PARANOID -> Duration.ofMillis(60);
    };
  }

  /** Packets of sound leave at that pace and of one size, whatever is said. */
  @Rule("WIRE-6")
  public boolean constantRate() {
    return switch (mode) {
      case FAST -> false;
      case PRIVATE, PARANOID -> true;
    };
  }

  /** Pictures may be part of a call: their rate and size say more than sound does. */
  public boolean mayHaveVideo() {
    return switch (mode) {
      case FAST, PRIVATE -> true;
      case PARANOID -> false;
    };
  }

  /** Media passes through the shield. */
  @Rule("SHIELD-1")
  public boolean shielded() {
    return switch (mode) {
      case FAST -> false;
      case PRIVATE, PARANOID -> true;
    };
  }

  /**
   * Transports may start, and candidates leave, while the callee rings. Not where they show an
   * address ("no IP until I answer").
   */
  @Rule("PRIV-11")
  public boolean connectsWhileRinging() {
    return relayRequired();
  }

  /**
   * OFFER and ANSWER name no candidate; those of both sides travel in messages of their own, once
   * both people want the call.
   */
  public boolean candidatesTravelApart() {
    return !relayRequired();
  }

  /**
   * @param localType of the candidate that an engine says it connected from
   */
  public boolean mayConnectFrom(String localType) {
    return relayRequired() ? localType.equals(RELAY) : ANY_PLACE.contains(localType);
  }

  /** A call offered in this mode is taken by someone whose floor is {@code floor}. */
  @Rule("PRIV-13")
  public boolean meets(CallMode floor) {
    return !floor.isStricterThan(mode);
  }
}
