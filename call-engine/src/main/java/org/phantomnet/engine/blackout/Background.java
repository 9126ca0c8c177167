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
  private static final int ADAPT = 16;
  private static final int AVERAGED = 4; // frames or so, so that the room is without noise
  private static final int GAIN_ONE = 256;
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
  }

  void forget() {
    Arrays.fill(known, false);
    Arrays.fill(alike, (short) 0);
    Arrays.fill(newAlike, (short) 0);
  }

  /**
   * Compares a picture with the room.
   *
   * @param person not 0 where there may be a person: nothing is learned there
   * @param near not 0 where a person is near: nothing that changes there is unexplained
   */
  void compare(byte[] person, byte[] near) {
    int gain = gain(near);
    for (int cell = 0; cell < known.length; cell++) {
      unlike[cell] = (byte) (known[cell] && !isRoom(cell, gain) ? 1 : 0);
    }
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

  private boolean isRoom(int cell, int gain) {
    int y = LUMA_BLACK + (roomY[cell] - LUMA_BLACK) * gain / GAIN_ONE;
    int tolerance = LIGHT + Math.max(0, y - LUMA_BLACK) / LIGHT_SHARE;
    return Math.abs(cells.y[cell] - y) <= tolerance
        && isColour(cells.u[cell], roomU[cell], gain)
        && isColour(cells.v[cell], roomV[cell], gain);
  }

  private static boolean isColour(int now, int room, int gain) {
    int lit = CHROMA_ZERO + (room - CHROMA_ZERO) * gain / GAIN_ONE;
    return Math.abs(now - lit) <= COLOUR;
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

  /** Cells unlike the room with no person near. */
  int unexplained() {
    return unexplained;
  }

  /** Cells where the room is known and no person near. */
  int compared() {
    return compared;
  }
}
