package org.phantomnet.engine.blackout;

/** Grows what is marked by a number of cells to all sides, corners too. For one thread. */
final class Dilation {
  private final Grid grid;
  private final byte[] across;

  Dilation(Grid grid) {
    this.grid = grid;
    across = new byte[grid.cells()];
  }

  /** Writes 1 to {@code to} where {@code from} is above 0 within {@code radius}; else 0. */
  void grow(byte[] from, byte[] to, int radius) {
    for (int row = 0; row < grid.rows; row++) {
      line(from, across, row * grid.columns, 1, grid.columns, radius);
    }
    for (int column = 0; column < grid.columns; column++) {
      line(across, to, column, grid.columns, grid.rows, radius);
    }
  }

  private static void line(byte[] from, byte[] to, int start, int step, int count, int radius) {
    int until = -1; // marked up to here
    int ahead = 0; // read up to here
    for (int i = 0; i < count; i++) {
      int last = Math.min(count - 1, i + radius);
      for (; ahead <= last; ahead++) {
        if (from[start + ahead * step] > 0) {
          until = ahead + radius;
        }
      }
      to[start + i * step] = (byte) (i <= until ? 1 : 0);
    }
  }
}
