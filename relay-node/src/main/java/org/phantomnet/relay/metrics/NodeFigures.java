package org.phantomnet.relay.metrics;

import java.time.Instant;
import java.util.OptionalLong;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.relay.admission.TurnLimits;
import org.phantomnet.relay.counters.Counts;

/**
 * What a node says of itself at one time. Immutable, and with no room for an address or a name.
 *
 * @param allocations that live, with port reservations
 * @param allocationLimit how many may live
 * @param draining whether the node makes no new allocations
 * @param certificateEnds unix seconds at which the TLS certificate of the operator ends; empty if
 *     the operator gave none
 * @param monthBytes sent in this calendar month
 * @param monthLimit how much may be; {@link TurnLimits#ANY_TRAFFIC} for any
 */
public record NodeFigures(
    Counts counts,
    int allocations,
    int allocationLimit,
    boolean draining,
    Instant started,
    OptionalLong certificateEnds,
    long monthBytes,
    long monthLimit) {
  private static final double WARN_SHARE = 0.8;

  /** Whether the month's traffic has a bound. */
  public boolean monthIsBounded() {
    return monthLimit != TurnLimits.ANY_TRAFFIC;
  }

  /** Whether the operator should look: four fifths are spent. */
  @Rule("TURN-45")
  public boolean monthWarns() {
    return monthIsBounded() && monthBytes >= WARN_SHARE * monthLimit;
  }
}
