package org.phantomnet.engine.blackout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;

class PersonSquareTest {
  private static final int SIDE = 64;
  private static final int LEFT = 100;
  private static final int TOP = 40;
  private static final int WIDE = 20;
  private static final int HIGH = 40;

  private final Grid grid = new Grid(640, 360);
  private final PersonSquare square = new PersonSquare(grid, SIDE);
  private final CellSet person = new CellSet(grid);

  private void stand() {
    for (int row = TOP; row < TOP + HIGH; row++) {
      person.add(row, LEFT, LEFT + WIDE);
    }
  }

  /** The share of the samples in which the person is. */
  private double share() {
    byte[] i420 = new byte[640 * 360 * 3 / 2];
    Arrays.fill(i420, (byte) 128);
    Arrays.fill(i420, 0, 640 * 360, (byte) 16);
    for (int y = grid.rowAt[TOP]; y < grid.rowAt[TOP + HIGH]; y++) {
      int at = y * 640;
      Arrays.fill(i420, at + grid.columnAt[LEFT], at + grid.columnAt[LEFT + WIDE], (byte) 235);
    }
    float[] rgb = new float[SIDE * SIDE * 3];
    square.view().sample(i420, rgb);
    int white = 0;
    for (int i = 0; i < rgb.length; i += 3) {
      white += rgb[i] > 0.5f ? 1 : 0;
    }
    return (double) white / (SIDE * SIDE);
  }

  @Test
  @Covers("BLK-23")
  @Adversary("ADV-46")
  void personFarAway_isLargeAndWhole() {
    stand();

    square.follow(person);

    assertTrue(square.isKnown());
    assertEquals(0.5 / 1.5 / 1.5, share(), 0.02, "half as wide as high, and half around");
  }

  @Test
  @Covers("BLK-23")
  @Adversary("ADV-46")
  void specksElsewhere_doNotMakeThePersonSmall() {
    stand();
    for (int i = 0; i < 10; i++) {
      person.add(0, i * 7, i * 7 + 1);
    }

    square.follow(person);

    assertEquals(0.5 / 1.5 / 1.5, share(), 0.02);
  }

  @Test
  @Covers({"BLK-23", "BLK-24"})
  void personTallerThanAnUprightFrameIsWide_isWhole() {
    Grid upright = new Grid(360, 640);
    PersonSquare tall = new PersonSquare(upright, SIDE);
    CellSet sure = new CellSet(upright);
    for (int row = 90; row < upright.rows; row++) {
      sure.add(row, 50, 100);
    }

    tall.follow(sure);

    assertTrue(tall.holds(sure));
    sure.add(0, 60, 90);
    assertFalse(tall.holds(sure));
  }

  @Test
  @Covers("BLK-23")
  void nobody_isNotFollowed() {
    stand();
    square.follow(person);
    person.clear();
    person.add(19, 136, 137);

    square.follow(person);

    assertFalse(square.isKnown());
  }
}
