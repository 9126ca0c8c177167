package org.phantomnet.desktop.capture.child;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Random;
import java.util.function.Supplier;
import org.phantomnet.engine.blackout.Blackout;
import org.phantomnet.engine.blackout.RawFrame;
import org.phantomnet.engine.blackout.Rotation;

/**
 * Lets a blackout look at painted pictures before there is a camera's, so that Java has compiled it
 * by then: until that is done most frames take too long and are black (BLK-7). Takes about two
 * seconds of one core.
 */
final class WarmUp {
  /** Enough for a room to be learned, and for somebody to be in it for a while. */
  static final int FRAMES = 75;

  private static final int EMPTY = 30;
  private static final int WIDTH = 640;
  private static final int HEIGHT = 360;
  private static final int NUMBER = 1;
  private static final int NEUTRAL = 128;
  private static final int SKIN = 155;
  private static final int CLOTH = 60;
  private static final long PERIOD = Duration.ofSeconds(1).toNanos() / 30;

  private final Supplier<Blackout> blackouts;
  private volatile boolean enough;

  WarmUp(Supplier<Blackout> blackouts) {
    this.blackouts = blackouts;
  }

  /** Returns at once; the rest is done on a thread of its own. */
  void begin() {
    Thread thread = new Thread(this::run, "camera-warm-up");
    thread.setDaemon(true);
    thread.start();
  }

  /** No other picture is looked at after the one that is. */
  void end() {
    enough = true;
  }

  /** Blocks until all is done, or it was ended. */
  void run() {
    byte[] i420 = new byte[WIDTH * HEIGHT * 3 / 2];
    Random noise = new Random();
    try (Blackout blackout = blackouts.get()) {
      for (int i = 1; i <= FRAMES && !enough; i++) {
        paint(i420, noise, i > EMPTY);
        ByteBuffer picture = ByteBuffer.wrap(i420);
        blackout.apply(new RawFrame(picture, WIDTH, HEIGHT, Rotation.NONE, i * PERIOD, NUMBER));
      }
    }
  }

  /** A wall, and before it something with a head and shoulders. */
  private static void paint(byte[] i420, Random noise, boolean somebody) {
    int luma = WIDTH * HEIGHT;
    for (int i = 0; i < luma; i++) {
      int x = i % WIDTH;
      int y = i / WIDTH;
      int wall = 60 + x / 6 + y / 4;
      boolean head = somebody && isIn(x, y, HEIGHT / 3, 55);
      boolean shoulders = somebody && isIn(x, y, HEIGHT, 165);
      i420[i] = (byte) ((head ? SKIN : shoulders ? CLOTH : wall) + noise.nextInt(3));
    }
    for (int i = luma; i < i420.length; i++) {
      i420[i] = (byte) (NEUTRAL + noise.nextInt(3));
    }
  }

  private static boolean isIn(int x, int y, int middle, int half) {
    double across = (x - WIDTH / 2) / (double) half;
    double down = (y - middle) / (half * 1.3);
    return across * across + down * down < 1;
  }
}
