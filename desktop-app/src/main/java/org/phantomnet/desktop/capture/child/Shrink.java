package org.phantomnet.desktop.capture.child;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.phantomnet.desktop.media.pipe.CaptureFault;
import org.phantomnet.desktop.media.pipe.Picture;
import org.phantomnet.protocol.rule.Rule;

/**
 * Turns what an X server shows into a picture: of the same size where that fits, else made smaller
 * once, each sample the mean of the area that it stands for, so that small text stays readable.
 * Colours as of BT.601, limited range. One thread.
 */
final class Shrink {
  private static final int ONE = 256;

  private int width;
  private int height;
  private int[] row = new int[0];
  private byte[] small = new byte[0];

  /**
   * @throws CaptureException if there is less than a picture
   */
  @Rule("ENG-123")
  Picture picture(Bitmap from, long timestampNanos) throws CaptureException {
    fit(from.width(), from.height());
    if (width < 2 || height < 2) {
      throw new CaptureException(CaptureFault.WINDOW_HIDDEN);
    }
    boolean same = width == (from.width() & ~1) && height == (from.height() & ~1);
    byte[] pixels = from.bgrx();
    int stride = from.width() * 4;
    if (!same) {
      scale(from);
      pixels = small;
      stride = width * 4;
    }
    return new Picture(width, height, timestampNanos, i420(pixels, stride));
  }

  private void fit(int fromWidth, int fromHeight) {
    double factor =
        Math.max(
            Math.max(fromWidth, fromHeight) / (double) Picture.MAX_SIDE,
            Math.sqrt(fromWidth * (double) fromHeight / Picture.MAX_PIXELS));
    factor = Math.max(1, factor);
    width = (int) (fromWidth / factor + 1e-9) & ~1;
    height = (int) (fromHeight / factor + 1e-9) & ~1;
  }

  /** By the mean of each target's area; weights are parts of {@link #ONE}. */
  private void scale(Bitmap from) {
    if (small.length != width * height * 4) {
      small = new byte[width * height * 4];
      row = new int[0];
    }
    if (row.length != from.width() * 3) {
      row = new int[from.width() * 3];
    }
    for (int y = 0; y < height; y++) {
      sumRows(from, y);
      for (int x = 0; x < width; x++) {
        sumColumns(from.width(), x, (y * width + x) * 4);
      }
    }
  }

  private void sumRows(Bitmap from, int y) {
    int[] sums = row; // locals: the child runs what its first compiler makes
    byte[] bgrx = from.bgrx();
    Arrays.fill(sums, 0);
    long top = (long) y * from.height() * ONE / height;
    long bottom = (long) (y + 1) * from.height() * ONE / height;
    for (long at = top; at < bottom; ) {
      int line = (int) (at / ONE);
      int weight = (int) (Math.min(bottom, (line + 1L) * ONE) - at);
      int source = line * from.width() * 4;
      for (int i = 0; i < sums.length; i += 3, source += 4) {
        sums[i] += (bgrx[source] & 0xff) * weight;
        sums[i + 1] += (bgrx[source + 1] & 0xff) * weight;
        sums[i + 2] += (bgrx[source + 2] & 0xff) * weight;
      }
      at += weight;
    }
    int all = (int) (bottom - top);
    for (int i = 0; i < sums.length; i++) {
      sums[i] = sums[i] * 16 / all;
    }
  }

  private void sumColumns(int fromWidth, int x, int to) {
    long left = (long) x * fromWidth * ONE / width;
    long right = (long) (x + 1) * fromWidth * ONE / width;
    int[] sums = row;
    int blue = 0;
    int green = 0;
    int red = 0;
    for (int at = (int) left; at < right; ) {
      int column = at / ONE;
      int weight = Math.min((int) right, (column + 1) * ONE) - at;
      blue += sums[column * 3] * weight;
      green += sums[column * 3 + 1] * weight;
      red += sums[column * 3 + 2] * weight;
      at += weight;
    }
    int all = (int) (right - left) * 16;
    small[to] = (byte) ((blue + all / 2) / all);
    small[to + 1] = (byte) ((green + all / 2) / all);
    small[to + 2] = (byte) ((red + all / 2) / all);
  }

  private ByteBuffer i420(byte[] bgrx, int stride) {
    byte[] out = new byte[Picture.length(width, height)];
    int u = width * height;
    int v = u + width * height / 4;
    for (int y = 0; y < height; y += 2) {
      int to = y * width;
      for (int x = 0; x < width; x += 2) {
        int at = y * stride + x * 4;
        int blue = 0;
        int green = 0;
        int red = 0;
        for (int part = 0; part < 4; part++) {
          int pixel = at + (part & 1) * 4 + (part >> 1) * stride;
          int b = bgrx[pixel] & 0xff;
          int g = bgrx[pixel + 1] & 0xff;
          int r = bgrx[pixel + 2] & 0xff;
          out[to + x + (part & 1) + (part >> 1) * width] =
              (byte) ((66 * r + 129 * g + 25 * b + 128 >> 8) + 16);
          blue += b;
          green += g;
          red += r;
        }
        int chroma = y / 2 * (width / 2) + x / 2;
        out[u + chroma] = (byte) ((-38 * red - 74 * green + 112 * blue + 512 >> 10) + 128);
        out[v + chroma] = (byte) ((112 * red - 94 * green - 18 * blue + 512 >> 10) + 128);
      }
    }
    return ByteBuffer.wrap(out);
  }
}
