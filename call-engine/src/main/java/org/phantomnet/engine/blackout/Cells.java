package org.phantomnet.engine.blackout;

/** The mean colour of each cell of one picture, and what follows for all of it. For one thread. */
final class Cells {
  /** Values are this many times finer than a byte. */
  static final int FINE = 16;

  final Grid grid;
  final int[] y;
  final int[] u;
  final int[] v;
  private final int[] previous;
  private int same;
  private int mean;
  private int spread;

  Cells(Grid grid) {
    this.grid = grid;
    y = new int[grid.cells()];
    u = new int[grid.cells()];
    v = new int[grid.cells()];
    previous = new int[grid.cells()];
  }

  /** Looks at a picture, every second row of its light: neighbours are alike. */
  void measure(byte[] i420) {
    int chroma = grid.width * grid.height;
    long sum = 0;
    long squares = 0;
    boolean equal = true;
    int cell = 0;
    for (int row = 0; row < grid.rows; row++) {
      int top = grid.rowAt[row];
      int bottom = grid.rowAt[row + 1];
      for (int column = 0; column < grid.columns; column++, cell++) {
        int left = grid.columnAt[column];
        int right = grid.columnAt[column + 1];
        int light = luma(i420, left, right, top, bottom);
        previous[cell] = y[cell];
        equal &= light == y[cell];
        y[cell] = light;
        u[cell] = chroma(i420, chroma, left / 2, right / 2, top / 2, bottom / 2);
        v[cell] = chroma(i420, chroma + chroma / 4, left / 2, right / 2, top / 2, bottom / 2);
        sum += light;
        squares += (long) light * light;
      }
    }
    same = equal ? same + 1 : 0;
    long cells = grid.cells();
    mean = (int) (sum / cells / FINE);
    double variance = (double) squares / cells - Math.pow((double) sum / cells, 2);
    spread = (int) Math.sqrt(Math.max(0, variance));
  }

  private int luma(byte[] i420, int left, int right, int top, int bottom) {
    int sum = 0;
    for (int row = top; row < bottom; row += 2) {
      int at = row * grid.width;
      for (int x = left; x < right; x++) {
        sum += i420[at + x] & 0xff;
      }
    }
    return sum * FINE / ((right - left) * ((bottom - top) / 2));
  }

  private int chroma(byte[] i420, int plane, int left, int right, int top, int bottom) {
    int sum = 0;
    for (int row = top; row < bottom; row++) {
      int at = plane + row * (grid.width / 2);
      for (int x = left; x < right; x++) {
        sum += i420[at + x] & 0xff;
      }
    }
    return sum * FINE / ((right - left) * (bottom - top));
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
