package org.phantomnet.engine.blackout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.phantomnet.protocol.rule.Covers;

/** Against the same done cell by cell, for rows of less and more than a word. */
class CellSetTest {
  private final Random random = new Random(6);

  /** Some cells, single ones, runs and the corners among them. */
  private boolean[][] some(Grid grid) {
    boolean[][] cells = new boolean[grid.rows][grid.columns];
    for (int i = 0; i < 12; i++) {
      int row = random.nextInt(grid.rows);
      int from = random.nextInt(grid.columns);
      int to = Math.min(grid.columns, from + 1 + random.nextInt(1 + i * i));
      for (int column = from; column < to; column++) {
        cells[row][column] = true;
      }
    }
    cells[0][0] = random.nextBoolean();
    cells[grid.rows - 1][grid.columns - 1] = random.nextBoolean();
    return cells;
  }

  private static CellSet set(Grid grid, boolean[][] cells) {
    CellSet set = new CellSet(grid);
    for (int row = 0; row < grid.rows; row++) {
      for (int column = 0; column < grid.columns; column++) {
        int to = column;
        while (to < grid.columns && cells[row][to]) {
          to++;
        }
        set.add(row, column, to);
        column = to;
      }
    }
    return set;
  }

  private static boolean[][] cells(Grid grid, CellSet set) {
    boolean[][] cells = new boolean[grid.rows][grid.columns];
    for (int row = 0; row < grid.rows; row++) {
      int column = set.next(row, 0);
      while (column < grid.columns) {
        cells[row][column] = true;
        column = set.next(row, column + 1);
      }
    }
    return cells;
  }

  private static boolean anyNear(boolean[][] cells, int row, int column, int radius) {
    boolean any = false;
    for (int y = Math.max(0, row - radius); y < Math.min(cells.length, row + radius + 1); y++) {
      int right = Math.min(cells[y].length, column + radius + 1);
      for (int x = Math.max(0, column - radius); x < right; x++) {
        any |= cells[y][x];
      }
    }
    return any;
  }

  @ParameterizedTest
  @CsvSource({"640, 360", "360, 640", "48, 36", "130, 74", "1280, 720", "64, 16"})
  @Covers("BLK-3")
  void grown_hasAllCellsWithinTheMargin_andNoOther(int width, int height) {
    Grid grid = new Grid(width, height);
    for (int radius : new int[] {0, 1, 4, 8, 10}) {
      boolean[][] cells = some(grid);
      boolean[][] expected = new boolean[grid.rows][grid.columns];
      for (int row = 0; row < grid.rows; row++) {
        for (int column = 0; column < grid.columns; column++) {
          expected[row][column] = anyNear(cells, row, column, radius);
        }
      }
      CellSet grown = new CellSet(grid);

      grown.grow(set(grid, cells), radius);

      assertArrayEquals(expected, cells(grid, grown), "radius " + radius);
    }
  }

  @ParameterizedTest
  @CsvSource({"640, 360", "48, 36", "130, 74"})
  @Covers("BLK-5")
  void lone_isACellWithNoneBesideIt_andNotAtTheEdge(int width, int height) {
    Grid grid = new Grid(width, height);
    boolean[][] cells = some(grid);
    boolean[][] expected = new boolean[grid.rows][grid.columns];
    for (int row = 1; row < grid.rows - 1; row++) {
      for (int column = 1; column < grid.columns - 1; column++) {
        boolean beside = cells[row][column - 1] || cells[row][column + 1];
        boolean above = cells[row - 1][column] || cells[row + 1][column];
        expected[row][column] = cells[row][column] && !beside && !above;
      }
    }
    CellSet lone = new CellSet(grid);

    lone.lone(set(grid, cells));

    assertArrayEquals(expected, cells(grid, lone));
  }

  @ParameterizedTest
  @CsvSource({"640, 360", "48, 36", "130, 74"})
  @Covers("BLK-2")
  void masks_andCounts_sayTheSameAsTheCells(int width, int height) {
    Grid grid = new Grid(width, height);
    CellSet set = set(grid, some(grid));
    int[] masks = new int[grid.cells()];
    CellSet again = new CellSet(grid);

    set.toMasks(masks);
    again.ofNegative(masks);

    assertArrayEquals(cells(grid, set), cells(grid, again));
    again.invert();
    assertEquals(grid.cells(), set.count() + again.count());
    again.retain(set);
    assertEquals(0, again.count());
    int shown = 0;
    for (int row = 0; row < grid.rows; row++) {
      int column = set.nextOutside(row, 0);
      while (column < grid.columns) {
        shown++;
        column = set.nextOutside(row, column + 1);
      }
    }
    assertEquals(grid.cells() - set.count(), shown);
  }
}
