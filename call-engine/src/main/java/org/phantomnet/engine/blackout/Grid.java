package org.phantomnet.engine.blackout;

/**
 * The cells in which a picture is decided: 256 along the longer side, as near to square as even
 * pixels allow, so that a cell's colour and its light end in the same place. Immutable.
 */
final class Grid {
  private static final int LONGER_SIDE = 256;

  final int width;
  final int height;
  final int columns;
  final int rows;

  /** Where each column begins, in pixels, and, last, where the picture ends. */
  final int[] columnAt;

  final int[] rowAt;

  Grid(int width, int height) {
    this.width = width;
    this.height = height;
    int longer = Math.max(width, height);
    columnAt = bounds(width, longer);
    rowAt = bounds(height, longer);
    columns = columnAt.length - 1;
    rows = rowAt.length - 1;
  }

  private static int[] bounds(int side, int longer) {
    int count = Math.max(1, Math.min(side / 2, Math.round((float) LONGER_SIDE * side / longer)));
    int[] at = new int[count + 1];
    for (int i = 0; i <= count; i++) {
      at[i] = (int) ((long) i * (side / 2) / count) * 2;
    }
    return at;
  }

  int cells() {
    return columns * rows;
  }

  /** The index of the cell, of those that begin at {@code at}, in which a pixel lies. */
  static int cellOf(int[] at, int pixel) {
    int guess = (int) ((long) pixel * (at.length - 1) / at[at.length - 1]);
    while (at[guess] > pixel) {
      guess--;
    }
    while (at[guess + 1] <= pixel) {
      guess++;
    }
    return guess;
  }
}
