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
 * @param nodeBitsPerSecond of all allocations together, both directions
 * @param allocationsPerPrefix live allocations of one source prefix (/24, /48)
 * @param connectionsPerPrefix open client connections of one source prefix
 * @param monthlyBytes what the node sends in a calendar month (UTC) before it makes no more
 *     allocations
 */
public record TurnLimits(
    int allocationsPerCredential,
    int allocationsPerNode,
    int permissionsPerAllocation,
    int channelsPerAllocation,
    long bitsPerSecond,
    int tcpConnectionsPerNode,
    long nodeBitsPerSecond,
    int allocationsPerPrefix,
    int connectionsPerPrefix,
    long monthlyBytes) {
  /** As good as no bound on the node's rate: more than a machine forwards. */
  public static final long ANY_RATE = 100_000_000_000L;

  /** No bound on a month's traffic. */
  public static final long ANY_TRAFFIC = Long.MAX_VALUE;

  /**
   * A fortieth of a node's usual allocations. Behind one /24 of a carrier's address translation
   * stand ten thousand people and more; of those, that many would have to call at once, through
   * this node of all.
   */
  public static final int USUAL_ALLOCATIONS_PER_PREFIX = 256;

  /** More than allocations: a client changes networks and tries TCP and TLS at once. */
  public static final int USUAL_CONNECTIONS_PER_PREFIX = 512;

  /** One credential, one connection; two video streams of 720p with room. */
  public static final TurnLimits DEFAULT = new TurnLimits(1, 10_000, 16, 16, 8_000_000, 10_000);

  /** The bounds of one node; those across the node as usual. */
  public TurnLimits(
      int allocationsPerCredential,
      int allocationsPerNode,
      int permissionsPerAllocation,
      int channelsPerAllocation,
      long bitsPerSecond,
      int tcpConnectionsPerNode) {
    this(
        allocationsPerCredential,
        allocationsPerNode,
        permissionsPerAllocation,
        channelsPerAllocation,
        bitsPerSecond,
        tcpConnectionsPerNode,
        ANY_RATE,
        USUAL_ALLOCATIONS_PER_PREFIX,
        USUAL_CONNECTIONS_PER_PREFIX,
        ANY_TRAFFIC);
  }

  public TurnLimits {
    if (allocationsPerCredential < 1
        || allocationsPerNode < 1
        || permissionsPerAllocation < 1
        || channelsPerAllocation < 1
        || bitsPerSecond < 64_000
        || tcpConnectionsPerNode < 1
        || nodeBitsPerSecond < 64_000
        || nodeBitsPerSecond > ANY_RATE
        || allocationsPerPrefix < 1
        || connectionsPerPrefix < 1
        || monthlyBytes < 1) {
      throw new IllegalArgumentException("limits");
    }
  }

  /** The same limits with another rate of an allocation. */
  public TurnLimits withBitsPerSecond(long newRate) {
    Change change = new Change(this);
    change.bitsPerSecond = newRate;
    return change.made();
  }

  /** The same limits with another rate of the node. */
  public TurnLimits withNodeBitsPerSecond(long newRate) {
    Change change = new Change(this);
    change.nodeBitsPerSecond = newRate;
    return change.made();
  }

  /** The same limits with other bounds of one prefix. */
  public TurnLimits withPrefix(int allocations, int connections) {
    Change change = new Change(this);
    change.allocationsPerPrefix = allocations;
    change.connectionsPerPrefix = connections;
    return change.made();
  }

  /** The same limits with another number of open connections. */
  public TurnLimits withTcpConnections(int newConnections) {
    Change change = new Change(this);
    change.tcpConnectionsPerNode = newConnections;
    return change.made();
  }

  /** The same limits with another bound on a month's traffic. */
  public TurnLimits withMonthlyBytes(long newBytes) {
    Change change = new Change(this);
    change.monthlyBytes = newBytes;
    return change.made();
  }

  /** Limits of which some are about to become others. */
  private static final class Change {
    private final TurnLimits from;
    private long bitsPerSecond;
    private int tcpConnectionsPerNode;
    private long nodeBitsPerSecond;
    private int allocationsPerPrefix;
    private int connectionsPerPrefix;
    private long monthlyBytes;

    Change(TurnLimits from) {
      this.from = from;
      bitsPerSecond = from.bitsPerSecond;
      tcpConnectionsPerNode = from.tcpConnectionsPerNode;
      nodeBitsPerSecond = from.nodeBitsPerSecond;
      allocationsPerPrefix = from.allocationsPerPrefix;
      connectionsPerPrefix = from.connectionsPerPrefix;
      monthlyBytes = from.monthlyBytes;
    }

    TurnLimits made() {
      return new TurnLimits(
          from.allocationsPerCredential,
          from.allocationsPerNode,
          from.permissionsPerAllocation,
          from.channelsPerAllocation,
          bitsPerSecond,
          tcpConnectionsPerNode,
          nodeBitsPerSecond,
          allocationsPerPrefix,
          connectionsPerPrefix,
          monthlyBytes);
    }
  }
}
