package org.phantomnet.desktop.video;

import java.nio.ByteBuffer;

/** How like two pictures of one size are. Stateless. */
public final class Likeness {
  /** What two equal pictures get: their difference is nothing. */
  static final double EQUAL_DB = 100;

  private static final int WINDOW = 8;
  private static final int STRIDE = 4;
  private static final double C1 = 6.5025; // (0.01 * 255)^2, Wang et al. 2004
  private static final double C2 = 58.5225; // (0.03 * 255)^2

  private Likeness() {}

  /** Peak signal to noise ratio over all samples of both I420 pictures, in dB. */
  public static double psnr(ByteBuffer one, ByteBuffer other) {
    long sum = 0;
    int length = one.remaining();
    for (int i = 0; i < length; i++) {
      int difference =
          (one.get(one.position() + i) & 0xff) - (other.get(other.position() + i) & 0xff);
      sum += (long) difference * difference;
    }
    return sum == 0 ? EQUAL_DB : 10 * Math.log10(255.0 * 255.0 * length / sum);
  }

  /** Structural similarity of the luma, the mean over windows of 8 by 8 every 4, at most 1. */
  public static double ssim(ByteBuffer one, ByteBuffer other, int width, int height) {
    double sum = 0;
    int windows = 0;
    for (int top = 0; top + WINDOW <= height; top += STRIDE) {
      for (int left = 0; left + WINDOW <= width; left += STRIDE) {
        sum += window(one, other, width, left, top);
        windows++;
      }
    }
    return sum / windows;
  }

  private static double window(ByteBuffer one, ByteBuffer other, int width, int left, int top) {
    int a = 0;
    int b = 0;
    int aa = 0;
    int bb = 0;
    int ab = 0;
    for (int row = top; row < top + WINDOW; row++) {
      for (int column = left; column < left + WINDOW; column++) {
        int x = one.get(one.position() + row * width + column) & 0xff;
        int y = other.get(other.position() + row * width + column) & 0xff;
        a += x;
        b += y;
        aa += x * x;
        bb += y * y;
        ab += x * y;
      }
    }
    double count = WINDOW * WINDOW;
    double meanA = a / count;
    double meanB = b / count;
    double varianceA = aa / count - meanA * meanA;
    double varianceB = bb / count - meanB * meanB;
    double covariance = ab / count - meanA * meanB;
    return (2 * meanA * meanB + C1)
        * (2 * covariance + C2)
        / ((meanA * meanA + meanB * meanB + C1) * (varianceA + varianceB + C2));
  }
}
