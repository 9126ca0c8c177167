package org.phantomnet.engine.blackout;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.phantomnet.protocol.rule.Rule;

/**
 * Makes the picture that leaves: black, and then the shown cells copied in, run by run. A cell that
 * nobody decided stays black (BLK-2). For one thread.
 */
final class Composite {
  private static final byte LUMA_BLACK = 16;
  private static final byte CHROMA_BLACK = (byte) 128;

  private final Grid grid;
  private final byte[] blackPicture;
  private final ByteBuffer black;

  Composite(Grid grid) {
    this.grid = grid;
    int luma = grid.width * grid.height;
    blackPicture = new byte[luma * 3 / 2];
    Arrays.fill(blackPicture, 0, luma, LUMA_BLACK);
    Arrays.fill(blackPicture, luma, blackPicture.length, CHROMA_BLACK);
    black = ByteBuffer.wrap(blackPicture).asReadOnlyBuffer();
  }

  /** The same black picture each time, to be read only. */
  ByteBuffer black() {
    return black;
  }

  /**
   * @param hidden the cells that must be black
   */
  @Rule("BLK-2")
  ByteBuffer of(byte[] i420, CellSet hidden) {
    byte[] picture = blackPicture.clone();
    for (int row = 0; row < grid.rows; row++) {
      for (int from = hidden.nextOutside(row, 0); from < grid.columns; ) {
        int to = hidden.next(row, from);
        copy(i420, picture, row, grid.columnAt[from], grid.columnAt[to]);
        from = hidden.nextOutside(row, to);
      }
    }
    return ByteBuffer.wrap(picture);
  }

  private void copy(byte[] i420, byte[] picture, int row, int left, int right) {
    int luma = grid.width * grid.height;
    for (int y = grid.rowAt[row]; y < grid.rowAt[row + 1]; y++) {
      int at = y * grid.width + left;
      System.arraycopy(i420, at, picture, at, right - left);
    }
    for (int y = grid.rowAt[row] / 2; y < grid.rowAt[row + 1] / 2; y++) {
      int at = luma + y * (grid.width / 2) + left / 2;
      System.arraycopy(i420, at, picture, at, (right - left) / 2);
      at += luma / 4;
      System.arraycopy(i420, at, picture, at, (right - left) / 2);
    }
  }
}
