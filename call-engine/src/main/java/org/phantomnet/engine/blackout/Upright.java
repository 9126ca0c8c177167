package org.phantomnet.engine.blackout;

import java.util.Arrays;

/** Copies a camera's picture, turned as it is to be seen. For one thread. */
final class Upright {
  private static final int BLOCK = 32;

  final int width;
  final int height;
  private final int lentWidth;
  private final int lentHeight;
  private final Rotation rotation;
  private final byte[] lent;
  private final byte[] upright;

  Upright(RawFrame frame) {
    lentWidth = frame.width();
    lentHeight = frame.height();
    rotation = frame.rotation();
    width = rotation.swapsSides() ? lentHeight : lentWidth;
    height = rotation.swapsSides() ? lentWidth : lentHeight;
    upright = new byte[lentWidth * lentHeight * 3 / 2];
    lent = rotation == Rotation.NONE ? upright : new byte[upright.length];
  }

  /** Where each picture will be. */
  byte[] picture() {
    return upright;
  }

  boolean fits(RawFrame frame) {
    return frame.width() == lentWidth
        && frame.height() == lentHeight
        && frame.rotation() == rotation;
  }

  /** I420 of {@link #width} by {@link #height}; the array is the same each time. */
  byte[] of(RawFrame frame) {
    frame.copyTo(lent);
    if (rotation != Rotation.NONE) {
      int luma = lentWidth * lentHeight;
      turn(0, lentWidth, lentHeight);
      turn(luma, lentWidth / 2, lentHeight / 2);
      turn(luma + luma / 4, lentWidth / 2, lentHeight / 2);
    }
    return upright;
  }

  private void turn(int plane, int columns, int rows) {
    int to = plane;
    switch (rotation) {
      case NONE, HALF -> {
        for (int from = plane + columns * rows - 1; from >= plane; from--) {
          upright[to++] = lent[from];
        }
      }
      case QUARTER -> quarter(plane, columns, rows, plane + rows - 1, rows, -1);
      case THREE_QUARTERS -> quarter(plane, columns, rows, plane + rows * (columns - 1), -rows, 1);
    }
  }

  /**
   * Block by block: whole rows read would be whole columns written, each byte far from the last.
   *
   * @param to where the first byte goes
   * @param byColumn how far the one beside it goes from there
   * @param byRow how far the one below it does
   */
  private void quarter(int plane, int columns, int rows, int to, int byColumn, int byRow) {
    for (int top = 0; top < rows; top += BLOCK) {
      int bottom = Math.min(rows, top + BLOCK);
      for (int left = 0; left < columns; left += BLOCK) {
        int right = Math.min(columns, left + BLOCK);
        for (int column = left; column < right; column++) {
          for (int row = top; row < bottom; row++) {
            upright[to + column * byColumn + row * byRow] = lent[plane + row * columns + column];
          }
        }
      }
    }
  }

  /** What was copied is gone. */
  void forget() {
    Arrays.fill(lent, (byte) 0);
    Arrays.fill(upright, (byte) 0);
  }
}
