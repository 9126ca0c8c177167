package org.phantomnet.relay.admission;

/**
 * Bounds on what one credential and one node may take.
 *
 * @param allocationsPerCredential live allocations (and port reservations) of one credential
 * @param allocationsPerNode live allocations of the node
 * @param permissionsPerAllocation peer addresses one allocation may permit
 * @param channelsPerAllocation channels one allocation may bind
 * @param bitsPerSecond of one allocation, both directions together, bursts of a quarter second
 * @param tcpConnectionsPerNode open client connections, with or without allocation
 */
public record TurnLimits(
    int allocationsPerCredential,
    int allocationsPerNode,
    int permissionsPerAllocation,
    int channelsPerAllocation,
    long bitsPerSecond,
    int tcpConnectionsPerNode) {
  /** One credential, one connection; two video streams of 720p with room. */
  public static final TurnLimits DEFAULT = new TurnLimits(1, 10_000, 16, 16, 8_000_000, 10_000);

  public TurnLimits {
    if (allocationsPerCredential < 1
        || allocationsPerNode < 1
        || permissionsPerAllocation < 1
        || channelsPerAllocation < 1
        || bitsPerSecond < 64_000
        || tcpConnectionsPerNode < 1) {
      throw new IllegalArgumentException("limits");
    }
  }

  /** The same limits with another rate of an allocation. */
  public TurnLimits withBitsPerSecond(long newRate) {
    return new TurnLimits(
        allocationsPerCredential,
        allocationsPerNode,
        permissionsPerAllocation,
        channelsPerAllocation,
        newRate,
        tcpConnectionsPerNode);
  }
}
