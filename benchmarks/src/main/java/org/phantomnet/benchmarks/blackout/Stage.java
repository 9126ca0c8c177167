package org.phantomnet.benchmarks.blackout;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.Random;

/**
 * What a camera sees: a room, a person in front of it, motion blur, light and noise. Keeps the last
 * picture as I420 and where the person is in it. For one thread.
 */
final class Stage {
  private static final int BLUR = 4;
  private static final byte BODY = 1;
  private static final byte THING = 2;

  final int width;
  final int height;
  final byte[] i420;
  final boolean[] person;
  final boolean[] held;
  private final float[] room;
  private final float[] seen;
  private final float[] alpha;
  private final byte[] touched;
  private final Random noise = new Random(5);
  private double gain;

  /**
   * @param gain of the light; 1 as in the picture
   */
  Stage(BufferedImage room, int width, int height, double gain) {
    this.width = width;
    this.height = height;
    this.gain = gain;
    i420 = new byte[width * height * 3 / 2];
    person = new boolean[width * height];
    held = new boolean[width * height];
    this.room = new float[width * height * 3];
    seen = new float[width * height * 3];
    alpha = new float[width * height];
    touched = new byte[width * height];
    double scale = Math.max((double) width / room.getWidth(), (double) height / room.getHeight());
    BufferedImage cut = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = cut.createGraphics();
    graphics.scale(scale, scale);
    graphics.drawImage(room, 0, 0, null);
    graphics.dispose();
    for (int i = 0; i < width * height; i++) {
      int rgb = cut.getRGB(i % width, i / width);
      this.room[3 * i] = rgb >> 16 & 0xff;
      this.room[3 * i + 1] = rgb >> 8 & 0xff;
      this.room[3 * i + 2] = rgb & 0xff;
    }
  }

  void empty() {
    System.arraycopy(room, 0, seen, 0, seen.length);
    Arrays.fill(person, false);
    Arrays.fill(held, false);
    expose();
  }

  /** From now on the light is that; 1 as in the picture. */
  void light(double now) {
    gain = now;
  }

  /**
   * Somebody in the picture.
   *
   * @param left of the cut-out in pixels, where it is when the shutter closes
   * @param before where it was when the shutter opened
   * @param high height of the cut-out in pixels; its feet or its bottom are at the picture's
   */
  record Placed(CutOut who, double left, double before, double high) {}

  /** Those people, each before the ones who are named earlier. */
  void show(Placed... people) {
    Arrays.fill(person, false);
    Arrays.fill(held, false);
    System.arraycopy(room, 0, seen, 0, seen.length);
    for (Placed placed : people) {
      draw(placed);
    }
    for (int i = 0; i < held.length; i++) {
      held[i] &= !person[i];
    }
    expose();
  }

  private void draw(Placed placed) {
    Arrays.fill(alpha, 0);
    Arrays.fill(touched, (byte) 0);
    float[] light = new float[seen.length];
    for (int step = 1; step <= BLUR; step++) {
      double left = placed.before() + (placed.left() - placed.before()) * step / BLUR;
      add(placed.who(), left, placed.high(), light);
    }
    for (int i = 0; i < alpha.length; i++) {
      for (int c = 0; c < 3; c++) {
        seen[3 * i + c] = seen[3 * i + c] * (1 - alpha[i]) + light[3 * i + c];
      }
      boolean body = (touched[i] & BODY) != 0 && alpha[i] >= 0.5f;
      person[i] |= body;
      held[i] |= (touched[i] & THING) != 0 || alpha[i] > 0.02f && !body;
    }
  }

  private void add(CutOut who, double left, double high, float[] light) {
    double scale = who.image.getHeight() / high;
    double top = height - high;
    for (int y = Math.max(0, (int) top); y < height; y++) {
      int v = (int) ((y - top) * scale);
      if (v < 0 || v >= who.image.getHeight()) {
        continue;
      }
      for (int x = 0; x < width; x++) {
        int u = (int) ((x - left) * scale);
        if (x < left || u >= who.image.getWidth()) {
          continue;
        }
        int argb = who.argb(u, v);
        float part = (argb >>> 24) / 255f / BLUR;
        int at = y * width + x;
        alpha[at] += part;
        light[3 * at] += part * (argb >> 16 & 0xff);
        light[3 * at + 1] += part * (argb >> 8 & 0xff);
        light[3 * at + 2] += part * (argb & 0xff);
        if (part > 0) {
          touched[at] |= who.isPerson(u, v) ? BODY : THING;
        }
      }
    }
  }

  private void expose() {
    int luma = width * height;
    for (int i = 0; i < luma; i++) {
      double y = 0.257 * seen[3 * i] + 0.504 * seen[3 * i + 1] + 0.098 * seen[3 * i + 2];
      i420[i] = clamp(16 + y * gain + noise.nextGaussian() * 2);
    }
    for (int y = 0; y < height / 2; y++) {
      for (int x = 0; x < width / 2; x++) {
        int at = (2 * y * width + 2 * x) * 3;
        double u = -0.148 * seen[at] - 0.291 * seen[at + 1] + 0.439 * seen[at + 2];
        double v = 0.439 * seen[at] - 0.368 * seen[at + 1] - 0.071 * seen[at + 2];
        int chroma = luma + y * (width / 2) + x;
        i420[chroma] = clamp(128 + u * gain + noise.nextGaussian());
        i420[chroma + luma / 4] = clamp(128 + v * gain + noise.nextGaussian());
      }
    }
  }

  private static byte clamp(double value) {
    return (byte) Math.max(16, Math.min(240, Math.round(value)));
  }
}
