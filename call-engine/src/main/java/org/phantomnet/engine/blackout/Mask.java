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
  private final Dilation dilation;
  private final byte[] held;
  private final byte[] grown;
  private final byte[] near;
  private final byte[] strange;
  private final byte[] moving;
  private final byte[] around;
  private final byte[] hidden;
  private final byte[] blocks;
  private int sinceStir = QUIET;
  private int sinceMove;
  private int covered;
  private int shown;

  Mask(Grid grid, Cells cells) {
    this.grid = grid;
    this.cells = cells;
    background = new Background(cells);
    dilation = new Dilation(grid);
    held = new byte[grid.cells()];
    grown = new byte[grid.cells()];
    near = new byte[grid.cells()];
    strange = new byte[grid.cells()];
    moving = new byte[grid.cells()];
    around = new byte[grid.cells()];
    hidden = new byte[grid.cells()];
    blocks = new byte[((grid.columns - 1) / BLOCK + 1) * ((grid.rows - 1) / BLOCK + 1)];
  }

  void forget() {
    background.forget();
    Arrays.fill(held, (byte) 0);
    Arrays.fill(blocks, (byte) Background.TRUSTED);
    sinceStir = QUIET;
    sinceMove = HELD;
  }

  /**
   * @param likely not 0 where the segmenter saw a person, however unsurely
   */
  @Rule("BLK-3")
  void hidePerson(byte[] likely) {
    covered = 0;
    for (int cell = 0; cell < held.length; cell++) {
      held[cell] = (byte) (likely[cell] != 0 ? HELD : Math.max(0, held[cell] - 1));
      covered += held[cell] != 0 ? 1 : 0;
    }
    dilation.grow(held, grown, MARGIN);
    dilation.grow(held, near, NEAR);
    background.compare(grown, near);
    watch();
    dilation.grow(background.unlike(), strange, MARGIN);
    widenMoving();
    shown = 0;
    for (int cell = 0; cell < held.length; cell++) {
      boolean show = grown[cell] == 0 && strange[cell] == 0 && background.trusted(cell);
      hidden[cell] = (byte) (show ? 0 : 1);
      shown += show ? 1 : 0;
    }
  }

  /** Who comes in and is not recognised is larger than what differs from the room so far. */
  @Rule("BLK-22")
  private void widenMoving() {
    for (int cell = 0; cell < held.length; cell++) {
      moving[cell] = grown[cell] == 0 ? background.fresh()[cell] : 0;
    }
    dilation.grow(moving, around, MOVING_MARGIN);
    for (int cell = 0; cell < held.length; cell++) {
      strange[cell] |= around[cell];
    }
  }

  /** Looks for what moves without being a person, and for a camera that moves. */
  @Rule("BLK-14")
  private void watch() {
    int moves = 0;
    for (int cell = 0; cell < held.length; cell++) {
      if (grown[cell] == 0 && background.unlike()[cell] > 0 && cells.moved(cell) > 2 * Cells.FINE) {
        moves++;
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
   * @param unsure not 0 where it is not surely a person
   */
  @Rule("BLK-9")
  void hideRoom(byte[] unsure) {
    shown = 0;
    covered = 0;
    for (int cell = 0; cell < hidden.length; cell++) {
      hidden[cell] = unsure[cell];
      shown += unsure[cell] == 0 ? 1 : 0;
    }
  }

  /** Makes the outline one of blocks, each of which shows something only after a second without. */
  @Rule("BLK-12")
  void coarsen() {
    int across = (grid.columns - 1) / BLOCK + 1;
    for (int block = 0; block < blocks.length; block++) {
      blocks[block] = (byte) Math.max(0, blocks[block] - 1);
    }
    for (int cell = 0; cell < hidden.length; cell++) {
      if (hidden[cell] != 0) {
        blocks[cell / grid.columns / BLOCK * across + cell % grid.columns / BLOCK] =
            Background.TRUSTED;
      }
    }
    for (int cell = 0; cell < hidden.length; cell++) {
      int block = cell / grid.columns / BLOCK * across + cell % grid.columns / BLOCK;
      hidden[cell] = (byte) (blocks[block] != 0 ? 1 : 0);
    }
  }

  /** Above 0 where a person is or was lately. */
  byte[] person() {
    return held;
  }

  /** Whether nothing has moved for long but a person who is known. */
  boolean settled() {
    return sinceMove >= HELD;
  }

  byte[] hidden() {
    return hidden;
  }

  /** Whether something that is no known person has just moved. */
  boolean stirred() {
    return sinceStir < QUIET;
  }

  /** The share of the picture in which a person may be. */
  double covered() {
    return (double) covered / held.length;
  }

  /** The share of the picture that is not black. */
  double shown() {
    return (double) shown / held.length;
  }
}
