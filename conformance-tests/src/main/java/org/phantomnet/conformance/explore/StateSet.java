package org.phantomnet.conformance.explore;

import java.util.function.LongConsumer;

/**
 * States met, each in 64 bits and exactly: no two states share a key, so nothing is missed by
 * chance. For each it keeps as bits which budgets are covered.
 */
final class StateSet {
  private static final double LOAD = 0.75;
  private static final int FIRST = 1 << 16;

  private long[] keys = new long[FIRST];
  private int[] covered = new int[FIRST];
  private int used;

  int size() {
    return used;
  }

  /**
   * False if the state was met with that budget or more.
   *
   * @param state not -1
   */
  boolean add(long state, int budget, int covers) {
    if (used > keys.length * LOAD) {
      grow();
    }
    int at = slot(keys, state + 1);
    if (keys[at] == 0) {
      keys[at] = state + 1;
      used++;
    } else if ((covered[at] & 1 << budget) != 0) {
      return false;
    }
    covered[at] |= covers;
    return true;
  }

  void forEach(LongConsumer action) {
    for (long key : keys) {
      if (key != 0) {
        action.accept(key - 1);
      }
    }
  }

  private void grow() {
    long[] oldKeys = keys;
    int[] old = covered;
    keys = new long[oldKeys.length * 2];
    covered = new int[keys.length];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != 0) {
        int at = slot(keys, oldKeys[i]);
        keys[at] = oldKeys[i];
        covered[at] = old[i];
      }
    }
  }

  private static int slot(long[] keys, long key) {
    int mask = keys.length - 1;
    long mixed = key * 0x9e3779b97f4a7c15L;
    mixed ^= mixed >>> 29;
    int at = (int) (mixed ^ mixed >>> 32) & mask;
    while (keys[at] != 0 && keys[at] != key) {
      at = at + 1 & mask;
    }
    return at;
  }
}
