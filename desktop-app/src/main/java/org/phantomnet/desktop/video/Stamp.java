package org.phantomnet.desktop.video;

import java.nio.ByteBuffer;
import java.util.OptionalLong;

/**
 * A picture's number, drawn into it: a row of black and white squares along the top, and the same
 * row inverted below, so that what was damaged on the way is not read as another number. Squares
 * follow the picture's width, so that a scaled picture can be read too. Stateless.
 */
final class Stamp {
  private static final int BITS = 24;
  private static final int ACROSS = 40;
  private static final int BLACK = 16;
  private static final int WHITE = 235;
  private static final int MIDDLE = 128;

  private Stamp() {}

  /** Numbers from 0 on; they begin anew after 2^24. */
  static void draw(ByteBuffer i420, int width, int height, long number) {
    int side = width / ACROSS;
    for (int bit = 0; bit < BITS; bit++) {
      boolean one = (number >> bit & 1) == 1;
      fill(i420, width, bit * side, 0, side, one ? WHITE : BLACK);
      fill(i420, width, bit * side, side, side, one ? BLACK : WHITE);
    }
    int chroma = width * height;
    for (int plane = 0; plane < 2; plane++) {
      for (int row = 0; row < side; row++) {
        for (int column = 0; column < BITS * side / 2; column++) {
          i420.put(chroma + plane * (chroma / 4) + row * (width / 2) + column, (byte) MIDDLE);
        }
      }
    }
  }

  private static void fill(ByteBuffer luma, int width, int left, int top, int side, int value) {
    for (int row = top; row < top + side; row++) {
      for (int column = left; column < left + side; column++) {
        luma.put(row * width + column, (byte) value);
      }
    }
  }

  /** The number; empty if it cannot be made out. */
  static OptionalLong read(ByteBuffer i420, int width, int height) {
    int side = width / ACROSS;
    if (side < 4 || height < 4 * side) {
      return OptionalLong.empty();
    }
    long number = 0;
    for (int bit = 0; bit < BITS; bit++) {
      int upper = middle(i420, width, bit * side, 0, side);
      int lower = middle(i420, width, bit * side, side, side);
      if ((upper > MIDDLE) == (lower > MIDDLE)) {
        return OptionalLong.empty();
      }
      number |= (upper > MIDDLE ? 1L : 0L) << bit;
    }
    return OptionalLong.of(number);
  }

  /** The mean of a square's inner half. */
  private static int middle(ByteBuffer luma, int width, int left, int top, int side) {
    int sum = 0;
    int count = 0;
    for (int row = top + side / 4; row < top + side * 3 / 4; row++) {
      for (int column = left + side / 4; column < left + side * 3 / 4; column++) {
        sum += luma.get(row * width + column) & 0xff;
        count++;
      }
    }
    return sum / count;
  }
}
