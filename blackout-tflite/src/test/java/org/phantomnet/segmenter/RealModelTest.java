package org.phantomnet.segmenter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Polygon;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.phantomnet.engine.blackout.Blackout;
import org.phantomnet.engine.blackout.BlackoutState;
import org.phantomnet.engine.blackout.RawFrame;
import org.phantomnet.engine.blackout.Rotation;
import org.phantomnet.engine.blackout.Segmenter;
import org.phantomnet.engine.blackout.SegmenterException;
import org.phantomnet.engine.port.SafeFrame;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;

/** A real person before the real model, while everything around it goes wrong now and then. */
class RealModelTest {
  private static final int WIDTH = 320;
  private static final int HEIGHT = 180;
  private static final int SIZE = 160;
  private static final int FRAMES = 500;
  private static final long PERIOD = 33_000_000;

  /** Inside of head, suit and ring, in pixels of the picture, some pixels within the outline. */
  private static final Polygon PERSON =
      new Polygon(
          new int[] {
            84, 108, 140, 145, 138, 132, 148, 148, 164, 175, 155, 142, 136, 20, 15, 22, 40, 62, 66,
            90, 88, 80
          },
          new int[] {
            30, 13, 20, 42, 58, 80, 102, 125, 136, 172, 182, 205, 250, 250, 200, 150, 122, 108, 90,
            78, 66, 50
          },
          22);

  private final Random random = new Random(8);
  private final BufferedImage picture = read();
  private final boolean[] person = new boolean[WIDTH * HEIGHT];
  private boolean faulty;

  private static BufferedImage read() {
    try (InputStream in = RealModelTest.class.getResourceAsStream("astronaut.jpg")) {
      return ImageIO.read(in);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A noisy room with a table and a window, and, at {@code left}, the person's whole picture. */
  private ByteBuffer seen(int left) {
    byte[] i420 = new byte[WIDTH * HEIGHT * 3 / 2];
    Arrays.fill(person, false);
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
      int x = i % WIDTH;
      int y = i / WIDTH;
      int room = y > 130 ? 70 : x > 200 && x < 290 && y > 20 && y < 90 ? 190 : 120 + x / 16;
      int u = (x - left) * 256 / SIZE;
      int v = (y - HEIGHT + SIZE) * 256 / SIZE;
      boolean inPicture = x >= left && u < 256 && v >= 0;
      int rgb = inPicture ? picture.getRGB(u, v) : room * 0x010101;
      int r = rgb >> 16 & 0xff;
      int g = rgb >> 8 & 0xff;
      int b = rgb & 0xff;
      person[i] = inPicture && PERSON.contains(u, v);
      i420[i] = (byte) (16 + 0.257 * r + 0.504 * g + 0.098 * b + random.nextInt(3));
      int chroma = WIDTH * HEIGHT + y / 2 * (WIDTH / 2) + x / 2;
      i420[chroma] = (byte) (128 - 0.148 * r - 0.291 * g + 0.439 * b);
      i420[chroma + WIDTH * HEIGHT / 4] = (byte) (128 + 0.439 * r - 0.368 * g - 0.071 * b);
    }
    return ByteBuffer.wrap(i420);
  }

  private int leaked(SafeFrame frame) {
    int leaked = 0;
    for (int i = 0; i < person.length; i++) {
      leaked += person[i] && frame.i420().get(i) != 16 ? 1 : 0;
    }
    return leaked;
  }

  @Test
  @Covers({"BLK-1", "BLK-3", "BLK-6"})
  @Adversary("ADV-46")
  void realModel_withFaults_letsNoPersonOut() throws Exception {
    Segmenter model = new SelfieModel().open();
    long time = 0;
    int shown = 0;
    int faults = 0;
    int left = WIDTH;
    try (Blackout blackout = new Blackout(() -> new Faulty(model), () -> 0)) {
      for (int i = 0; i < FRAMES; i++) {
        time += PERIOD;
        left = i < 40 ? WIDTH : Math.max(90, left - 6) + (i > 90 ? i / 3 % 3 - 1 : 0);
        faulty = i > 100 && random.nextInt(80) == 0;
        ByteBuffer i420 = seen(left);
        SafeFrame frame = blackout.apply(new RawFrame(i420, WIDTH, HEIGHT, Rotation.NONE, time, 0));
        assertEquals(0, leaked(frame), "frame " + i + " " + blackout.state());
        if (faulty) {
          faults++;
          assertEquals(BlackoutState.FAULT, blackout.state());
        }
        shown += blackout.state().allBlack() ? 0 : 1;
      }
    }

    assertTrue(faults > 0, "no fault");
    assertTrue(shown > FRAMES / 5, shown + " frames show a room");
  }

  /** The real model, until it is told to fail. */
  private final class Faulty implements Segmenter {
    private final Segmenter model;

    Faulty(Segmenter model) {
      this.model = model;
    }

    @Override
    public int columns(Shape shape) {
      return model.columns(shape);
    }

    @Override
    public int rows(Shape shape) {
      return model.rows(shape);
    }

    @Override
    public int segment(Shape shape, float[] rgb, float[] likelihoods) throws SegmenterException {
      int written = model.segment(shape, rgb, likelihoods);
      if (faulty) {
        likelihoods[random.nextInt(written)] = Float.NaN;
      }
      return written;
    }

    @Override
    public void close() {
      model.close();
    }
  }
}
