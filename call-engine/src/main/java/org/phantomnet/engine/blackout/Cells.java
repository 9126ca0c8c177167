package org.phantomnet.engine.blackout;

/** The mean colour of each cell of one picture, and what follows for all of it. For one thread. */
final class Cells {
  /** Values are this many times finer than a byte. */
  static final int FINE = 16;

  /** Bits of a fraction that divides by a cell's pixels exactly: their sum is below 2 to the 21. */
  private static final int FRACTION = 40;

  final Grid grid;
  final int[] y;
  final int[] u;
  final int[] v;
  private final int[] previous;
  private final RowTotals rowTotals;
  private final int[] light;
  private final int[] blue;
  private final int[] red;
  private final long[] shares;
  private int same;
  private int mean;
  private int spread;

  /**
   * @param i420 the array in which each picture will be
   */
  Cells(Grid grid, byte[] i420) {
    this.grid = grid;
    y = new int[grid.cells()];
    u = new int[grid.cells()];
    v = new int[grid.cells()];
    previous = new int[grid.cells()];
    rowTotals = new RowTotals(i420, grid.width);
    light = new int[grid.width / 2 + 1];
    blue = new int[grid.width / 2 + 1];
    red = new int[grid.width / 2 + 1];
    shares = new long[widest(grid.columnAt) * widest(grid.rowAt) + 1];
    for (int pixels = 1; pixels < shares.length; pixels++) {
      shares[pixels] = ((1L << FRACTION) + pixels - 1) / pixels * FINE;
    }
  }

  private static int widest(int[] at) {
    int widest = 0;
    for (int i = 1; i < at.length; i++) {
      widest = Math.max(widest, at[i] - at[i - 1]);
    }
    return widest;
  }

  /** Looks at the picture, every second row of its light: neighbours are alike. */
  void measure() {
    System.arraycopy(y, 0, previous, 0, y.length);
    for (int row = 0; row < grid.rows; row++) {
      measure(row);
    }
    long sum = 0;
    long squares = 0;
    int changed = 0;
    for (int cell = 0; cell < y.length; cell++) {
      sum += y[cell];
      squares += (long) y[cell] * y[cell];
      changed |= y[cell] ^ previous[cell];
    }
    same = changed == 0 ? same + 1 : 0;
    long cells = grid.cells();
    mean = (int) (sum / cells / FINE);
    double variance = (double) squares / cells - Math.pow((double) sum / cells, 2);
    spread = (int) Math.sqrt(Math.max(0, variance));
  }

  private void measure(int row) {
    int width = grid.width;
    int half = width / 2;
    int top = grid.rowAt[row];
    int rows = (grid.rowAt[row + 1] - top) / 2;
    int chroma = width * grid.height + top / 2 * half;
    rowTotals.pairs(top * width, 2 * width, rows, width, light);
    rowTotals.singles(chroma, half, rows, half, blue);
    rowTotals.singles(chroma + half * (grid.height / 2), half, rows, half, red);
    int left = 0;
    int cell = row * grid.columns;
    for (int column = 1; column <= grid.columns; column++, cell++) {
      int right = grid.columnAt[column] / 2;
      int pixels = (right - left) * rows;
      long share = shares[pixels];
      y[cell] = (int) ((light[right] - light[left]) * shares[2 * pixels] >>> FRACTION);
      u[cell] = (int) ((blue[right] - blue[left]) * share >>> FRACTION);
      v[cell] = (int) ((red[right] - red[left]) * share >>> FRACTION);
      left = right;
    }
  }

  /** How much a cell's light differs from the picture before. */
  int moved(int cell) {
    return Math.abs(y[cell] - previous[cell]);
  }

  /** How many pictures in a row were equal to the one before. */
  int same() {
    return same;
  }

  /** Mean light, 16 to 235. */
  int mean() {
    return mean;
  }

  /** Standard deviation of the cells' light, {@link #FINE} times. */
  int spread() {
    return spread;
  }
}
