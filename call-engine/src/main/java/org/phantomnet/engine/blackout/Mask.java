package org.phantomnet.engine.blackout;

import java.util.Arrays;
import org.phantomnet.protocol.rule.Rule;

/**
 * Decides which cells of one camera's pictures are black, from what the segmenter said of this very
 * picture, what it said of those before, and the room. For one thread.
 */
final class Mask {
  /** Cells by which a person, and what is not the room, is grown to all sides (BLK-3). */
  private static final int MARGIN = 4;

  /** The same for what has just stopped looking like the room with no person there (BLK-22). */
  private static final int MOVING_MARGIN = 8;

  /** The same around who is seen whole (BLK-29). */
  private static final int WHOLE_MARGIN = 2;

  /** Cells around a person where what changes is the person's shadow or hand. */
  private static final int NEAR = 10;

  /** Frames for which a cell stays a person's (BLK-3). */
  private static final int HELD = 12;

  /** A part of the room that changes with no person near and is not worth stopping for. */
  private static final double STIR = 0.008;

  /** From here it is the camera that moves. */
  private static final double CAMERA = 0.6;

  /** Frames of quiet after a stir. */
  private static final int QUIET = 4;

  /** Fewer cells that move are noise, or a leaf. */
  private static final int FEW = 20;

  /** Cells that make a block of {@link Outline#COARSE}. */
  private static final int BLOCK = 16;

  private final Grid grid;
  private final Cells cells;
  private final Background background;
  private final Lately held;
  private final Lately unsure;
  private final CellSet grown;
  private final CellSet part;
  private final CellSet near;
  private final CellSet strange;
  private final CellSet moving;
  private final CellSet around;
  private final CellSet hidden;
  private final byte[] blocks;
  private int sinceStir = QUIET;
  private int sinceMove;
  private int covered;
  private int shown;

  Mask(Grid grid, Cells cells) {
    this.grid = grid;
    this.cells = cells;
    background = new Background(cells);
    held = new Lately(grid, HELD);
    unsure = new Lately(grid, HELD);
    grown = new CellSet(grid);
    part = new CellSet(grid);
    near = new CellSet(grid);
    strange = new CellSet(grid);
    moving = new CellSet(grid);
    around = new CellSet(grid);
    hidden = new CellSet(grid);
    blocks = new byte[((grid.columns - 1) / BLOCK + 1) * ((grid.rows - 1) / BLOCK + 1)];
  }

  void forget() {
    background.forget();
    held.forget();
    unsure.forget();
    Arrays.fill(blocks, (byte) Background.TRUSTED);
    sinceStir = QUIET;
    sinceMove = HELD;
  }

  /**
   * @param likely where a person was found
   * @param possible the same, and where one may be
   * @param whole where somebody is seen whole (BLK-24)
   */
  @Rule("BLK-3")
  void hidePerson(CellSet likely, CellSet possible, CellSet whole) {
    held.mark(likely);
    unsure.mark(possible);
    covered = held.cells().count();
    growPerson(whole);
    near.grow(held.cells(), NEAR);
    around.grow(unsure.cells(), MARGIN);
    background.compare(grown, around, near);
    watch();
    strange.grow(background.unlike(), MARGIN);
    widenMoving();
    hidden.copy(background.trusted());
    hidden.remove(grown);
    hidden.remove(strange);
    shown = hidden.count();
    hidden.invert();
  }

  /** What is seen large and uncut is seen more exactly. */
  @Rule("BLK-29")
  private void growPerson(CellSet whole) {
    part.copy(held.cells());
    part.retain(whole);
    grown.grow(part, WHOLE_MARGIN);
    part.copy(held.cells());
    part.remove(whole);
    around.grow(part, MARGIN);
    grown.add(around);
  }

  /** Who comes in and is not recognised is larger than what differs from the room so far. */
  @Rule("BLK-22")
  private void widenMoving() {
    moving.copy(background.fresh());
    moving.remove(grown);
    around.grow(moving, MOVING_MARGIN);
    strange.add(around);
  }

  /** Looks for what moves without being a person, and for a camera that moves. */
  @Rule("BLK-14")
  private void watch() {
    moving.copy(background.unlike());
    moving.remove(grown);
    int moves = 0;
    for (int row = 0; row < grid.rows; row++) {
      int column = moving.next(row, 0);
      while (column < grid.columns) {
        moves += cells.moved(row * grid.columns + column) > 2 * Cells.FINE ? 1 : 0;
        column = moving.next(row, column + 1);
      }
    }
    sinceMove = moves > FEW ? 0 : Math.min(HELD, sinceMove + 1);
    sinceStir = moves > STIR * grid.cells() ? 0 : Math.min(QUIET, sinceStir + 1);
    if (background.unexplained() > CAMERA * background.compared()
        && background.compared() > STIR * grid.cells()) {
      forget();
      sinceStir = 0;
    }
  }

  /**
   * @param unsure where it is not surely a person
   */
  @Rule("BLK-9")
  void hideRoom(CellSet unsure) {
    covered = 0;
    hidden.copy(unsure);
    shown = grid.cells() - hidden.count();
  }

  /** Makes the outline one of blocks, each of which shows something only after a second without. */
  @Rule("BLK-12")
  void coarsen() {
    int across = (grid.columns - 1) / BLOCK + 1;
    for (int block = 0; block < blocks.length; block++) {
      blocks[block] = (byte) Math.max(0, blocks[block] - 1);
    }
    for (int row = 0; row < grid.rows; row++) {
      int first = row / BLOCK * across;
      int column = hidden.next(row, 0);
      while (column < grid.columns) {
        blocks[first + column / BLOCK] = Background.TRUSTED;
        column = hidden.next(row, Math.min(grid.columns, (column / BLOCK + 1) * BLOCK));
      }
    }
    hidden.clear();
    for (int row = 0; row < grid.rows; row++) {
      for (int i = 0; i < across; i++) {
        if (blocks[row / BLOCK * across + i] != 0) {
          hidden.add(row, i * BLOCK, Math.min(grid.columns, (i + 1) * BLOCK));
        }
      }
    }
  }

  /** Where a person is or was lately. */
  CellSet person() {
    return held.cells();
  }

  /** Whether nothing has moved for long but a person who is known. */
  boolean settled() {
    return sinceMove >= HELD;
  }

  CellSet hidden() {
    return hidden;
  }

  /** Whether something that is no known person has just moved. */
  boolean stirred() {
    return sinceStir < QUIET;
  }

  /** The share of the picture in which a person may be. */
  double covered() {
    return (double) covered / grid.cells();
  }

  /** The share of the picture that is not black. */
  double shown() {
    return (double) shown / grid.cells();
  }
}
