package org.phantomnet.desktop.video;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.phantomnet.desktop.media.pipe.Picture;
import org.phantomnet.protocol.rule.Covers;

/** Files that somebody else made, and pictures that somebody else sent. */
class ClipFuzzTest {
  private static final int WIDTH = 160;
  private static final int HEIGHT = 90;

  @FuzzTest
  @Covers("ENG-110")
  void header(byte[] data) {
    Y4mHeader header;
    try {
      header = Y4mHeader.parse(data);
    } catch (ClipException refused) {
      assertEquals(refused.reason().sentence(), refused.getMessage());
      return;
    }

    assertTrue(Picture.isSize(header.width(), header.height()));
    assertTrue(header.length() <= data.length);
    assertEquals('\n', data[header.length() - 1]);
  }

  static List<byte[]> headerSeeds() {
    return List.of(
        "YUV4MPEG2 W640 H360 F30:1 Ip A1:1 C420jpeg\n".getBytes(StandardCharsets.US_ASCII),
        "YUV4MPEG2 H90 W160\nFRAME\n".getBytes(StandardCharsets.US_ASCII));
  }

  /** A number that can be drawn, or none; from any picture. */
  @FuzzTest
  @Covers("ENG-111")
  void stamp(byte[] data) {
    ByteBuffer picture = ByteBuffer.allocate(Picture.length(WIDTH, HEIGHT));
    picture.put(data, 0, Math.min(data.length, picture.remaining())).rewind();

    Stamp.read(picture, WIDTH, HEIGHT)
        .ifPresent(
            number -> {
              assertTrue(number >= 0 && number < 1 << 24);
              Stamp.draw(picture, WIDTH, HEIGHT, number);
              assertEquals(number, Stamp.read(picture, WIDTH, HEIGHT).orElseThrow());
            });
  }

  static List<byte[]> stampSeeds() {
    ByteBuffer picture = ByteBuffer.allocate(Picture.length(WIDTH, HEIGHT));
    Stamp.draw(picture, WIDTH, HEIGHT, 0x5a5a5a);
    return List.of(java.util.Arrays.copyOf(picture.array(), WIDTH * 8));
  }
}
