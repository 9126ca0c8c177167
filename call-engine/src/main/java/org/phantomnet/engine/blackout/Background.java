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
  static final int REPLACED = 600;

  private static final int CHROMA_ZERO = 128 * Cells.FINE;
  private static final int LUMA_BLACK = 16 * Cells.FINE;
  private static final int LIGHT = 7 * Cells.FINE;
  private static final int THIRD = 43_691; // of 2 to the 17; exact for all light there is
  private static final int LIGHT_SHARE = 19; // and a twelfth of the light itself
  private static final int COLOUR = 4 * Cells.FINE;

  // The same, evened out over nine cells, which have a third of the noise (BLK-21).
  private static final int FAINT_LIGHT = 2 * Cells.FINE;
  private static final int FAINT_LIGHT_SHARE = 21; // a forty-eighth
  private static final int FAINT_COLOUR = 3 * Cells.FINE / 2;
  private static final int NOISES = 6; // and no less than this many medians

  private static final int ADAPT = 16;
  private static final int LEAST_LIGHT = 16; // one cell in so many tells the room's light (BLK-28)
  private static final int AVERAGED = 4; // frames or so, so that the room is without noise

  /** As light as the room. */
  static final int GAIN_ONE = 256;

  private static final int GAINS = 512;

  private final Cells cells;
  private final Grid grid;
  private final int[] roomY;
  private final int[] roomU;
  private final int[] roomV;
  private final int[] newY;
  private final int[] newU;
  private final int[] newV;
  private final int[] alike;
  private final int[] newAlike;
  private final int[] known; // all bits or none, as are the next four
  private final int[] free;
  private final int[] counted;
  private final int[] adapting;
  private final int[] lasting;
  private final int[] tolerances;
  private final int[] marks; // negative in each cell that is unlike
  private final Histogram gains = new Histogram(GAINS);
  private final CellSet rooms;
  private final CellSet trusted;
  private final CellSet unlike;
  private final CellSet loose;
  private final CellSet alone;
  private final CellSet unexplained;
  private final Lately fresh;
  private final Deviation light;
  private final Deviation blue;
  private final Deviation red;
  private int compared;

  Background(Cells cells) {
    this.cells = cells;
    grid = cells.grid;
    int count = grid.cells();
    roomY = new int[count];
    roomU = new int[count];
    roomV = new int[count];
    newY = new int[count];
    newU = new int[count];
    newV = new int[count];
    alike = new int[count];
    newAlike = new int[count];
    known = new int[count];
    free = new int[count];
    counted = new int[count];
    adapting = new int[count];
    lasting = new int[count];
    tolerances = new int[count];
    marks = new int[count];
    rooms = new CellSet(grid);
    trusted = new CellSet(grid);
    unlike = new CellSet(grid);
    loose = new CellSet(grid);
    alone = new CellSet(grid);
    unexplained = new CellSet(grid);
    fresh = new Lately(grid, TRUSTED);
    light = new Deviation(grid, LUMA_BLACK);
    blue = new Deviation(grid, CHROMA_ZERO);
    red = new Deviation(grid, CHROMA_ZERO);
  }

  void forget() {
    Arrays.fill(known, 0);
    Arrays.fill(alike, 0);
    Arrays.fill(newAlike, 0);
    rooms.clear();
    trusted.clear();
    fresh.forget();
  }

  /**
   * Compares a picture with the room.
   *
   * @param person where there is a person: nothing is learned there
   * @param possible where there may be one: nothing else is learned there than the room was
   * @param near where a person is near: nothing that changes there is unexplained or becomes
   *     another room
   */
  void compare(CellSet person, CellSet possible, CellSet near) {
    count(near);
    loose.toMasks(counted);
    int gain = gain();
    light.measure(cells.y, roomY, known, gain);
    blue.measure(cells.u, roomU, known, gain);
    red.measure(cells.v, roomV, known, gain);
    markPlain();
    markFaint();
    unlike.ofNegative(marks);
    leave(person, possible, near);
    settle(compared * LEAST_LIGHT < grid.cells() ? GAIN_ONE : gain);
    unexplained.copy(unlike);
    unexplained.remove(near);
    count(near);
  }

  /** What may be compared: where the room is known and no person near. */
  private void count(CellSet near) {
    loose.copy(rooms);
    loose.remove(near);
    compared = loose.count();
  }

  private void settle(int gain) {
    alone.lone(unlike);
    unlike.remove(alone);
    loose.copy(unlike);
    loose.retain(trusted);
    fresh.mark(loose);
    keep(gain);
    loose.copy(rooms);
    loose.invert();
    loose.add(unlike);
    for (int row = 0; row < grid.rows; row++) {
      for (int from = loose.next(row, 0); from < grid.columns; ) {
        int to = loose.nextOutside(row, from);
        for (int column = from; column < to; column++) {
          int cell = row * grid.columns + column;
          alike[cell] = 0;
          learn(cell, row, column);
        }
        from = loose.next(row, to);
      }
    }
    for (int cell = 0; cell < marks.length; cell++) {
      marks[cell] = TRUSTED - 1 - alike[cell];
    }
    trusted.ofNegative(marks);
  }

  /** What may be a person is nowhere a new room in the place of the old. */
  @Rule("BLK-27")
  private void leave(CellSet person, CellSet possible, CellSet near) {
    person.toMasks(free);
    possible.toMasks(adapting);
    for (int cell = 0; cell < known.length; cell++) {
      free[cell] = ~(free[cell] | known[cell] & adapting[cell]);
    }
    near.toMasks(lasting);
    for (int cell = 0; cell < known.length; cell++) {
      lasting[cell] &= known[cell];
    }
  }

  /** Goes on with what looks like the room; what does not, or is alone, gets the room's light. */
  private void keep(int gain) {
    for (int cell = 0; cell < known.length; cell++) {
      int same = known[cell] & ~(marks[cell] >> 31);
      adapting[cell] = same & free[cell];
      alike[cell] += alike[cell] - REPLACED >>> 31 & same;
      newAlike[cell] &= ~same;
    }
    adapt(roomY, cells.y, LUMA_BLACK, gain);
    adapt(roomU, cells.u, CHROMA_ZERO, gain);
    adapt(roomV, cells.v, CHROMA_ZERO, gain);
  }

  @Rule("BLK-28")
  private void adapt(int[] room, int[] now, int zero, int gain) {
    for (int cell = 0; cell < room.length; cell++) {
      int lit = zero + (room[cell] - zero) * gain / GAIN_ONE;
      int aim = lit + (now[cell] - lit & adapting[cell]);
      room[cell] += (aim - room[cell]) / ADAPT & known[cell];
    }
  }

  /** The median of how much lighter the picture is than the room, {@link #GAIN_ONE} being equal. */
  private int gain() {
    gains.clear();
    for (int cell = 0; cell < known.length; cell++) {
      if (counted[cell] != 0) {
        int room = Math.max(roomY[cell] - LUMA_BLACK, Cells.FINE);
        int now = Math.max(cells.y[cell] - LUMA_BLACK, 0);
        gains.add(now * GAIN_ONE / room, cell, 1);
      }
    }
    return compared == 0 ? GAIN_ONE : gains.ranked(compared / 2 + 1);
  }

  /** A part of the light, and no less than that. */
  private void tolerate(int least, int shift) {
    for (int cell = 0; cell < tolerances.length; cell++) {
      int lit = cells.y[cell] - LUMA_BLACK;
      tolerances[cell] = least + ((lit & ~(lit >> 31)) * THIRD >> shift);
    }
  }

  /** What differs too much in one cell. */
  private void markPlain() {
    Arrays.fill(marks, 0);
    tolerate(LIGHT, LIGHT_SHARE);
    light.exceeds(tolerances, marks);
    blue.exceeds(COLOUR, marks);
    red.exceeds(COLOUR, marks);
  }

  /** What differs too little in any one cell, and in nine together does not. */
  @Rule("BLK-21")
  private void markFaint() {
    light.even();
    blue.even();
    red.even();
    tolerate(Math.max(FAINT_LIGHT, NOISES * light.noise(counted, compared)), FAINT_LIGHT_SHARE);
    int blueTolerance = Math.max(FAINT_COLOUR, NOISES * blue.noise(counted, compared));
    int redTolerance = Math.max(FAINT_COLOUR, NOISES * red.noise(counted, compared));
    light.exceeds(tolerances, marks);
    blue.exceeds(blueTolerance, marks);
    red.exceeds(redTolerance, marks);
    for (int cell = 0; cell < marks.length; cell++) {
      marks[cell] &= known[cell];
    }
  }

  @Rule("BLK-5")
  private void learn(int cell, int row, int column) {
    boolean still =
        free[cell] != 0
            && lasting[cell] == 0
            && Math.abs(cells.y[cell] - newY[cell]) <= LIGHT
            && Math.abs(cells.u[cell] - newU[cell]) <= COLOUR
            && Math.abs(cells.v[cell] - newV[cell]) <= COLOUR;
    if (!still) {
      newAlike[cell] = 0;
      newY[cell] = cells.y[cell];
      newU[cell] = cells.u[cell];
      newV[cell] = cells.v[cell];
      return;
    }
    newY[cell] += (cells.y[cell] - newY[cell]) / AVERAGED;
    newU[cell] += (cells.u[cell] - newU[cell]) / AVERAGED;
    newV[cell] += (cells.v[cell] - newV[cell]) / AVERAGED;
    if (++newAlike[cell] >= (known[cell] != 0 ? REPLACED : TRUSTED)) {
      known[cell] = -1;
      rooms.add(row, column, column + 1);
      alike[cell] = TRUSTED;
      newAlike[cell] = 0;
      roomY[cell] = newY[cell];
      roomU[cell] = newU[cell];
      roomV[cell] = newV[cell];
    }
  }

  /** The cells that have long been the room. */
  CellSet trusted() {
    return trusted;
  }

  /** The cells that do not look like the room that is known there. */
  CellSet unlike() {
    return unlike;
  }

  /** The cells that looked like the room for long and lately do not. */
  CellSet fresh() {
    return fresh.cells();
  }

  /** Cells unlike the room with no person near. */
  int unexplained() {
    return unexplained.count();
  }

  /** Cells where the room is known and no person near. */
  int compared() {
    return compared;
  }
}
