package org.phantomnet.engine.blackout;

import java.util.ArrayList;
import java.util.List;
import org.phantomnet.engine.blackout.Segmenter.Shape;
import org.phantomnet.protocol.rule.Rule;

/**
 * Looks for people in the whole picture, in squares along its longer side, each of the shorter
 * side's length (upright or lying, people are as large in a square), and in one around who was
 * found. For one thread.
 */
final class Views {
  /** From here a cell may be a person's (BLK-3). */
  private static final float PERSON = 0.02f;

  /** From here a cell is surely a person's. */
  private static final float SURELY_PERSON = 0.5f;

  /** A picture nearer to a square than this needs no second look. */
  private static final double NEARLY_SQUARE = 1.15;

  /** Cells around what is surely a person's in which what may be is, too (BLK-25). */
  private static final int AROUND = 8;

  /** Cells around what other views find in which a square that cuts people has a say (BLK-26). */
  private static final int BESIDE = 4;

  private static final int NONE = -1;

  private final Question whole;
  private final Question square;
  private final View all;
  private final List<View> squares = new ArrayList<>();
  private final PersonSquare known;
  private final CellSet found;
  private final CellSet sure;
  private final CellSet around;
  private final CellSet cut;
  private final CellSet nothing;
  private int turn;
  private boolean pauses;
  private boolean held;

  @Rule("BLK-13")
  Views(Grid grid, Segmenter segmenter) {
    square = new Question(segmenter, Shape.SQUARE);
    int shorter = Math.min(grid.width, grid.height);
    int longer = Math.max(grid.width, grid.height);
    if (longer > NEARLY_SQUARE * shorter) {
      whole = new Question(segmenter, Shape.WIDE);
      int count = (longer + shorter - 1) / shorter;
      for (int i = 0; i < count; i++) {
        int from = (int) ((long) i * (longer - shorter) / (count - 1));
        boolean lying = grid.width >= grid.height;
        int left = lying ? from : 0;
        squares.add(square.view(grid).aim(left, from - left, shorter, shorter));
      }
    } else {
      whole = square;
    }
    all = whole.view(grid);
    known = new PersonSquare(grid, segmenter.columns(Shape.SQUARE));
    found = new CellSet(grid);
    sure = new CellSet(grid);
    around = new CellSet(grid);
    cut = new CellSet(grid);
    nothing = new CellSet(grid);
  }

  /**
   * Where people are.
   *
   * @param settled whether one of the squares, in turn, is enough
   * @param person gets the cells that are taken for a person's
   * @param possible gets those that may be in any view
   * @return false if any answer was not one
   */
  boolean find(byte[] i420, boolean settled, CellSet person, CellSet possible)
      throws SegmenterException {
    person.clear();
    possible.clear();
    cut.clear();
    boolean sound = true;
    held = false;
    if (known.isKnown()) {
      sound = find(square, known.view(), i420);
      held = known.holds(sure);
      add(person, possible);
    }
    sound &= find(whole, all, i420);
    add(person, possible);
    int due = due();
    for (int i = 0; i < squares.size(); i++) {
      if (!settled || due == i) {
        sound &= find(square, squares.get(i), i420);
        add(cut, possible);
      }
    }
    if (held) {
      outvote(person);
    }
    person.add(cut);
    return sound;
  }

  /** The square whose turn it is; with a person held whole in each second frame only. */
  private int due() {
    pauses = held && !pauses;
    if (pauses) {
      return NONE;
    }
    turn = turn + 1 < squares.size() ? turn + 1 : 0;
    return turn;
  }

  private boolean find(Question question, View view, byte[] i420) throws SegmenterException {
    found.clear();
    sure.clear();
    boolean sound = question.ask(view, i420, PERSON, true, found);
    return question.mark(view, SURELY_PERSON, true, sure) && sound;
  }

  /** What a view has found, and what may be: with a person held whole, not all of it counts. */
  @Rule("BLK-25")
  private void add(CellSet into, CellSet possible) {
    possible.add(found);
    if (held) {
      around.grow(sure, AROUND);
      found.retain(around);
    }
    into.add(found);
  }

  /** Takes from what the squares found what the others do not see where they see it uncut. */
  @Rule("BLK-26")
  private void outvote(CellSet others) {
    around.grow(others, BESIDE);
    found.copy(known.inside());
    found.remove(around);
    cut.remove(found);
  }

  /** Where the last {@link #find} saw a person whole, as large as can be; else nothing. */
  CellSet seenWhole() {
    return held ? known.inside() : nothing;
  }

  /**
   * Where it is not sure that a person is.
   *
   * @param unsure gets each cell that is not surely a person's in every view
   * @return false if any answer was not one
   */
  boolean findSurely(byte[] i420, CellSet unsure) throws SegmenterException {
    unsure.clear();
    boolean sound = whole.ask(all, i420, SURELY_PERSON, false, unsure);
    for (int i = 0; i < squares.size(); i++) {
      sound &= square.ask(squares.get(i), i420, SURELY_PERSON, false, unsure);
    }
    return sound;
  }

  /** Where a person is now, for the next picture. */
  void follow(CellSet cells) {
    known.follow(cells);
  }

  void forget() {
    held = false;
    known.forget();
  }
}
