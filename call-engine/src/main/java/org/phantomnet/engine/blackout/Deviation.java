package org.phantomnet.engine.blackout;

/**
 * How far one plane of a picture is from the room's: by cells, and evened out over the cells around
 * each, where what is too faint for one cell stands out from noise. The loops have neither branch
 * nor division, so that they run on many cells at a time. For one thread.
 */
final class Deviation {
  private static final int BINS = 16 * Cells.FINE;

  private final Grid grid;
  private final int zero;
  private final int[] values;
  private final int[] across;
  private final Histogram sizes = new Histogram(BINS);

  /**
   * @param zero the plane's value where there is no light or no colour
   */
  Deviation(Grid grid, int zero) {
    this.grid = grid;
    this.zero = zero;
    values = new int[grid.cells()];
    across = new int[grid.cells()];
  }

  /**
   * @param known all bits where the room is known; 0 is said of what is not
   * @param gain of the light, of {@link Background#GAIN_ONE}, below twice that
   */
  void measure(int[] now, int[] room, int[] known, int gain) {
    for (int cell = 0; cell < values.length; cell++) {
      int lit = (room[cell] - zero) * gain / Background.GAIN_ONE;
      values[cell] = now[cell] - zero - lit & known[cell];
    }
  }

  /** Makes those values negative where this differs by more. */
  void exceeds(int tolerance, int[] marks) {
    for (int cell = 0; cell < values.length; cell++) {
      marks[cell] |= tolerance - Math.abs(values[cell]);
    }
  }

  /** The same, of each cell's own. */
  void exceeds(int[] tolerances, int[] marks) {
    for (int cell = 0; cell < values.length; cell++) {
      marks[cell] |= tolerances[cell] - Math.abs(values[cell]);
    }
  }

  /** From now on each value is the mean of those around it, nine in all, fewer at the edges. */
  void even() {
    if (grid.columns > 1) {
      evenRows();
    } else {
      System.arraycopy(values, 0, across, 0, values.length);
    }
    if (grid.rows > 1) {
      evenColumns();
    } else {
      System.arraycopy(across, 0, values, 0, values.length);
    }
  }

  /** All in one go, and then the ends of each row, where that has mixed two rows. */
  private void evenRows() {
    for (int i = 1; i < values.length - 1; i++) {
      across[i] = third(values[i - 1] + values[i] + values[i + 1]);
    }
    for (int start = 0; start < values.length; start += grid.columns) {
      int end = start + grid.columns - 1;
      across[start] = (values[start] + values[start + 1]) / 2;
      across[end] = (values[end - 1] + values[end]) / 2;
    }
  }

  private void evenColumns() {
    int columns = grid.columns;
    int last = values.length - columns;
    for (int i = columns; i < last; i++) {
      values[i] = third(across[i - columns] + across[i] + across[i + columns]);
    }
    for (int i = 0; i < columns; i++) {
      values[i] = (across[i] + across[i + columns]) / 2;
      values[last + i] = (across[last - columns + i] + across[last + i]) / 2;
    }
  }

  /** A third, towards 0, of what is below 49,000: no three values are more. */
  private static int third(int value) {
    return (value * 43_691 >> 17) + (value >>> 31);
  }

  /**
   * The median of what counts: the camera's noise.
   *
   * @param counted all bits for each cell that counts, of which there are {@code count}
   */
  int noise(int[] counted, int count) {
    sizes.clear();
    for (int cell = 0; cell < values.length; cell++) {
      sizes.add(Math.abs(values[cell]), cell, -counted[cell]);
    }
    return sizes.ranked((count + 1) / 2);
  }
}
