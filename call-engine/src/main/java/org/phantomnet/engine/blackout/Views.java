package org.phantomnet.engine.blackout;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.phantomnet.protocol.rule.Rule;

/**
 * Looks for people in the whole picture, in squares along its longer side, each of the shorter
 * side's length (upright or lying, people are as large in a square), and in one around who was
 * found. For one thread.
 */
final class Views {
  /** From here a cell may be a person's (BLK-3). */
  private static final float PERSON = 0.02f;

  /** From here a cell is surely a person's, where it is the room that is hidden. */
  private static final float SURELY_PERSON = 0.5f;

  /** A picture nearer to a square than this needs no second look. */
  private static final double NEARLY_SQUARE = 1.15;

  private final View whole;
  private final List<View> squares = new ArrayList<>();
  private final PersonSquare known;
  private final float[] rgb;
  private final float[] person;
  private int turn;

  @Rule("BLK-13")
  Views(Grid grid, int side) {
    rgb = new float[side * side * 3];
    person = new float[side * side];
    whole = new View(grid, side);
    known = new PersonSquare(grid, side);
    int shorter = Math.min(grid.width, grid.height);
    int longer = Math.max(grid.width, grid.height);
    if (longer > NEARLY_SQUARE * shorter) {
      int count = (longer + shorter - 1) / shorter;
      for (int i = 0; i < count; i++) {
        int from = (int) ((long) i * (longer - shorter) / (count - 1));
        boolean lying = grid.width >= grid.height;
        squares.add(new View(grid, side).aim(lying ? from : 0, lying ? 0 : from, shorter, shorter));
      }
    }
  }

  /**
   * @param settled whether one of the squares, in turn, is enough
   * @param surely whether {@code marked} gets each cell that is not surely a person's in every
   *     view, or each that may be a person's in any
   * @return false if any answer was not one
   */
  boolean look(Segmenter segmenter, byte[] i420, boolean settled, boolean surely, CellSet marked)
      throws SegmenterException {
    marked.clear();
    boolean sound = look(segmenter, whole, i420, surely, marked);
    turn = turn + 1 < squares.size() ? turn + 1 : 0;
    for (int i = 0; i < squares.size(); i++) {
      if (!settled || turn == i) {
        sound &= look(segmenter, squares.get(i), i420, surely, marked);
      }
    }
    if (known.isKnown()) {
      sound &= look(segmenter, known.view(), i420, surely, marked);
    }
    return sound;
  }

  private boolean look(Segmenter segmenter, View view, byte[] i420, boolean surely, CellSet marked)
      throws SegmenterException {
    view.sample(i420, rgb);
    Arrays.fill(person, Float.NaN);
    boolean complete = segmenter.segment(rgb, person) == person.length;
    return view.mark(person, surely ? SURELY_PERSON : PERSON, !surely, marked) && complete;
  }

  /** Where a person is now, for the next picture. */
  void follow(CellSet cells) {
    known.follow(cells);
  }

  void forget() {
    known.forget();
  }
}
