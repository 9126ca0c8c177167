package org.phantomnet.desktop.video;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BlackPartTest {
  private static final int WIDTH = 32;
  private static final int HEIGHT = 20;

  private final byte[] picture = new byte[WIDTH * HEIGHT * 3 / 2];

  private void fill(int left, int top, int right, int bottom, int luma) {
    for (int y = top; y < bottom; y++) {
      Arrays.fill(picture, y * WIDTH + left, y * WIDTH + right, (byte) luma);
    }
  }

  private BlackPart part(int within) {
    return BlackPart.of(ByteBuffer.wrap(picture), WIDTH, HEIGHT, within);
  }

  @Test
  void blackRectangle_isFound_andShrinksByTheEdge_butNotAtThePicturesOwn() {
    fill(0, 0, WIDTH, HEIGHT, 100);
    fill(10, 4, 20, 20, 16);

    assertEquals(10 * 16.0 / (WIDTH * HEIGHT), part(0).share());
    assertEquals(6 * 14.0 / (WIDTH * HEIGHT), part(2).share());
    assertTrue(part(5).isEmpty());
  }

  @Test
  void wholePicture_isAll_whateverTheEdge() {
    fill(0, 0, WIDTH, HEIGHT, 16);
    assertTrue(part(8).isAll());

    picture[5 * WIDTH + 5] = 17;
    assertFalse(part(0).isAll());
  }

  @Test
  void placesThatAreLight_areCounted() {
    fill(0, 0, WIDTH, HEIGHT, 100);
    fill(0, 0, 10, 10, 16);
    BlackPart part = part(0);
    fill(0, 0, 5, 5, 60);

    assertEquals(0.25, part.lighter(ByteBuffer.wrap(picture), 59));
    assertEquals(0, part.lighter(ByteBuffer.wrap(picture), 60));
  }
}
