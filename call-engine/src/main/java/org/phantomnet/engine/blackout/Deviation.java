package org.phantomnet.engine.blackout;

import java.util.Arrays;

/**
 * How far one plane of a picture is from the room's: by cells, and evened out over the cells around
 * each, where what is too faint for one cell stands out from noise. For one thread.
 */
final class Deviation {
  private static final int BINS = 16 * Cells.FINE;

  private final Grid grid;
  private final int zero;
  private final int[] values;
  private final int[] above;
  private final int[] bins = new int[BINS];

  /**
   * @param zero the plane's value where there is no light or no colour
   */
  Deviation(Grid grid, int zero) {
    this.grid = grid;
    this.zero = zero;
    values = new int[grid.cells()];
    above = new int[grid.columns];
  }

  /**
   * @param gain of the light, of {@link Background#GAIN_ONE}; 0 is said of what is not known
   */
  void measure(int[] now, int[] room, boolean[] known, int gain) {
    for (int cell = 0; cell < values.length; cell++) {
      int lit = (room[cell] - zero) * gain / Background.GAIN_ONE;
      values[cell] = known[cell] ? now[cell] - zero - lit : 0;
    }
  }

  boolean isWithin(int cell, int tolerance) {
    return Math.abs(values[cell]) <= tolerance;
  }

  /** From now on each value is the mean of those around it, nine in all, fewer at the edges. */
  void even() {
    for (int row = 0; grid.columns > 1 && row < grid.rows; row++) {
      evenRow(row * grid.columns);
    }
    if (grid.rows > 1) {
      evenColumns();
    }
  }

  private void evenRow(int start) {
    int end = start + grid.columns - 1;
    int before = values[start];
    values[start] = (before + values[start + 1]) / 2;
    for (int i = start + 1; i < end; i++) {
      int here = values[i];
      values[i] = (before + here + values[i + 1]) / 3;
      before = here;
    }
    values[end] = (before + values[end]) / 2;
  }

  /** Row by row, as they lie in memory. */
  private void evenColumns() {
    int columns = grid.columns;
    for (int i = 0; i < columns; i++) {
      above[i] = values[i];
      values[i] = (values[i] + values[i + columns]) / 2;
    }
    for (int row = 1; row < grid.rows - 1; row++) {
      int start = row * columns;
      for (int i = 0; i < columns; i++) {
        int here = values[start + i];
        values[start + i] = (above[i] + here + values[start + columns + i]) / 3;
        above[i] = here;
      }
    }
    int last = (grid.rows - 1) * columns;
    for (int i = 0; i < columns; i++) {
      values[last + i] = (above[i] + values[last + i]) / 2;
    }
  }

  /** The median of what is known and not near a person: the camera's noise. */
  int noise(boolean[] known, byte[] near) {
    Arrays.fill(bins, 0);
    int count = 0;
    for (int cell = 0; cell < values.length; cell++) {
      if (known[cell] && near[cell] == 0) {
        bins[Math.min(BINS - 1, Math.abs(values[cell]))]++;
        count++;
      }
    }
    int median = 0;
    for (int below = bins[0]; 2 * below < count; below += bins[median]) {
      median++;
    }
    return median;
  }
}
