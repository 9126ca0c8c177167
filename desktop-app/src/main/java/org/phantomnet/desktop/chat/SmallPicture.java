package org.phantomnet.desktop.chat;

import java.nio.ByteBuffer;
import org.phantomnet.desktop.media.pipe.Picture;

/**
 * A picture of the other side made small enough for a terminal, and what it was made of. Immutable.
 */
final class SmallPicture {
  /** Neither side is longer. */
  static final int MOST = 96;

  private final int sourceWidth;
  private final int sourceHeight;
  private final int perSecond;
  private final int width;
  private final int height;
  private final int[] rgb;

  private SmallPicture(Picture source, int perSecond, int width, int height, int[] rgb) {
    this.sourceWidth = source.width();
    this.sourceHeight = source.height();
    this.perSecond = perSecond;
    this.width = width;
    this.height = height;
    this.rgb = rgb;
  }

  /**
   * @param perSecond how many arrived in the last second; 0 before there was one
   */
  static SmallPicture of(Picture picture, int perSecond) {
    double scale = Math.min(1, (double) MOST / Math.max(picture.width(), picture.height()));
    int width = Math.max(1, (int) Math.round(picture.width() * scale));
    int height = Math.max(1, (int) Math.round(picture.height() * scale));
    int[] rgb = new int[width * height];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        rgb[y * width + x] = average(picture, x, y, width, height);
      }
    }
    return new SmallPicture(picture, perSecond, width, height, rgb);
  }

  /** The colour of what stands at that place of the small picture. */
  private static int average(Picture picture, int x, int y, int width, int height) {
    int left = x * picture.width() / width;
    int top = y * picture.height() / height;
    int right = Math.max(left + 1, (x + 1) * picture.width() / width);
    int bottom = Math.max(top + 1, (y + 1) * picture.height() / height);
    ByteBuffer i420 = picture.i420();
    int from = i420.position();
    long luma = 0;
    for (int row = top; row < bottom; row++) {
      for (int column = left; column < right; column++) {
        luma += i420.get(from + row * picture.width() + column) & 0xff;
      }
    }
    int pixels = picture.width() * picture.height();
    int chroma = from + pixels + (top + bottom) / 4 * (picture.width() / 2) + (left + right) / 4;
    int u = i420.get(chroma) & 0xff;
    int v = i420.get(chroma + pixels / 4) & 0xff;
    return colour((int) (luma / ((right - left) * (long) (bottom - top))), u - 128, v - 128);
  }

  /** ITU-R BT.601, in whole numbers of a 256th. */
  private static int colour(int luma, int u, int v) {
    int y = 298 * (luma - 16) + 128;
    return byteOf(y + 409 * v) << 16 | byteOf(y - 100 * u - 208 * v) << 8 | byteOf(y + 516 * u);
  }

  private static int byteOf(int times256) {
    return Math.max(0, Math.min(255, times256 >> 8));
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  /** 0xRRGGBB of a point. */
  int at(int x, int y) {
    return rgb[y * width + x];
  }

  /** Whether it is known how many come. */
  boolean isMeasured() {
    return perSecond > 0;
  }

  /** Of what it was made of. */
  String size() {
    return sourceWidth + "x" + sourceHeight;
  }

  /** What arrives, in words. */
  String words() {
    return ScreenWords.arriving(sourceWidth, sourceHeight, perSecond);
  }
}
