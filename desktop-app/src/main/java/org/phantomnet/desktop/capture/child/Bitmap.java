package org.phantomnet.desktop.capture.child;

import java.util.Arrays;

/**
 * Pixels as an X server gives them: blue, green, red and one byte that says nothing, row by row.
 * One thread.
 */
@SuppressWarnings("ArrayRecordComponent") // is filled and compared in place
record Bitmap(int width, int height, byte[] bgrx) {
  static Bitmap of(int width, int height) {
    return new Bitmap(width, height, new byte[width * height * 4]);
  }

  boolean hasSize(int otherWidth, int otherHeight) {
    return width == otherWidth && height == otherHeight;
  }

  boolean shows(Bitmap other) {
    return hasSize(other.width, other.height) && Arrays.equals(bgrx, other.bgrx);
  }

  /** Draws the pointer, whose left upper corner is at that place of this picture. */
  void draw(XServer.Cursor cursor, int left, int top) {
    for (int row = Math.max(0, -top); row < Math.min(cursor.height(), height - top); row++) {
      for (int column = Math.max(0, -left);
          column < Math.min(cursor.width(), width - left);
          column++) {
        int argb = cursor.argb()[row * cursor.width() + column];
        int at = ((top + row) * width + left + column) * 4;
        int rest = 255 - (argb >>> 24);
        for (int part = 0; part < 3; part++) {
          int below = (bgrx[at + part] & 0xff) * rest / 255;
          bgrx[at + part] = (byte) Math.min(255, below + (argb >> 8 * part & 0xff));
        }
      }
    }
  }
}
