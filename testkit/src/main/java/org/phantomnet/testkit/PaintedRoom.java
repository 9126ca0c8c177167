package org.phantomnet.testkit;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.phantomnet.engine.blackout.RawFrame;
import org.phantomnet.engine.blackout.Rotation;

/**
 * A room with a camera's noise, and people in it who are rectangles of a colour that nothing else
 * has. Painted upright and lent turned. For one thread.
 */
public final class PaintedRoom {
  private static final int PERSON_Y = 120;
  private static final int PERSON_CHROMA = 180;
  private static final int UNSURE_CHROMA = 80;

  private final int width;
  private final int height;
  private final byte[] room;
  private final byte[] painted;
  private final boolean[] person;
  private final Random noise;

  /**
   * @param seed another room for another seed
   */
  public PaintedRoom(int width, int height, long seed) {
    this.width = width;
    this.height = height;
    int luma = width * height;
    room = new byte[luma * 3 / 2];
    painted = new byte[room.length];
    person = new boolean[luma];
    noise = new Random(seed);
    int base = 90 + noise.nextInt(40);
    for (int i = 0; i < luma; i++) {
      int x = i % width;
      int y = i / width;
      room[i] = (byte) (base + (x / 8 + y / 8) % 5 * 12 + x * 20 / width);
    }
    for (int i = luma; i < room.length; i++) {
      room[i] = (byte) (124 + i / 16 % 8);
    }
    clear();
  }

  /** The room without people, as the camera sees it just now. */
  public void clear() {
    for (int i = 0; i < room.length; i++) {
      painted[i] = (byte) ((room[i] & 0xff) + noise.nextInt(3) - 1);
    }
    Arrays.fill(person, false);
  }

  /** The lamp: every pixel's light and colour times {@code gain}. */
  public void light(double gain) {
    int luma = width * height;
    for (int i = 0; i < painted.length; i++) {
      int zero = i < luma ? 16 : 128;
      painted[i] = (byte) Math.round(zero + ((painted[i] & 0xff) - zero) * gain);
    }
  }

  /** Shifts the whole picture, as a camera that is turned. */
  public void pan(int pixels) {
    byte[] before = painted.clone();
    int luma = width * height;
    for (int i = 0; i < luma; i++) {
      painted[i] = before[i / width * width + Math.floorMod(i % width + pixels, width)];
    }
  }

  /** Everything of one colour. */
  public void flat(int light) {
    Arrays.fill(painted, 0, width * height, (byte) light);
    Arrays.fill(painted, width * height, painted.length, (byte) 128);
  }

  /** A person, as far as inside the picture; bounds are rounded to even pixels. */
  public void person(int left, int top, int wide, int high) {
    paint(left, top, wide, high, PERSON_CHROMA);
  }

  /** A person whom {@link ScriptedSegmenter} is not sure of. */
  public void unsurePerson(int left, int top, int wide, int high) {
    paint(left, top, wide, high, UNSURE_CHROMA);
  }

  private void paint(int left, int top, int wide, int high, int colour) {
    int luma = width * height;
    int right = Math.min(width, (left + wide) & ~1);
    int bottom = Math.min(height, (top + high) & ~1);
    for (int y = Math.max(0, top & ~1); y < bottom; y++) {
      for (int x = Math.max(0, left & ~1); x < right; x++) {
        painted[y * width + x] = (byte) (PERSON_Y + (x + y) % 3);
        person[y * width + x] = true;
        int chroma = luma + y / 2 * (width / 2) + x / 2;
        painted[chroma] = (byte) colour;
        painted[chroma + luma / 4] = (byte) colour;
      }
    }
  }

  /** A person who is hardly lighter than what is behind. */
  public void faintPerson(int left, int top, int wide, int high, int lighter) {
    for (int y = top; y < top + high; y++) {
      for (int x = left; x < left + wide; x++) {
        painted[y * width + x] += (byte) lighter;
        person[y * width + x] = true;
      }
    }
  }

  /** What the camera lends: to be turned by {@code rotation} to stand as painted. */
  public RawFrame frame(Rotation rotation, long timestampNanos, int source) {
    boolean swaps = rotation == Rotation.QUARTER || rotation == Rotation.THREE_QUARTERS;
    int wide = swaps ? height : width;
    int high = swaps ? width : height;
    byte[] lent = new byte[painted.length];
    int luma = width * height;
    lend(lent, 0, width, height, rotation);
    lend(lent, luma, width / 2, height / 2, rotation);
    lend(lent, luma + luma / 4, width / 2, height / 2, rotation);
    return new RawFrame(ByteBuffer.wrap(lent), wide, high, rotation, timestampNanos, source);
  }

  private void lend(byte[] lent, int plane, int wide, int high, Rotation rotation) {
    for (int y = 0; y < high; y++) {
      for (int x = 0; x < wide; x++) {
        int at =
            switch (rotation) {
              case NONE -> y * wide + x;
              case QUARTER -> (wide - 1 - x) * high + y;
              case HALF -> (high - 1 - y) * wide + wide - 1 - x;
              case THREE_QUARTERS -> x * high + high - 1 - y;
            };
        lent[plane + at] = painted[plane + y * wide + x];
      }
    }
  }

  /** What is painted, as it stands. */
  public ByteBuffer picture() {
    return ByteBuffer.wrap(painted.clone());
  }

  /** How many pixels of people are not black in a picture that is to leave. */
  public int leaked(ByteBuffer i420) {
    int luma = width * height;
    int leaked = 0;
    for (int i = 0; i < luma; i++) {
      if (person[i]) {
        int chroma = luma + i / width / 2 * (width / 2) + i % width / 2;
        boolean black =
            i420.get(i) == 16
                && i420.get(chroma) == (byte) 128
                && i420.get(chroma + luma / 4) == (byte) 128;
        leaked += black ? 0 : 1;
      }
    }
    return leaked;
  }

  /** The share of a picture's light that is not black. */
  public double shown(ByteBuffer i420) {
    int shown = 0;
    for (int i = 0; i < width * height; i++) {
      shown += i420.get(i) == 16 ? 0 : 1;
    }
    return (double) shown / (width * height);
  }

  /** Whether a shown pixel is not as the camera saw it. */
  public boolean isAltered(ByteBuffer i420) {
    for (int i = 0; i < width * height; i++) {
      if (i420.get(i) != 16 && i420.get(i) != painted[i]) {
        return true;
      }
    }
    return false;
  }
}
