package org.phantomnet.engine.blackout;

import java.util.Arrays;

/**
 * A set of a grid's cells, 64 to a word, so that sets are joined and grown many cells at a time.
 * For one thread.
 */
final class CellSet {
  private final Grid grid;
  private final int across; // words of a row
  private final long lastWord; // the cells that a row's last word has
  private final long[] words;
  private final long[] wide;

  CellSet(Grid grid) {
    this.grid = grid;
    across = (grid.columns + Long.SIZE - 1) / Long.SIZE;
    lastWord = -1L >>> -grid.columns;
    words = new long[across * grid.rows];
    wide = new long[words.length];
  }

  void clear() {
    Arrays.fill(words, 0);
  }

  /** Adds the cells of a row from one column to before another. */
  void add(int row, int from, int to) {
    if (from >= to) {
      return;
    }
    int first = row * across + from / Long.SIZE;
    int last = row * across + (to - 1) / Long.SIZE;
    long head = -1L << from;
    long tail = -1L >>> -to;
    if (first == last) {
      words[first] |= head & tail;
      return;
    }
    words[first] |= head;
    Arrays.fill(words, first + 1, last, -1L);
    words[last] |= tail;
  }

  void add(CellSet other) {
    for (int i = 0; i < words.length; i++) {
      words[i] |= other.words[i];
    }
  }

  void remove(CellSet other) {
    for (int i = 0; i < words.length; i++) {
      words[i] &= ~other.words[i];
    }
  }

  void retain(CellSet other) {
    for (int i = 0; i < words.length; i++) {
      words[i] &= other.words[i];
    }
  }

  void copy(CellSet other) {
    System.arraycopy(other.words, 0, words, 0, words.length);
  }

  /** From now on what was not in it. */
  void invert() {
    for (int i = 0; i < words.length; i++) {
      words[i] = ~words[i];
    }
    for (int i = across - 1; i < words.length; i += across) {
      words[i] &= lastWord;
    }
  }

  int count() {
    int count = 0;
    for (long word : words) {
      count += Long.bitCount(word);
    }
    return count;
  }

  /** From now on the cells within {@code radius}, below 64, of another set's, corners too. */
  void grow(CellSet from, int radius) {
    for (int row = 0; row < words.length; row += across) {
      long before = 0;
      for (int i = 0; i < across; i++) {
        long after = i + 1 < across ? from.words[row + i + 1] : 0;
        wide[row + i] = widened(before, from.words[row + i], after, radius);
        before = from.words[row + i];
      }
      wide[row + across - 1] &= lastWord;
    }
    for (int row = 0; row < grid.rows; row++) {
      int first = Math.max(0, row - radius) * across;
      int last = Math.min(grid.rows - 1, row + radius) * across;
      for (int i = 0; i < across; i++) {
        long all = 0;
        for (int above = first; above <= last; above += across) {
          all |= wide[above + i];
        }
        words[row * across + i] = all;
      }
    }
  }

  private static long widened(long before, long here, long after, int radius) {
    long all = here;
    if ((before | here | after) != 0 && here != -1L) {
      for (int by = 1; by <= radius; by++) {
        all |= here << by | before >>> -by | here >>> by | after << -by;
      }
    }
    return all;
  }

  /**
   * From now on the cells of another set of which none beside, above or below is in it, the grid's
   * edges left out.
   */
  void lone(CellSet from) {
    for (int row = 0; row < grid.rows; row++) {
      for (int i = 0; i < across; i++) {
        int at = row * across + i;
        boolean inner = row > 0 && row < grid.rows - 1;
        words[at] = inner && from.words[at] != 0 ? from.loneIn(at, i) : 0;
      }
    }
  }

  private long loneIn(int at, int i) {
    long here = words[at];
    long left = here << 1 | (i > 0 ? words[at - 1] >>> -1 : 1);
    long right = here >>> 1 | (i + 1 < across ? words[at + 1] << -1 : lastWord ^ lastWord >>> 1);
    return here & ~(left | right | words[at - across] | words[at + across]);
  }

  /** The first column from {@code from} on whose cell is in it; the number of columns if none. */
  int next(int row, int from) {
    return seek(row, from, 0);
  }

  /** The same of a cell that is not in it. */
  int nextOutside(int row, int from) {
    return seek(row, from, -1L);
  }

  private int seek(int row, int from, long flip) {
    int first = from / Long.SIZE;
    for (int i = first; i < across; i++) {
      long left = (words[row * across + i] ^ flip) & (i == first ? -1L << from : -1L);
      if (left != 0) {
        return Math.min(grid.columns, i * Long.SIZE + Long.numberOfTrailingZeros(left));
      }
    }
    return grid.columns;
  }

  /** From now on the cells whose value is below 0. */
  void ofNegative(int[] values) {
    int cell = 0;
    for (int row = 0; row < words.length; row += across) {
      for (int i = 0; i < across; i++) {
        int end = Math.min(Long.SIZE, grid.columns - i * Long.SIZE);
        long word = 0;
        for (int bit = 0; bit < end; bit++) {
          word |= (long) (values[cell + bit] >>> 31) << bit;
        }
        words[row + i] = word;
        cell += end;
      }
    }
  }

  /** Writes -1, all bits, for each cell that is in it, and 0 for each other. */
  void toMasks(int[] masks) {
    int cell = 0;
    for (int row = 0; row < words.length; row += across) {
      for (int i = 0; i < across; i++) {
        int end = Math.min(Long.SIZE, grid.columns - i * Long.SIZE);
        long word = words[row + i];
        if (word == 0 || word == -1L) {
          Arrays.fill(masks, cell, cell + end, (int) word);
        } else {
          for (int bit = 0; bit < end; bit++) {
            masks[cell + bit] = -(int) (word >>> bit & 1);
          }
        }
        cell += end;
      }
    }
  }
}
