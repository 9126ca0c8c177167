package org.phantomnet.engine.blackout;

/** The cells that were marked in any of the last so many pictures. For one thread. */
final class Lately {
  private final CellSet[] last;
  private final CellSet all;
  private int turn;

  Lately(Grid grid, int pictures) {
    last = new CellSet[pictures];
    for (int i = 0; i < pictures; i++) {
      last[i] = new CellSet(grid);
    }
    all = new CellSet(grid);
  }

  /** What is marked in the next picture. */
  void mark(CellSet now) {
    turn = (turn + 1) % last.length;
    last[turn].copy(now);
    all.clear();
    for (CellSet one : last) {
      all.add(one);
    }
  }

  CellSet cells() {
    return all;
  }

  void forget() {
    for (CellSet one : last) {
      one.clear();
    }
    all.clear();
  }
}
