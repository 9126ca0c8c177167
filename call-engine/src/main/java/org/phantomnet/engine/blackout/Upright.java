package org.phantomnet.engine.blackout;

import java.util.Arrays;

/** Copies a camera's picture, turned as it is to be seen. For one thread. */
final class Upright {
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
      case QUARTER -> {
        for (int column = 0; column < columns; column++) {
          for (int row = rows - 1; row >= 0; row--) {
            upright[to++] = lent[plane + row * columns + column];
          }
        }
      }
      case THREE_QUARTERS -> {
        for (int column = columns - 1; column >= 0; column--) {
          for (int row = 0; row < rows; row++) {
            upright[to++] = lent[plane + row * columns + column];
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
