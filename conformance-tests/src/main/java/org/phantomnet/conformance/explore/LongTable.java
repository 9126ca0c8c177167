package org.phantomnet.conformance.explore;

import java.util.Arrays;

/** From a positive long to an int that is not negative; open addressing, no boxes. */
final class LongTable {
  private static final double LOAD = 0.7;

  private long[] keys = new long[1 << 10];
  private int[] values = new int[1 << 10];
  private int used;

  int get(long key) {
    int at = slot(keys, key + 1);
    return keys[at] == 0 ? -1 : values[at];
  }

  void put(long key, int value) {
    int at = slot(keys, key + 1);
    if (keys[at] == 0 && ++used > keys.length * LOAD) {
      grow();
      at = slot(keys, key + 1);
    }
    keys[at] = key + 1;
    values[at] = value;
  }

  private void grow() {
    long[] oldKeys = keys;
    int[] oldValues = values;
    keys = new long[oldKeys.length * 2];
    values = Arrays.copyOf(values, oldValues.length * 2);
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != 0) {
        int at = slot(keys, oldKeys[i]);
        keys[at] = oldKeys[i];
        values[at] = oldValues[i];
      }
    }
  }

  private static int slot(long[] keys, long key) {
    int mask = keys.length - 1;
    long mixed = key * 0x9e3779b97f4a7c15L;
    int at = (int) (mixed ^ mixed >>> 32) & mask;
    while (keys[at] != 0 && keys[at] != key) {
      at = at + 1 & mask;
    }
    return at;
  }
}
