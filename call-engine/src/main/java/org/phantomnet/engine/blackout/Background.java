package org.phantomnet.engine.blackout;

import java.util.Arrays;
import org.phantomnet.protocol.rule.Rule;

/**
 * What the room looks like, learned cell by cell, and for how long each cell has looked so. A cell
 * is trusted as background only after it has; a model that misses a person who comes in does not
 * matter then, since a person does not look like the room. Compared after the room's light has been
 * evened out, so that a lamp or a camera's exposure is no person. For one thread.
 */
final class Background {
  /** Frames for which a cell must look like the room (BLK-5). */
  static final int TRUSTED = 24;

  /** Frames after which what stands still where the room was known becomes the room (BLK-5). */
  static final int REPLACED = 150;

  private static final int CHROMA_ZERO = 128 * Cells.FINE;
  private static final int LUMA_BLACK = 16 * Cells.FINE;
  private static final int LIGHT = 7 * Cells.FINE;
  private static final int LIGHT_SHARE = 12; // and an eighth or so of the light itself
  private static final int COLOUR = 4 * Cells.FINE;

  // The same, evened out over nine cells, which have a third of the noise (BLK-21).
  private static final int FAINT_LIGHT = 2 * Cells.FINE;
  private static final int FAINT_LIGHT_SHARE = 48;
  private static final int FAINT_COLOUR = 3 * Cells.FINE / 2;
  private static final int NOISES = 6; // and no less than this many medians

  private static final int ADAPT = 16;
  private static final int AVERAGED = 4; // frames or so, so that the room is without noise

  /** As light as the room. */
  static final int GAIN_ONE = 256;

  private static final int GAINS = 512;
  private static final byte ALONE = -1;

  private final Cells cells;
  private final int[] roomY;
  private final int[] roomU;
  private final int[] roomV;
  private final int[] newY;
  private final int[] newU;
  private final int[] newV;
  private final short[] alike;
  private final short[] newAlike;
  private final boolean[] known;
  private final int[] gains = new int[GAINS];
  private final byte[] unlike;
  private final byte[] fresh;
  private final Deviation light;
  private final Deviation blue;
  private final Deviation red;
  private int unexplained;
  private int compared;

  Background(Cells cells) {
    this.cells = cells;
    int count = cells.grid.cells();
    roomY = new int[count];
    roomU = new int[count];
    roomV = new int[count];
    newY = new int[count];
    newU = new int[count];
    newV = new int[count];
    alike = new short[count];
    newAlike = new short[count];
    known = new boolean[count];
    unlike = new byte[count];
    fresh = new byte[count];
    light = new Deviation(cells.grid, LUMA_BLACK);
    blue = new Deviation(cells.grid, CHROMA_ZERO);
    red = new Deviation(cells.grid, CHROMA_ZERO);
  }

  void forget() {
    Arrays.fill(known, false);
    Arrays.fill(alike, (short) 0);
    Arrays.fill(newAlike, (short) 0);
    Arrays.fill(fresh, (byte) 0);
  }

  /**
   * Compares a picture with the room.
   *
   * @param person not 0 where there may be a person: nothing is learned there
   * @param near not 0 where a person is near: nothing that changes there is unexplained
   */
  void compare(byte[] person, byte[] near) {
    int gain = gain(near);
    light.measure(cells.y, roomY, known, gain);
    blue.measure(cells.u, roomU, known, gain);
    red.measure(cells.v, roomV, known, gain);
    for (int cell = 0; cell < known.length; cell++) {
      unlike[cell] = (byte) (known[cell] && !isRoom(cell) ? 1 : 0);
      fresh[cell] = (byte) Math.max(0, fresh[cell] - 1);
    }
    markFaint(near);
    unexplained = 0;
    compared = 0;
    for (int cell = 0; cell < known.length; cell++) {
      settle(cell, person[cell] == 0);
      if (near[cell] == 0 && known[cell]) {
        compared++;
        unexplained += unlike[cell] > 0 ? 1 : 0;
      }
    }
  }

  private void settle(int cell, boolean free) {
    if (known[cell] && unlike[cell] == 0) {
      alike[cell] = (short) Math.min(alike[cell] + 1, REPLACED);
      newAlike[cell] = 0;
      if (free) {
        adapt(cell);
      }
    } else if (known[cell] && isAlone(cell)) {
      unlike[cell] = ALONE;
    } else {
      if (known[cell] && trusted(cell)) {
        fresh[cell] = TRUSTED;
      }
      alike[cell] = 0;
      learn(cell, free);
    }
  }

