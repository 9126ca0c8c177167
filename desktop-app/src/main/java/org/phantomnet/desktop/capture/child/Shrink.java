package org.phantomnet.desktop.capture.child;

import java.nio.ByteBuffer;
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
    java.util.Arrays.fill(row, 0);
    long top = (long) y * from.height() * ONE / height;
    long bottom = (long) (y + 1) * from.height() * ONE / height;
    for (long at = top; at < bottom; ) {
      int line = (int) (at / ONE);
      int weight = (int) (Math.min(bottom, (line + 1L) * ONE) - at);
      int source = line * from.width() * 4;
      for (int i = 0; i < row.length; i += 3, source += 4) {
        row[i] += (from.bgrx()[source] & 0xff) * weight;
        row[i + 1] += (from.bgrx()[source + 1] & 0xff) * weight;
        row[i + 2] += (from.bgrx()[source + 2] & 0xff) * weight;
      }
      at += weight;
    }
    int all = (int) (bottom - top);
    for (int i = 0; i < row.length; i++) {
      row[i] = row[i] * 16 / all;
    }
  }

  private void sumColumns(int fromWidth, int x, int to) {
    long left = (long) x * fromWidth * ONE / width;
    long right = (long) (x + 1) * fromWidth * ONE / width;
    int blue = 0;
    int green = 0;
    int red = 0;
    for (long at = left; at < right; ) {
      int column = (int) (at / ONE);
      int weight = (int) (Math.min(right, (column + 1L) * ONE) - at);
      blue += row[column * 3] * weight;
      green += row[column * 3 + 1] * weight;
      red += row[column * 3 + 2] * weight;
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
