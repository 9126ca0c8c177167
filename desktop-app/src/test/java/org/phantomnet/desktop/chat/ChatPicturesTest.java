package org.phantomnet.desktop.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.phantomnet.desktop.media.VideoOut;
import org.phantomnet.desktop.media.pipe.Picture;

/** What a terminal is given of the pictures that arrive. */
class ChatPicturesTest {
  private static final int RED = 0xff0000;
  private static final int BLUE = 0x0000ff;

  private long now = Duration.ofHours(1).toNanos();
  private final ChatPictures pictures = new ChatPictures(() -> now);
  private final List<SmallPicture> told = new ArrayList<>();
  private int drawn;

  /** Red on the left, blue on the right. */
  static Picture halves(int width, int height) {
    ByteBuffer i420 = ByteBuffer.allocate(Picture.length(width, height));
    plane(i420, width, height, 81, 41);
    plane(i420, width / 2, height / 2, 90, 240);
    plane(i420, width / 2, height / 2, 240, 110);
    return new Picture(width, height, 0, i420.flip());
  }

  private static void plane(ByteBuffer to, int width, int height, int left, int right) {
    for (int i = 0; i < width * height; i++) {
      to.put((byte) (i % width < width / 2 ? left : right));
    }
  }

  private VideoOut screen() throws IOException {
    pictures.tell(told::add);
    pictures.wake(() -> drawn++);
    return pictures.open(which -> {}).openOut();
  }

  private void show(VideoOut screen, int count, Duration apart) {
    for (int i = 0; i < count; i++) {
      screen.show(halves(320, 180));
      now += apart.toNanos();
    }
  }

  private static void assertNear(int expected, int colour) {
    for (int shift = 0; shift <= 16; shift += 8) {
      int difference = Math.abs((expected >> shift & 0xff) - (colour >> shift & 0xff));
      assertTrue(difference <= 3, Integer.toHexString(colour));
    }
  }

  @Test
  void picture_madeSmall_keepsShapeAndColours() {
    SmallPicture small = SmallPicture.of(halves(640, 360), 0);

    assertEquals(List.of(96, 54), List.of(small.width(), small.height()));
    assertNear(RED, small.at(2, 2));
    assertNear(BLUE, small.at(93, 51));
  }

  @Test
  void pictureOfTheLeastSize_isShownAsItIs() {
    SmallPicture small = SmallPicture.of(halves(2, 2), 0);

    assertEquals(List.of(2, 2), List.of(small.width(), small.height()));
  }

  @Test
  void picturesThatArrive_areCounted_andFiveASecondAreDrawn() throws IOException {
    VideoOut screen = screen();

    show(screen, 60, Duration.ofMillis(40));

    assertTrue(drawn >= 10 && drawn <= 13, drawn + " drawn in 2.4 s");
    assertEquals(1, told.size());
    assertTrue(told.get(0).words().matches("Their pictures: 320x180, 2[56] a second"));
  }

  @Test
  void pictureThatStands_isNoneAfterTwoSeconds_andNoneOnceTheConnectionEnds() throws IOException {
    VideoOut screen = screen();
    show(screen, 1, Duration.ofSeconds(1));
    assertTrue(pictures.newest().isPresent());
    now += Duration.ofSeconds(1).toNanos();
    assertFalse(pictures.newest().isPresent());

    show(screen, 1, Duration.ofMillis(1));
    screen.close();

    assertFalse(pictures.newest().isPresent());
  }

  @Test
  void withNothingToSend_nothingIsSent() throws IOException {
    assertFalse(pictures.hasOwn());
    assertEquals(Optional.empty(), pictures.open(which -> {}).openIn().next());
  }
}