  /**
   * One cell that differs with none beside it is a camera's noise: no part of a person is so small,
   * but at the edge it may be the first of more.
   */
  private boolean isAlone(int cell) {
    int columns = cells.grid.columns;
    int column = cell % columns;
    return column > 0
        && column < columns - 1
        && cell >= columns
        && cell + columns < unlike.length
        && unlike[cell - 1] == 0
        && unlike[cell + 1] == 0
        && unlike[cell - columns] == 0
        && unlike[cell + columns] == 0;
  }

  /** The median of how much lighter the picture is than the room, {@link #GAIN_ONE} being equal. */
  private int gain(byte[] near) {
    Arrays.fill(gains, 0);
    int count = 0;
    for (int cell = 0; cell < known.length; cell++) {
      if (known[cell] && near[cell] == 0) {
        int room = Math.max(roomY[cell] - LUMA_BLACK, Cells.FINE);
        int now = Math.max(cells.y[cell] - LUMA_BLACK, 0);
        gains[Math.min(GAINS - 1, now * GAIN_ONE / room)]++;
        count++;
      }
    }
    int below = 0;
    for (int gain = 0; gain < GAINS; gain++) {
      below += gains[gain];
      if (2 * below > count) {
        return gain;
      }
    }
    return GAIN_ONE;
  }

  private boolean isRoom(int cell) {
    return light.isWithin(cell, LIGHT + lit(cell) / LIGHT_SHARE)
        && blue.isWithin(cell, COLOUR)
        && red.isWithin(cell, COLOUR);
  }

  private int lit(int cell) {
    return Math.max(0, cells.y[cell] - LUMA_BLACK);
  }

  /** What differs too little in any one cell, and in nine together does not. */
  @Rule("BLK-21")
  private void markFaint(byte[] near) {
    light.even();
    blue.even();
    red.even();
    int lightTolerance = Math.max(FAINT_LIGHT, NOISES * light.noise(known, near));
    int blueTolerance = Math.max(FAINT_COLOUR, NOISES * blue.noise(known, near));
    int redTolerance = Math.max(FAINT_COLOUR, NOISES * red.noise(known, near));
    for (int cell = 0; cell < known.length; cell++) {
      if (known[cell]
          && !(light.isWithin(cell, lightTolerance + lit(cell) / FAINT_LIGHT_SHARE)
              && blue.isWithin(cell, blueTolerance)
              && red.isWithin(cell, redTolerance))) {
        unlike[cell] = 1;
      }
    }
  }

  private void adapt(int cell) {
    roomY[cell] += (cells.y[cell] - roomY[cell]) / ADAPT;
    roomU[cell] += (cells.u[cell] - roomU[cell]) / ADAPT;
    roomV[cell] += (cells.v[cell] - roomV[cell]) / ADAPT;
  }

  @Rule("BLK-5")
  private void learn(int cell, boolean free) {
    boolean still =
        Math.abs(cells.y[cell] - newY[cell]) <= LIGHT
            && Math.abs(cells.u[cell] - newU[cell]) <= COLOUR
            && Math.abs(cells.v[cell] - newV[cell]) <= COLOUR;
    if (!free || !still) {
      newAlike[cell] = 0;
      newY[cell] = cells.y[cell];
      newU[cell] = cells.u[cell];
      newV[cell] = cells.v[cell];
      return;
    }
    newY[cell] += (cells.y[cell] - newY[cell]) / AVERAGED;
    newU[cell] += (cells.u[cell] - newU[cell]) / AVERAGED;
    newV[cell] += (cells.v[cell] - newV[cell]) / AVERAGED;
    if (++newAlike[cell] >= (known[cell] ? REPLACED : TRUSTED)) {
      known[cell] = true;
      alike[cell] = TRUSTED;
      newAlike[cell] = 0;
      roomY[cell] = newY[cell];
      roomU[cell] = newU[cell];
      roomV[cell] = newV[cell];
    }
  }

  /** Whether a cell has long been the room. */
  boolean trusted(int cell) {
    return alike[cell] >= TRUSTED;
  }

  /** Above 0 in each cell that does not look like the room that is known there. */
  byte[] unlike() {
    return unlike;
  }

  /** Above 0 in each cell that looked like the room for long and lately does not. */
  byte[] fresh() {
    return fresh;
  }

  /** Cells unlike the room with no person near. */
  int unexplained() {
    return unexplained;
  }

  /** Cells where the room is known and no person near. */
  int compared() {
    return compared;
  }
}
