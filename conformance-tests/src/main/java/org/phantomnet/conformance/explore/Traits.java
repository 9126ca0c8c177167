package org.phantomnet.conformance.explore;

import org.phantomnet.conformance.explore.Leg.Mark;

/** What one device's state means to the other's, as bits: one of each kind for each call. */
final class Traits {
  /** Sets of calls: there are at most three. */
  static final int CALLS = 8;

  private static final int SHIFT = 3;
  private static final long MASK = CALLS - 1;

  private Traits() {}

  static long of(Device device) {
    long open = 0;
    long wanted = 0;
    long connecting = 0;
    long gaveWay = 0;
    for (int call = 0; call < device.legs.size(); call++) {
      Leg leg = device.legs.get(call);
      long bit = 1L << call;
      open |= leg.opened ? bit : 0;
      wanted |= leg.has(Mark.WANTED) ? bit : 0;
      connecting |= leg.has(Mark.CONNECTING) ? bit : 0;
      gaveWay |= leg.has(Mark.GAVE_WAY) ? bit : 0;
    }
    return 1L << 63
        | (device.exclusive ? 1L << 61 : 0)
        | open
        | wanted << SHIFT
        | connecting << 2 * SHIFT
        | gaveWay << 3 * SHIFT;
  }

  static long open(long traits) {
    return traits & MASK;
  }

  static long wanted(long traits) {
    return traits >> SHIFT & MASK;
  }

  static boolean connecting(long traits, int call) {
    return (traits >> 2 * SHIFT + call & 1) != 0;
  }

  static boolean exclusive(long traits) {
    return (traits >> 61 & 1) != 0;
  }

  /** Own calls that ended for an offer of the peer. */
  static long gaveWay(long traits) {
    return traits >> 3 * SHIFT & MASK;
  }
}
