package org.phantomnet.relay.metrics;

import java.time.Instant;
import java.util.OptionalLong;
import org.phantomnet.relay.counters.Counts;

/**
 * What a node says of itself at one time. Immutable, and with no room for an address or a name.
 *
 * @param allocations that live, with port reservations
 * @param allocationLimit how many may live
 * @param draining whether the node makes no new allocations
 * @param certificateEnds unix seconds at which the TLS certificate of the operator ends; empty if
 *     the operator gave none
 */
public record NodeFigures(
    Counts counts,
    int allocations,
    int allocationLimit,
    boolean draining,
    Instant started,
    OptionalLong certificateEnds) {}
