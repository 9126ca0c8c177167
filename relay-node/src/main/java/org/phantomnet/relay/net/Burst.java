package org.phantomnet.relay.net;

/**
 * How many packets a socket may take in one turn of its loop. To read until nothing is left costs
 * an empty read for each packet where packets come singly; so a socket takes one, and more only if
 * it had more last time (docs/adr/0016). One loop.
 */
final class Burst {
  private final int most;
  private long lastTurn = -1;
  private int size = 1;

  /**
   * @param most what one socket may take before others get their turn
   */
  Burst(int most) {
    this.most = most;
  }

  /** For this turn; doubles while the socket is ready turn after turn. */
  int size(long turn) {
    size = turn == lastTurn + 1 ? Math.min(2 * size, most) : 1;
    lastTurn = turn;
    return size;
  }
}
