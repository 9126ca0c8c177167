package org.phantomnet.engine.blackout;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.phantomnet.protocol.rule.Rule;

/**
 * Looks for people in the whole picture and in squares along its longer side, each of the shorter
 * side's length: upright or lying, people are as large in a square. For one thread.
 */
final class Views {
  /** From here a cell may be a person's (BLK-3). */
  private static final float PERSON = 0.02f;

  /** From here a cell is surely a person's, where it is the room that is hidden. */
  private static final float SURELY_PERSON = 0.5f;

  /** A picture nearer to a square than this needs no second look. */
  private static final double NEARLY_SQUARE = 1.15;

  private final List<View> views = new ArrayList<>();
  private final float[] rgb;
  private final float[] person;

  @Rule("BLK-13")
  Views(Grid grid, int side) {
    rgb = new float[side * side * 3];
    person = new float[side * side];
    views.add(new View(grid, side, 0, 0, grid.width, grid.height));
    int shorter = Math.min(grid.width, grid.height);
    int longer = Math.max(grid.width, grid.height);
    if (longer > NEARLY_SQUARE * shorter) {
      int squares = (longer + shorter - 1) / shorter;
      for (int i = 0; i < squares; i++) {
        int from = (int) ((long) i * (longer - shorter) / (squares - 1));
        boolean lying = grid.width >= grid.height;
        views.add(new View(grid, side, lying ? from : 0, lying ? 0 : from, shorter, shorter));
      }
    }
  }

  /**
   * @param likely gets 1 in each cell that may be a person's in any view
   * @param unsure gets 1 in each cell that is not surely a person's in every view
   * @return false if any answer was not one
   */
  boolean look(Segmenter segmenter, byte[] i420, byte[] likely, byte[] unsure)
      throws SegmenterException {
    Arrays.fill(likely, (byte) 0);
    Arrays.fill(unsure, (byte) 0);
    boolean sound = true;
    for (int i = 0; i < views.size(); i++) {
      View view = views.get(i);
      view.sample(i420, rgb);
      Arrays.fill(person, Float.NaN);
      sound &= segmenter.segment(rgb, person) == person.length;
      sound &= view.mark(person, PERSON, SURELY_PERSON, likely, unsure);
    }
    return sound;
  }
}
