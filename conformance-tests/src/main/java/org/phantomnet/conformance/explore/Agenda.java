package org.phantomnet.conformance.explore;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What is still to be explored: first what spent least, then what is fewest steps away. */
final class Agenda {
  /** A row of longs that grows. */
  private static final class Row {
    long[] all = new long[16];
    int size;

    void add(long element) {
      if (size == all.length) {
        all = Arrays.copyOf(all, size * 2);
      }
      all[size++] = element;
    }
  }

  private final List<List<Row>> rows = new ArrayList<>();
  private int spent;
  private int depth;
  private int next;
  private int deepest;

  void add(int itsSpent, int itsDepth, long element) {
    while (rows.size() <= itsSpent) {
      rows.add(new ArrayList<>());
    }
    List<Row> row = rows.get(itsSpent);
    while (row.size() <= itsDepth) {
      row.add(new Row());
    }
    row.get(itsDepth).add(element);
    deepest = Math.max(deepest, itsDepth);
  }

  /** Moves to the next element; false if there is none. */
  boolean advance() {
    while (spent < rows.size()) {
      List<Row> row = rows.get(spent);
      while (depth < row.size()) {
        if (next < row.get(depth).size) {
          next++;
          return true;
        }
        row.set(depth, new Row()); // done: lets go of it
        depth++;
        next = 0;
      }
      spent++;
      depth = 0;
    }
    return false;
  }

  long element() {
    return rows.get(spent).get(depth).all[next - 1];
  }

  int spent() {
    return spent;
  }

  int depth() {
    return depth;
  }

  int deepest() {
    return deepest;
  }
}
