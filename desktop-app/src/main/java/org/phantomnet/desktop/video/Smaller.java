package org.phantomnet.desktop.video;

import java.nio.ByteBuffer;
import org.phantomnet.desktop.media.pipe.Picture;

/** Makes pictures smaller, each sample the mean of those that it stands for. Stateless. */
public final class Smaller {
  private Smaller() {}

  /** The same with that shorter side at most; as it is if it is no larger. */
  public static Picture of(Picture picture, int side) {
    int shorter = Math.min(picture.width(), picture.height());
    return shorter <= side
        ? picture
        : of(
            picture, picture.width() * side / shorter & ~1, picture.height() * side / shorter & ~1);
  }

  /** The same in that size, which is no larger to either side. */
  public static Picture of(Picture picture, int width, int height) {
    if (width > picture.width() || height > picture.height()) {
      throw new IllegalArgumentException("larger");
    }
    ByteBuffer from = picture.i420();
    byte[] to = new byte[Picture.length(width, height)];
    int read = from.position();
    int written = 0;
    for (int plane = 0; plane < 3; plane++) {
      int part = plane == 0 ? 1 : 2;
      int fromWidth = picture.width() / part;
      int fromHeight = picture.height() / part;
      plane(from, read, fromWidth, fromHeight, to, written, width / part, height / part);
      read += fromWidth * fromHeight;
      written += width / part * (height / part);
    }
    return new Picture(width, height, picture.timestampNanos(), ByteBuffer.wrap(to));
  }

  private static void plane(
      ByteBuffer from,
      int read,
      int fromWidth,
      int fromHeight,
      byte[] to,
      int written,
      int width,
      int height) {
    for (int y = 0; y < height; y++) {
      int top = y * fromHeight / height;
      int bottom = (y + 1) * fromHeight / height;
      for (int x = 0; x < width; x++) {
        int left = x * fromWidth / width;
        int right = (x + 1) * fromWidth / width;
        int sum = 0;
        for (int row = top; row < bottom; row++) {
          for (int column = left; column < right; column++) {
            sum += from.get(read + row * fromWidth + column) & 0xff;
          }
        }
        int count = (bottom - top) * (right - left);
        to[written + y * width + x] = (byte) ((sum + count / 2) / count);
      }
    }
  }
}
