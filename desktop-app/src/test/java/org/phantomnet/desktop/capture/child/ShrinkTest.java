package org.phantomnet.desktop.capture.child;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.phantomnet.desktop.media.pipe.CaptureFault;
import org.phantomnet.desktop.media.pipe.Picture;
import org.phantomnet.protocol.rule.Covers;

/** What a screen shows against what is made of it, by floating point and whole areas. */
class ShrinkTest {
  /** Fine stripes, slopes and steps: what a bad filter turns into something else. */
  private static int grey(int x, int y) {
    return (x / 3 + y / 5) % 2 == 0 ? (x * 7 + y * 3) % 256 : 255 - x % 200;
  }

  private static Bitmap bitmap(int width, int height) {
    Bitmap bitmap = Bitmap.of(width, height);
    for (int i = 0; i < width * height; i++) {
      for (int part = 0; part < 3; part++) {
        bitmap.bgrx()[i * 4 + part] = (byte) grey(i % width, i / width);
      }
    }
    return bitmap;
  }

  private static double mean(double left, double top, double right, double bottom) {
    double sum = 0;
    for (int y = (int) top; y < bottom; y++) {
      for (int x = (int) left; x < right; x++) {
        double width = Math.min(right, x + 1) - Math.max(left, x);
        double height = Math.min(bottom, y + 1) - Math.max(top, y);
        sum += width * height * grey(x, y);
      }
    }
    return sum / ((right - left) * (bottom - top));
  }

  @ParameterizedTest
  @CsvSource({
    "640,360,640,360",
    "641,363,640,362",
    "1280,720,1280,720",
    "1920,1080,1280,720",
    "3840,2160,1280,720",
    "1024,900,1024,900"
  })
  @Covers("ENG-123")
  void picture_keepsItsSizeIfItCan_andElseTheMeanOfEachArea(
      int width, int height, int toWidth, int toHeight) throws Exception {
    Picture picture = new Shrink().picture(bitmap(width, height), 1);

    assertTrue(Picture.isSize(picture.width(), picture.height()));
    assertEquals(toWidth, picture.width());
    assertEquals(toHeight, picture.height());
    boolean same = picture.width() == (width & ~1) && picture.height() == (height & ~1);
    double across = same ? 1 : width / (double) picture.width();
    double down = same ? 1 : height / (double) picture.height();
    double sum = 0;
    for (int y = 0; y < picture.height(); y++) {
      for (int x = 0; x < picture.width(); x++) {
        double wanted =
            16 + mean(x * across, y * down, (x + 1) * across, (y + 1) * down) * 219 / 255;
        double difference = wanted - (picture.i420().get(y * picture.width() + x) & 0xff);
        sum += difference * difference;
      }
    }
    double error = Math.sqrt(sum / picture.width() / picture.height());
    assertTrue(error < 1, () -> "off by " + error);
  }

  @Test
  @Covers("ENG-123")
  void window_ofOnePoint_isNoPicture() {
    CaptureException refused =
        assertThrows(CaptureException.class, () -> new Shrink().picture(Bitmap.of(1, 1), 1));
    assertEquals(CaptureFault.WINDOW_HIDDEN, refused.fault());
  }

  @Test
  @Covers("ENG-121")
  void pointer_atAnyEdge_isDrawnWithinThePicture() {
    int[] white = new int[16];
    java.util.Arrays.fill(white, 0xffffffff);
    XServer.Cursor cursor = new XServer.Cursor(0, 0, 4, 4, white);
    for (int left = -6; left < 12; left++) {
      for (int top = -6; top < 12; top++) {
        Bitmap bitmap = Bitmap.of(8, 8);
        bitmap.draw(cursor, left, top);
        int drawn = 0;
        for (int i = 0; i < 64; i++) {
          drawn += bitmap.bgrx()[i * 4] != 0 ? 1 : 0;
        }
        int across = Math.max(0, Math.min(8, left + 4) - Math.max(0, left));
        int down = Math.max(0, Math.min(8, top + 4) - Math.max(0, top));
        assertEquals(across * down, drawn);
      }
    }
  }
}
