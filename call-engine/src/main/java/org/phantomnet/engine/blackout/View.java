package org.phantomnet.engine.blackout;

/**
 * A part of the picture as the segmenter sees it: stretched to a shape that it reads. Knows which
 * pixels each of its samples is made of and which cells each of them speaks for. For one thread.
 */
final class View {
  private static final int LUMA_BLACK = 16; // ITU-R BT.601, limited range
  private static final int CHROMA_ZERO = 128;

  private final Grid grid;
  private final int across;
  private final int down;
  private final int[] firstX;
  private final int[] secondX;
  private final int[] firstY;
  private final int[] secondY;
  private final int[] fromColumn;
  private final int[] toColumn;
  private final int[] fromRow;
  private final int[] toRow;
  private final float[] light;
  private final float[] towardsBlue;
  private final float[] towardsRed;
  private final float[] red;
  private final float[] green;
  private final float[] blue;

  /**
   * Of the whole picture, until it is aimed.
   *
   * @param across samples of each row, of which there are {@code down}
   */
  View(Grid grid, int across, int down) {
    this.grid = grid;
    this.across = across;
    this.down = down;
    firstX = new int[across];
    secondX = new int[across];
    firstY = new int[down];
    secondY = new int[down];
    fromColumn = new int[across];
    toColumn = new int[across];
    fromRow = new int[down];
    toRow = new int[down];
    light = new float[across];
    towardsBlue = new float[across];
    towardsRed = new float[across];
    red = new float[across];
    green = new float[across];
    blue = new float[across];
    aim(0, 0, grid.width, grid.height);
  }

  /** From now on this part of the picture, in pixels, all of which must be inside. */
  View aim(int left, int top, int width, int height) {
    taps(firstX, left, width, 1);
    taps(secondX, left, width, 3);
    taps(firstY, top, height, 1);
    taps(secondY, top, height, 3);
    cells(fromColumn, grid.columnAt, left, width, 0);
    cells(toColumn, grid.columnAt, left, width, 1);
    cells(fromRow, grid.rowAt, top, height, 0);
    cells(toRow, grid.rowAt, top, height, 1);
    return this;
  }

  /** The pixel at so many quarters of each sample. */
  private void taps(int[] taps, int from, int length, int quarters) {
    for (int i = 0; i < taps.length; i++) {
      taps[i] = from + (int) ((4L * i + quarters) * length / (4L * taps.length));
    }
  }

  /** The first or the last cell that a sample touches. */
  private void cells(int[] cells, int[] at, int from, int length, int end) {
    int samples = cells.length;
    for (int i = 0; i < samples; i++) {
      long begin = (long) (i + end) * length;
      int pixel = end == 0 ? (int) (begin / samples) : (int) ((begin + samples - 1) / samples) - 1;
      cells[i] = Grid.cellOf(at, from + pixel);
    }
  }

  /** Writes the samples as the segmenter wants them: red, green, blue from 0 to 1 (BT.601). */
  void sample(byte[] i420, float[] rgb) {
    int chroma = grid.width * grid.height;
    int half = grid.width / 2;
    for (int j = 0; j < down; j++) {
      int u = chroma + firstY[j] / 2 * half;
      gather(i420, firstY[j] * grid.width, secondY[j] * grid.width, u, u + chroma / 4);
      mix();
      int to = 3 * j * across;
      for (int i = 0; i < across; i++) {
        rgb[to + 3 * i] = red[i];
        rgb[to + 3 * i + 1] = green[i];
        rgb[to + 3 * i + 2] = blue[i];
      }
    }
  }

  /** The four pixels of light and the one of colour that each sample of a row is made of. */
  private void gather(byte[] i420, int upper, int lower, int u, int v) {
    for (int i = 0; i < across; i++) {
      int x = firstX[i];
      int next = secondX[i];
      int sum =
          (i420[upper + x] & 0xff)
              + (i420[upper + next] & 0xff)
              + (i420[lower + x] & 0xff)
              + (i420[lower + next] & 0xff);
      light[i] = sum - 4 * LUMA_BLACK;
      towardsBlue[i] = (i420[u + (x >> 1)] & 0xff) - CHROMA_ZERO;
      towardsRed[i] = (i420[v + (x >> 1)] & 0xff) - CHROMA_ZERO;
    }
  }

  /** Whole numbers all of them, below 2 to the 24: exact, and many at a time. */
  private void mix() {
    for (int i = 0; i < across; i++) {
      red[i] = unit(298 * light[i] + 1634 * towardsRed[i]);
    }
    for (int i = 0; i < across; i++) {
      green[i] = unit(298 * light[i] - 401 * towardsBlue[i] - 833 * towardsRed[i]);
    }
    for (int i = 0; i < across; i++) {
      blue[i] = unit(298 * light[i] + 2066 * towardsBlue[i]);
    }
  }

  /** From fixed point, 255 * 1024 being 1. */
  private static float unit(float value) {
    return Math.max(0, Math.min(value, 255 * 1024)) * (1f / (255 * 1024));
  }

  /**
   * Adds what the segmenter said to what the views before this one said.
   *
   * @param above whether {@code marked} gets the cells that a sample of at least {@code threshold}
   *     touches, or those that one below it does
   * @return whether all values were likelihoods; {@code marked} says nothing else
   */
  boolean mark(float[] person, float threshold, boolean above, CellSet marked) {
    for (int j = 0; j < down; j++) {
      int row = j * across;
      int end = row + across;
      for (int at = row; at < end; ) {
        int low = at;
        while (at < end && person[at] >= 0 && person[at] < threshold) {
          at++;
        }
        int high = at;
        while (at < end && person[at] >= threshold && person[at] <= 1) {
          at++;
        }
        if (at == low) {
          return false;
        }
        if (above) {
          mark(j, high - row, at - row, marked);
        } else {
          mark(j, low - row, high - row, marked);
        }
      }
    }
    return true;
  }

  /** The cells of a row's samples from one to before another: neighbours touch or share a cell. */
  private void mark(int j, int from, int to, CellSet marked) {
    if (from < to) {
      for (int row = fromRow[j]; row <= toRow[j]; row++) {
        marked.add(row, fromColumn[from], toColumn[to - 1] + 1);
      }
    }
  }
}
