package org.phantomnet.engine.blackout;

import java.util.Arrays;
import org.phantomnet.protocol.rule.Rule;

/**
 * The square around where a person was in the frame before: someone far away is seen large in it,
 * and whole. For one thread.
 */
final class PersonSquare {
  /** Its side, by the longer side of what it is to hold. */
  private static final double AROUND = 1.5;

  /** It is no smaller than the shorter side of the picture by this. */
  private static final int LEAST = 3;

  /** One in so many of the person's cells may lie beyond each side: specks do not widen it. */
  private static final int STRAY = 50;

  /** Fewer cells are no person to follow. */
  private static final int FEW = 20;

  /** Cells at the square's border; who is seen there may go on beyond it (BLK-24). */
  private static final int BORDER = 4;

  private final Grid grid;
  private final View view;
  private final CellSet inside;
  private final CellSet beyond;
  private final int[] byColumn;
  private final int[] byRow;
  private boolean known;

  PersonSquare(Grid grid, int side) {
    this.grid = grid;
    view = new View(grid, side, side);
    inside = new CellSet(grid);
    beyond = new CellSet(grid);
    byColumn = new int[grid.columns];
    byRow = new int[grid.rows];
  }

  void forget() {
    known = false;
  }

  boolean isKnown() {
    return known;
  }

  View view() {
    return view;
  }

  /**
   * @param person the cells that are a person's
   */
  @Rule("BLK-23")
  void follow(CellSet person) {
    Arrays.fill(byColumn, 0);
    Arrays.fill(byRow, 0);
    int all = 0;
    for (int row = 0; row < grid.rows; row++) {
      for (int from = person.next(row, 0); from < grid.columns; ) {
        int to = person.nextOutside(row, from);
        for (int column = from; column < to; column++) {
          byColumn[column]++;
        }
        byRow[row] += to - from;
        all += to - from;
        from = person.next(row, to);
      }
    }
    known = all >= FEW;
    if (known) {
      aim(all);
    }
  }

  private void aim(int all) {
    int left = grid.columnAt[first(byColumn, all)];
    int right = grid.columnAt[last(byColumn, all) + 1];
    int top = grid.rowAt[first(byRow, all)];
    int bottom = grid.rowAt[last(byRow, all) + 1];
    int shorter = Math.min(grid.width, grid.height);
    int wanted = (int) (AROUND * Math.max(right - left, bottom - top));
    int most = grid.height > grid.width ? grid.height : shorter;
    int size = Math.max(shorter / LEAST, Math.min(most, wanted));
    int wide = Math.min(size, grid.width);
    int x = within(left + right - wide, grid.width - wide);
    int y = within(top + bottom - size, grid.height - size);
    view.aim(x, y, wide, size);
    enclose(x, y, x + wide, y + size);
  }

  /** Remembers which cells are inside, and not at a border that is not the picture's own. */
  private void enclose(int left, int top, int right, int bottom) {
    int from = left > 0 ? Grid.cellOf(grid.columnAt, left) + BORDER : 0;
    int to = right < grid.width ? Grid.cellOf(grid.columnAt, right - 1) + 1 - BORDER : grid.columns;
    int first = top > 0 ? Grid.cellOf(grid.rowAt, top) + BORDER : 0;
    int end = bottom < grid.height ? Grid.cellOf(grid.rowAt, bottom - 1) + 1 - BORDER : grid.rows;
    inside.clear();
    for (int row = first; row < end; row++) {
      inside.add(row, from, to);
    }
  }

  /** The cells of the square but for its border, where that is not the picture's. */
  CellSet inside() {
    return inside;
  }

  /**
   * Whether a person is in the square, and whole.
   *
   * @param sure the cells that in this square are surely a person's
   */
  @Rule("BLK-24")
  boolean holds(CellSet sure) {
    beyond.copy(sure);
    beyond.remove(inside);
    return sure.count() >= FEW && beyond.count() == 0;
  }

  private static int within(int twice, int most) {
    return Math.max(0, Math.min(most, twice / 2));
  }

  private static int first(int[] counts, int all) {
    int at = 0;
    for (int sum = counts[0]; sum * STRAY < all; sum += counts[at]) {
      at++;
    }
    return at;
  }

  private static int last(int[] counts, int all) {
    int at = counts.length - 1;
    for (int sum = counts[at]; sum * STRAY < all; sum += counts[at]) {
      at--;
    }
    return at;
  }
}
