package org.phantomnet.relay.admission;

/**
 * Ids of 128 bits in 16 bytes each, at most two thirds full: what a day's spent tokens cost in
 * memory. The ids are hashes, so their bits are spread already. One thread.
 */
final class SpentSet {
  private static final int FIRST_CAPACITY = 1024;

  private long[] slots = new long[2 * FIRST_CAPACITY];
  private int size;
  private boolean hasZero;

  boolean contains(long high, long low) {
    if (high == 0 && low == 0) {
      return hasZero;
    }
    return slots[slot(slots, high, low) + 1] != 0 || slots[slot(slots, high, low)] != 0;
  }

  /** False if it was there. */
  boolean add(long high, long low) {
    if (contains(high, low)) {
      return false;
    }
    if (high == 0 && low == 0) {
      hasZero = true;
      return true;
    }
    if (3 * (size + 1) > slots.length) { // two thirds of slots.length / 2
      grow();
    }
    put(slots, high, low);
    size++;
    return true;
  }

  int size() {
    return size + (hasZero ? 1 : 0);
  }

  private void grow() {
    long[] larger = new long[2 * slots.length];
    for (int i = 0; i < slots.length; i += 2) {
      if (slots[i] != 0 || slots[i + 1] != 0) {
        put(larger, slots[i], slots[i + 1]);
      }
    }
    slots = larger;
  }

  private static void put(long[] slots, long high, long low) {
    int at = slot(slots, high, low);
    slots[at] = high;
    slots[at + 1] = low;
  }

  /** Where it is, or where it would be. */
  private static int slot(long[] slots, long high, long low) {
    int mask = slots.length - 1;
    int at = (int) (low << 1) & mask;
    while ((slots[at] != 0 || slots[at + 1] != 0) && (slots[at] != high || slots[at + 1] != low)) {
      at = at + 2 & mask;
    }
    return at;
  }
}
