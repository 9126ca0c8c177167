package org.phantomnet.desktop.video;

import java.nio.ByteBuffer;

/**
 * A clip that is computed: a shaded ground that drifts, a disc that circles and a bar that sweeps
 * across, in a person's own colours. Every picture follows from its number alone. Thread-safe.
 */
public final class MovingShapes implements Clip {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 360;
  private static final int GROUND = 96;
  private static final double TURN = 2 * Math.PI / 150;
  private static final int RADIUS = 56;
  private static final int BAR = 40;

  private final int blue;
  private final int red;

  /** In the colours of {@code seed}, any number. */
  public MovingShapes(int seed) {
    blue = 64 + Math.floorMod(seed * 53, 128);
    red = 192 - Math.floorMod(seed * 37, 128);
  }

  @Override
  public int width() {
    return WIDTH;
  }

  @Override
  public int height() {
    return HEIGHT;
  }

  @Override
  public ByteBuffer picture(long number) {
    byte[] i420 = new byte[WIDTH * HEIGHT * 3 / 2];
    double angle = number * TURN;
    int x = (int) (WIDTH / 2.0 + Math.cos(angle) * WIDTH / 3.2);
    int y = (int) (HEIGHT / 2.0 + Math.sin(angle) * HEIGHT / 4.5);
    int bar = (int) Math.floorMod(number * 4, WIDTH);
    for (int row = 0; row < HEIGHT; row++) {
      for (int column = 0; column < WIDTH; column++) {
        i420[row * WIDTH + column] = (byte) luma(column, row, number, x, y, bar);
      }
    }
    int chroma = WIDTH * HEIGHT;
    int quarter = chroma / 4;
    for (int row = 0; row < HEIGHT / 2; row++) {
      for (int column = 0; column < WIDTH / 2; column++) {
        boolean disc = inDisc(column * 2, row * 2, x, y);
        int at = row * (WIDTH / 2) + column;
        i420[chroma + at] = (byte) (disc ? blue : 128 + (column / 20 - 8));
        i420[chroma + quarter + at] = (byte) (disc ? red : 128 - (row / 20 - 4));
      }
    }
    return ByteBuffer.wrap(i420);
  }

  private static int luma(int column, int row, long number, int x, int y, int bar) {
    if (inDisc(column, row, x, y)) {
      return 200;
    }
    if (Math.floorMod(column - bar, WIDTH) < BAR && row > HEIGHT / 2) {
      return 48;
    }
    int drift = (int) Math.floorMod(column + row / 2 + number, 256);
    return GROUND + (drift < 128 ? drift : 255 - drift) / 2;
  }

  private static boolean inDisc(int column, int row, int x, int y) {
    int dx = column - x;
    int dy = row - y;
    return dx * dx + dy * dy < RADIUS * RADIUS;
  }
}
