package org.phantomnet.desktop.video;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.phantomnet.desktop.media.pipe.Picture;
import org.phantomnet.protocol.rule.Covers;

/** The comparison itself: it must say no where it should. */
class WatchingTest {
  private final Clip clip = new MovingShapes(1);
  private final Watching watching = new Watching(clip);

  private void see(ByteBuffer picture) {
    watching.compare(picture, clip.width(), clip.height());
  }

  private static ByteBuffer noisy(ByteBuffer picture, int amount) {
    Random random = new Random(7);
    for (int i = 0; i < picture.remaining(); i++) {
      int value = (picture.get(i) & 0xff) + random.nextInt(2 * amount + 1) - amount;
      picture.put(i, (byte) Math.max(0, Math.min(255, value)));
    }
    return picture;
  }

  @Test
  @Covers("ENG-111")
  void samePictures_areEqual() {
    see(ClipFrames.numbered(clip, 5));
    see(ClipFrames.numbered(clip, 9));

    Watching.Result result = watching.result();
    assertEquals(2, result.compared());
    assertEquals(Likeness.EQUAL_DB, result.psnr());
    assertEquals(1, result.ssim(), 1e-9);
    assertTrue(result.good());
  }

  @Test
  @Covers("ENG-111")
  void knownNoise_hasItsKnownRatio() {
    see(noisy(ClipFrames.numbered(clip, 5), 10));

    assertEquals(32.5, watching.result().psnr(), 0.6, "uniform noise: 10 log(255^2 * 3 / 110)");
  }

  @Test
  @Covers("ENG-111")
  void muchNoise_isBad() {
    see(noisy(ClipFrames.numbered(clip, 5), 40));

    assertFalse(watching.result().good());
  }

  @Test
  @Covers("ENG-111")
  void pictureUnderAnotherNumber_isBad() {
    ByteBuffer picture = clip.picture(60);
    Stamp.draw(picture, clip.width(), clip.height(), 5);

    see(picture);

    assertEquals(1, watching.result().compared());
    assertFalse(watching.result().good());
  }

  @Test
  @Covers("ENG-111")
  void otherPersonsClip_andSwappedColours_areBad() {
    see(ClipFrames.numbered(new MovingShapes(2), 5));
    assertTrue(watching.result().psnr() < Likeness.EQUAL_DB);
    ByteBuffer swapped = ClipFrames.numbered(clip, 6);
    byte[] all = swapped.array();
    int luma = clip.width() * clip.height();
    byte[] blue = java.util.Arrays.copyOfRange(all, luma, luma * 5 / 4);
    System.arraycopy(all, luma * 5 / 4, all, luma, luma / 4);
    System.arraycopy(blue, 0, all, luma * 5 / 4, luma / 4);

    Watching fresh = new Watching(clip);
    fresh.compare(swapped, clip.width(), clip.height());

    assertTrue(fresh.result().psnr() < 35, fresh.result()::toString);
  }

  @Test
  @Covers("ENG-111")
  void picturesThatRepeat_orHaveNoNumber_areCounted() {
    see(ClipFrames.numbered(clip, 5));
    see(ClipFrames.numbered(clip, 5));
    see(clip.picture(6));

    assertEquals(1, watching.result().notNewer());
    assertEquals(1, watching.result().unread());
    assertFalse(watching.result().good());
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 0xabcdef, 0xffffff})
  void stamp_isReadAsItWasDrawn(long number) {
    ByteBuffer picture = clip.picture(0);

    Stamp.draw(picture, clip.width(), clip.height(), number);

    assertEquals(OptionalLong.of(number), Stamp.read(picture, clip.width(), clip.height()));
  }

  @Test
  @Covers("ENG-110")
  void y4m_playsWhatWasWritten_overAndOver(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("clip.y4m");
    try (Y4m.Writer writer = Y4m.write(file, clip.width(), clip.height(), 30)) {
      for (int i = 0; i < 3; i++) {
        assertTrue(writer.write(new Picture(clip.width(), clip.height(), 0, clip.picture(i))));
      }
      assertFalse(writer.write(new Picture(2, 2, 0, ByteBuffer.allocate(6))));
    }

    try (Y4m played = Y4m.open(file)) {
      assertEquals(3, played.pictures());
      assertEquals(clip.picture(2), played.picture(2));
      assertEquals(clip.picture(1), played.picture(4));
    }
  }

  @Test
  @Covers("ENG-110")
  void y4m_thatCannotBePlayed_isRefusedBySentence(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("clip.y4m");
    for (String text :
        new String[] {
          "",
          "RIFF",
          "YUV4MPEG2 W640 H361\n",
          "YUV4MPEG2 W2000 H2000\n",
          "YUV4MPEG2 W2 H2 C444\n",
          "YUV4MPEG2 W2 H2\nFRAME\nabc"
        }) {
      Files.writeString(file, text, StandardCharsets.ISO_8859_1);
      assertThrows(ClipException.class, () -> Y4m.open(file), text);
    }
  }
}
