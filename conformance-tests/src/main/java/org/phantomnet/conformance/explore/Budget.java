package org.phantomnet.conformance.explore;

/**
 * What may still go wrong, as one small number: losses, repeats, and restarts of each device. A
 * state with more left covers the same state with less, since everything that can follow the latter
 * can follow the former.
 */
final class Budget {
  private final int losses;
  private final int repeats;
  private final int restarts;
  private final int[] covers;

  Budget(Bounds bounds) {
    losses = bounds.losses() + 1;
    repeats = bounds.repeats() + 1;
    restarts = bounds.restarts() + 1;
    int count = losses * repeats * restarts * restarts;
    if (count > Integer.SIZE) {
      throw new IllegalArgumentException(
          "these bounds are too wide: at most 32 ways to spend them");
    }
    covers = new int[count];
    for (int left = 0; left < count; left++) {
      for (int less = 0; less < count; less++) {
        covers[left] |= isWithin(less, left) ? 1 << less : 0;
      }
    }
  }

  /** All is left. */
  int full() {
    return covers.length - 1;
  }

  /** The numbers of all that is not more, as bits. */
  int covers(int left) {
    return covers[left];
  }

  private boolean isWithin(int less, int left) {
    return lossesOf(less) <= lossesOf(left)
        && repeatsOf(less) <= repeatsOf(left)
        && restartsOf(less, Side.ALICE) <= restartsOf(left, Side.ALICE)
        && restartsOf(less, Side.BOB) <= restartsOf(left, Side.BOB);
  }

  private int lossesOf(int left) {
    return left % losses;
  }

  private int repeatsOf(int left) {
    return left / losses % repeats;
  }

  private int restartsOf(int left, Side side) {
    int both = left / (losses * repeats);
    return side == Side.ALICE ? both % restarts : both / restarts;
  }

  int spent(int left) {
    return spentOf(full()) - spentOf(left);
  }

  private int spentOf(int left) {
    return lossesOf(left)
        + repeatsOf(left)
        + restartsOf(left, Side.ALICE)
        + restartsOf(left, Side.BOB);
  }

  /** What is left after so many losses; -1 if they were too many. */
  int lose(int left, int count) {
    return lossesOf(left) >= count ? left - count : -1;
  }

  int repeat(int left) {
    return repeatsOf(left) > 0 ? left - losses : -1;
  }

  int restart(int left, Side side) {
    int step = losses * repeats * (side == Side.ALICE ? 1 : restarts);
    return restartsOf(left, side) > 0 ? left - step : -1;
  }
}
