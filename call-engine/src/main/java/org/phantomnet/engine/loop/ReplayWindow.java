package org.phantomnet.engine.loop;

import org.phantomnet.protocol.rule.Rule;

/**
 * Which counters of one sender in one call were taken (CALL-18). Messages may overtake each other,
 * so the window takes each of the last {@value #SIZE} counters once, in any order.
 */
final class ReplayWindow {
  static final int SIZE = 64;

  private long highest;
  private long taken;

  /**
   * True the first time, if the counter is not too old. Bit i of {@code taken} stands for {@code
   * highest - i}.
   */
  @Rule("CALL-18")
  boolean take(long counter) {
    if (counter > highest) {
      long step = counter - highest;
      taken = step >= SIZE ? 1 : (taken << step) | 1;
      highest = counter;
      return true;
    }
    long back = highest - counter;
    if (back >= SIZE || (taken & (1L << back)) != 0) {
      return false;
    }
    taken |= 1L << back;
    return true;
  }
}
