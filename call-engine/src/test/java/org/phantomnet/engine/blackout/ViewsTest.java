package org.phantomnet.engine.blackout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.phantomnet.engine.blackout.Segmenter.Shape;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;

/** People are white here, what may be one is grey, and what only squares take for one is darker. */
class ViewsTest {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 360;
  private static final int WHITE = 235;
  private static final int GREY = 126;
  private static final int DARKER = 71;
  private static final int BLACK = 16;

  private final Grid grid = new Grid(WIDTH, HEIGHT);
  private final byte[] i420 = new byte[WIDTH * HEIGHT * 3 / 2];
  private final ByLight segmenter = new ByLight();
  private final Views views = new Views(grid, segmenter);
  private final CellSet person = new CellSet(grid);
  private final CellSet possible = new CellSet(grid);

  ViewsTest() {
    Arrays.fill(i420, (byte) 128);
    Arrays.fill(i420, 0, WIDTH * HEIGHT, (byte) BLACK);
  }

  private void paint(int light, int left, int top, int wide, int high) {
    for (int y = top; y < top + high; y++) {
      Arrays.fill(i420, y * WIDTH + left, y * WIDTH + left + wide, (byte) light);
    }
  }

  /** The second frame in which a person is: their own square is aimed by the first. */
  private void look() throws SegmenterException {
    person.clear();
    views.find(i420, false, person, possible);
    CellSet white = new CellSet(grid);
    for (int row = 0; row < grid.rows; row++) {
      for (int column = 0; column < grid.columns; column++) {
        if ((i420[grid.rowAt[row] * WIDTH + grid.columnAt[column]] & 0xff) == WHITE) {
          white.add(row, column, column + 1);
        }
      }
    }
    views.follow(white);
    segmenter.calls = 0;
    assertTrue(views.find(i420, false, person, possible));
  }

  private boolean isIn(CellSet cells, int x, int y) {
    int column = Grid.cellOf(grid.columnAt, x);
    return cells.next(Grid.cellOf(grid.rowAt, y), column) == column;
  }

  @Test
  @Covers({"BLK-13", "BLK-23"})
  void person_isLookedForInTheirOwnSquare_inTheWholeAndInBothSquares() throws Exception {
    paint(WHITE, 280, 120, 80, 240);

    look();

    assertEquals(4, segmenter.calls);
    assertEquals(1, segmenter.wide);
    assertTrue(isIn(person, 320, 200));
  }

  @Test
  @Covers("BLK-13")
  void squares_areLookedAtInTurn_inEachSecondFrameWhileSomebodyIsHeldWhole() throws Exception {
    paint(WHITE, 280, 120, 80, 240);
    look();
    int[] calls = new int[6];

    for (int i = 0; i < calls.length; i++) {
      segmenter.calls = 0;
      assertTrue(views.find(i420, true, person, possible));
      calls[i] = segmenter.calls;
    }

    assertArrayEquals(new int[] {3, 2, 3, 2, 3, 2}, calls, "the own square and the whole, always");
  }

  @Test
  @Covers("BLK-25")
  void whatMayBeAPerson_farFromWhoIsHeldWhole_isNone() throws Exception {
    paint(WHITE, 280, 120, 80, 240);
    paint(GREY, 100, 100, 40, 40);
    paint(GREY, 360, 200, 14, 20);

    look();

    assertTrue(isIn(person, 320, 200));
    assertTrue(isIn(person, 370, 210), "a hand beside them");
    assertEquals(false, isIn(person, 120, 120));
    assertTrue(isIn(possible, 120, 120));
  }

  @Test
  @Covers({"BLK-3", "BLK-24"})
  @Adversary("ADV-46")
  void whatMayBeAPerson_isOne_whereNobodyIsHeldWhole() throws Exception {
    paint(GREY, 100, 100, 40, 40);
    look();
    assertTrue(isIn(person, 120, 120), "nobody else there");

    paint(WHITE, 200, 60, 420, 300);
    look();

    assertTrue(isIn(person, 400, 200));
    assertTrue(isIn(person, 120, 120), "somebody close, whom no square holds");
  }

  @Test
  @Covers("BLK-26")
  void whatOnlySquaresThatCutTakeForAPerson_isNone_whereTheirOwnSquareSeesIt() throws Exception {
    paint(WHITE, 280, 120, 80, 240);
    paint(DARKER, 220, 200, 30, 60);
    paint(DARKER, 360, 200, 16, 60);
    paint(DARKER, 40, 200, 30, 60);

    look();

    assertEquals(false, isIn(person, 235, 230));
    assertTrue(isIn(possible, 235, 230));
    assertTrue(isIn(person, 367, 230), "beside the person");
    assertTrue(isIn(person, 55, 230), "beyond the person's own square");
  }

  /** Says what a sample is by its light; the calls are the own square, the whole, the squares. */
  private static final class ByLight implements Segmenter {
    private static final int SIDE = 64;

    private int calls;
    private int wide;

    @Override
    public int columns(Shape shape) {
      return SIDE;
    }

    @Override
    public int rows(Shape shape) {
      return shape == Shape.WIDE ? SIDE / 2 : SIDE;
    }

    @Override
    public int segment(Shape shape, float[] rgb, float[] likelihoods) {
      wide = calls == 0 ? 0 : wide + (shape == Shape.WIDE ? 1 : 0);
      boolean cuts = calls++ >= 2;
      for (int i = 0; i < likelihoods.length; i++) {
        float light = rgb[3 * i];
        boolean dark = light > 0.2f && light < 0.3f;
        likelihoods[i] = light > 0.9f || dark && cuts ? 0.95f : light > 0.4f ? 0.1f : 0.001f;
      }
      return likelihoods.length;
    }

    @Override
    public void close() {}
  }
}
