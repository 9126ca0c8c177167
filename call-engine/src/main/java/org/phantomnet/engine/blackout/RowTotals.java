package org.phantomnet.engine.blackout;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Sums of a picture's bytes over a few rows, from the left up to each place: the difference of two
 * is the sum between them. Reads eight bytes at a time, in lanes of 16 bits. For one thread.
 */
final class RowTotals {
  private static final int EIGHT = Long.BYTES;
  private static final long LANES = 0x00ff00ff00ff00ffL;
  private static final int LANE = 0xffff;

  private final ByteBuffer bytes;
  private final long[] even;
  private final long[] odd;

  /**
   * @param i420 the array in which each picture will be
   * @param width of the longest row
   */
  RowTotals(byte[] i420, int width) {
    bytes = ByteBuffer.wrap(i420).order(ByteOrder.LITTLE_ENDIAN);
    even = new long[width / EIGHT];
    odd = new long[width / EIGHT];
  }

  /**
   * Of every second byte and the one after it: {@code totals[i]} gets the sum of the first 2i bytes
   * of all rows.
   *
   * @param at where the first row begins; the next is {@code stride} bytes after
   * @param rows at most 128: more would not fit a lane
   */
  void pairs(int at, int stride, int rows, int width, int[] totals) {
    int eights = width / EIGHT;
    for (int i = 0; i < eights; i++) {
      even[i] = pairs(bytes.getLong(at + i * EIGHT));
    }
    for (int row = 1; row < rows; row++) {
      int from = at + row * stride;
      for (int i = 0; i < eights; i++) {
        even[i] += pairs(bytes.getLong(from + i * EIGHT));
      }
    }
    int total = 0;
    int to = 1;
    for (int i = 0; i < eights; i++, to += 4) {
      long sums = even[i];
      totals[to] = total += (int) sums & LANE;
      totals[to + 1] = total += (int) (sums >>> 16) & LANE;
      totals[to + 2] = total += (int) (sums >>> 32) & LANE;
      totals[to + 3] = total += (int) (sums >>> 48);
    }
    for (int x = eights * EIGHT; x < width; x += 2, to++) {
      total += single(at + x, stride, rows) + single(at + x + 1, stride, rows);
      totals[to] = total;
    }
  }

  private static long pairs(long eight) {
    return (eight & LANES) + (eight >>> 8 & LANES);
  }

  /** Of each byte: {@code totals[i]} gets the sum of the first i bytes of all rows. */
  void singles(int at, int stride, int rows, int width, int[] totals) {
    int eights = width / EIGHT;
    for (int i = 0; i < eights; i++) {
      long eight = bytes.getLong(at + i * EIGHT);
      even[i] = eight & LANES;
      odd[i] = eight >>> 8 & LANES;
    }
    for (int row = 1; row < rows; row++) {
      int from = at + row * stride;
      for (int i = 0; i < eights; i++) {
        long eight = bytes.getLong(from + i * EIGHT);
        even[i] += eight & LANES;
        odd[i] += eight >>> 8 & LANES;
      }
    }
    int total = 0;
    int to = 1;
    for (int i = 0; i < eights; i++, to += EIGHT) {
      long first = even[i];
      long second = odd[i];
      totals[to] = total += (int) first & LANE;
      totals[to + 1] = total += (int) second & LANE;
      totals[to + 2] = total += (int) (first >>> 16) & LANE;
      totals[to + 3] = total += (int) (second >>> 16) & LANE;
      totals[to + 4] = total += (int) (first >>> 32) & LANE;
      totals[to + 5] = total += (int) (second >>> 32) & LANE;
      totals[to + 6] = total += (int) (first >>> 48);
      totals[to + 7] = total += (int) (second >>> 48);
    }
    for (int x = eights * EIGHT; x < width; x++, to++) {
      total += single(at + x, stride, rows);
      totals[to] = total;
    }
  }

  private int single(int at, int stride, int rows) {
    int sum = 0;
    for (int row = 0; row < rows; row++) {
      sum += bytes.get(at + row * stride) & 0xff;
    }
    return sum;
  }
}
