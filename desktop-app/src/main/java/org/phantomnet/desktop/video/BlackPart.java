package org.phantomnet.desktop.video;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** The places of a picture that are black, or any others that must be. Immutable. */
public final class BlackPart {
  private static final int LUMA = 16;

  private final boolean[] places;
  private final int count;

  /**
   * @param places one for each sample of light, row by row
   */
  public BlackPart(boolean[] places) {
    this.places = places.clone();
    int among = 0;
    for (boolean place : places) {
      among += place ? 1 : 0;
    }
    count = among;
  }

  /**
   * Where an I420 picture is as dark as can be.
   *
   * @param within how far from it all must be so, in each direction
   */
  public static BlackPart of(ByteBuffer picture, int width, int height, int within) {
    boolean[] black = new boolean[width * height];
    for (int i = 0; i < black.length; i++) {
      black[i] = picture.get(picture.position() + i) == LUMA;
    }
    boolean[] inRows = new boolean[black.length];
    for (int row = 0; row < height; row++) {
      shrink(black, inRows, row * width, 1, width, within);
    }
    boolean[] inBoth = new boolean[black.length];
    for (int column = 0; column < width; column++) {
      shrink(inRows, inBoth, column, width, height, within);
    }
    return new BlackPart(inBoth);
  }

  /** One line: true where so many on both sides are, as far as the line goes. */
  private static void shrink(
      boolean[] from, boolean[] to, int first, int step, int length, int within) {
    int lastNot = -within - 1;
    int[] before = new int[length];
    for (int i = 0; i < length; i++) {
      lastNot = from[first + i * step] ? lastNot : i;
      before[i] = i - lastNot;
    }
    lastNot = length + within;
    for (int i = length - 1; i >= 0; i--) {
      lastNot = from[first + i * step] ? lastNot : i;
      to[first + i * step] = before[i] > within && lastNot - i > within;
    }
  }

  /** Of the whole picture. */
  public double share() {
    return (double) count / places.length;
  }

  /** Whether it is all of the picture. */
  public boolean isAll() {
    return count == places.length;
  }

  public boolean isEmpty() {
    return count == 0;
  }

  /** The share of these places where another picture is lighter than that; 0 if there is none. */
  public double lighter(ByteBuffer picture, int luma) {
    int lighter = 0;
    for (int i = 0; i < places.length; i++) {
      lighter += places[i] && (picture.get(picture.position() + i) & 0xff) > luma ? 1 : 0;
    }
    return count == 0 ? 0 : (double) lighter / count;
  }

  @Override
  public String toString() {
    return "BlackPart " + Arrays.hashCode(places);
  }
}
