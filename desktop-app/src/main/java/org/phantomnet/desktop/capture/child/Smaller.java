package org.phantomnet.desktop.capture.child;

import java.nio.ByteBuffer;
import org.phantomnet.desktop.media.pipe.Picture;

/** Makes a camera's pictures small for a device that declares itself weak. Stateless. */
final class Smaller {
  /** The shorter side of what this makes, at most. */
  static final int SIDE = 360;

  private Smaller() {}

  /** The same in 360p, each sample the mean of what it stands for; as it is if it is no larger. */
  static Picture of(Picture picture) {
    int shorter = Math.min(picture.width(), picture.height());
    if (shorter <= SIDE) {
      return picture;
    }
    int width = picture.width() * SIDE / shorter & ~1;
    int height = picture.height() * SIDE / shorter & ~1;
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
