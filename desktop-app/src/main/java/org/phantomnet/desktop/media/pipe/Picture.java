package org.phantomnet.desktop.media.pipe;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * One picture on its way between client and media child: I420, rows without padding, luma {@code
 * width * height} bytes, then each chroma plane a quarter of that. The buffer belongs to the
 * picture; it is read by duplicates. Refuses with {@link IllegalArgumentException} what is no
 * picture.
 *
 * @param timestampNanos of the sender's own clock
 * @param i420 read from position to limit
 */
public record Picture(int width, int height, long timestampNanos, ByteBuffer i420) {
  /** Neither side of a picture is longer. */
  public static final int MAX_SIDE = 1_280;

  /** 1280 x 720, upright or on its side. */
  public static final int MAX_PIXELS = 1_280 * 720;

  /** Bytes of the largest picture. */
  public static final int MAX_LENGTH = MAX_PIXELS * 3 / 2;

  public Picture {
    if (!isSize(width, height) || i420.remaining() != length(width, height)) {
      throw new IllegalArgumentException("picture");
    }
  }

  /** Whether a picture may have that size. */
  public static boolean isSize(int width, int height) {
    return width >= 2
        && height >= 2
        && (width | height) % 2 == 0
        && width <= MAX_SIDE
        && height <= MAX_SIDE
        && width * height <= MAX_PIXELS;
  }

  /** The samples of a black picture of that size. */
  public static ByteBuffer black(int width, int height) {
    byte[] pixels = new byte[length(width, height)];
    Arrays.fill(pixels, 0, width * height, (byte) 16);
    Arrays.fill(pixels, width * height, pixels.length, (byte) 128);
    return ByteBuffer.wrap(pixels);
  }

  /** Bytes of a picture of that size. */
  public static int length(int width, int height) {
    return width * height * 3 / 2;
  }
}
