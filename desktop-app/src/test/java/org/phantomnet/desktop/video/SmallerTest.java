package org.phantomnet.desktop.video;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.phantomnet.desktop.media.pipe.Picture;
import org.phantomnet.protocol.rule.Covers;

class SmallerTest {
  private static final int SIDE = 360;

  /** A quarter of each side is light and coloured, at the right and the bottom. */
  private static Picture corner(int width, int height) {
    ByteBuffer i420 = ByteBuffer.allocate(Picture.length(width, height));
    plane(i420, width, height, 40, 200);
    plane(i420, width / 2, height / 2, 128, 60);
    plane(i420, width / 2, height / 2, 128, 190);
    return new Picture(width, height, 7, i420.flip());
  }

  private static void plane(ByteBuffer to, int width, int height, int rest, int corner) {
    for (int i = 0; i < width * height; i++) {
      boolean in = i % width >= width * 3 / 4 && i / width >= height * 3 / 4;
      to.put((byte) (in ? corner : rest));
    }
  }

  @ParameterizedTest
  @CsvSource({"1280,720,640,360", "720,1280,360,640", "640,480,480,360", "1024,640,576,360"})
  @Covers("BLK-18")
  void picture_madeSmall_is360p_andShowsTheSame(int width, int height, int toWidth, int toHeight) {
    Picture small = Smaller.of(corner(width, height), SIDE);

    assertEquals(
        List.of(toWidth, toHeight, 7L),
        List.of(small.width(), small.height(), small.timestampNanos()));
    ByteBuffer expected = corner(toWidth, toHeight).i420();
    int different = 0;
    for (int i = 0; i < expected.remaining(); i++) {
      different += small.i420().get(i) == expected.get(i) ? 0 : 1;
    }
    assertEquals(0, different, toWidth, "but for the edge of the corner");
  }

  @Test
  void smallPicture_staysAsItIs() {
    Picture picture = corner(640, 360);

    assertSame(picture, Smaller.of(picture, SIDE));
  }

  @Test
  void picture_isMadeNoLarger() {
    assertThrows(IllegalArgumentException.class, () -> Smaller.of(corner(64, 32), 66, 32));
    assertThrows(IllegalArgumentException.class, () -> Smaller.of(corner(64, 32), 64, 34));
  }
}
