package org.phantomnet.engine.blackout;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.phantomnet.protocol.rule.Covers;

class CellsTest {
  /** The mean, {@link Cells#FINE} times, of a plane's pixels of a cell. */
  private static int mean(
      byte[] i420, int plane, int stride, int left, int right, int top, int bottom, int step) {
    int sum = 0;
    int count = 0;
    for (int y = top; y < bottom; y += step) {
      for (int x = left; x < right; x++) {
        sum += i420[plane + y * stride + x] & 0xff;
        count++;
      }
    }
    return sum * Cells.FINE / count;
  }

  @ParameterizedTest
  @CsvSource({"1280, 720", "640, 360", "360, 640", "502, 374", "16, 4096", "4096, 18", "34, 22"})
  @Covers("BLK-5")
  void means_areThoseOfTheirPixels(int width, int height) {
    Grid grid = new Grid(width, height);
    byte[] i420 = new byte[width * height * 3 / 2];
    new Random(width).nextBytes(i420);
    i420[i420.length - 1] = -1;
    Cells cells = new Cells(grid, i420);

    cells.measure();

    int luma = width * height;
    for (int row = 0, cell = 0; row < grid.rows; row++) {
      for (int column = 0; column < grid.columns; column++, cell++) {
        int left = grid.columnAt[column];
        int right = grid.columnAt[column + 1];
        int top = grid.rowAt[row];
        int bottom = grid.rowAt[row + 1];
        assertEquals(mean(i420, 0, width, left, right, top, bottom, 2), cells.y[cell]);
        assertEquals(chroma(i420, luma, width, left, right, top, bottom), cells.u[cell]);
        int red = luma + luma / 4;
        assertEquals(chroma(i420, red, width, left, right, top, bottom), cells.v[cell]);
      }
    }
  }

  private static int chroma(
      byte[] i420, int plane, int width, int left, int right, int top, int bottom) {
    return mean(i420, plane, width / 2, left / 2, right / 2, top / 2, bottom / 2, 1);
  }

  @ParameterizedTest
  @CsvSource({"1", "16", "235", "255"})
  @Covers("BLK-11")
  void pictureOfOneLight_hasThatMean_andNoSpread(int light) {
    byte[] i420 = new byte[640 * 360 * 3 / 2];
    Arrays.fill(i420, (byte) light);
    Cells cells = new Cells(new Grid(640, 360), i420);

    cells.measure();
    cells.measure();

    assertEquals(light, cells.mean());
    assertEquals(0, cells.spread());
    assertEquals(1, cells.same());
  }
}
