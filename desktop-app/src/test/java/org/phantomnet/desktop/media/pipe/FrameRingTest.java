package org.phantomnet.desktop.media.pipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.rule.Covers;

class FrameRingTest {
  private static final long SLOT = 4_096 + Picture.MAX_LENGTH;

  @TempDir private Path directory;
  private Path file;
  private FrameRing writer;
  private FrameRing reader;

  @BeforeEach
  void open() throws IOException {
    file = Files.createFile(directory.resolve("ring"));
    writer = FrameRing.open(file);
    reader = FrameRing.open(file);
  }

  @AfterEach
  void close() {
    writer.close();
    reader.close();
  }

  private static Picture picture(int width, int height, int seed) {
    byte[] pixels = new byte[Picture.length(width, height)];
    new Random(seed).nextBytes(pixels);
    return new Picture(width, height, seed, ByteBuffer.wrap(pixels));
  }

  private void header(int slot, long sequence, int width, int height) throws IOException {
    try (FileChannel hostile = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.allocate(24).putLong(sequence).putLong(0);
      hostile.write(bytes.putInt(width).putInt(height).flip(), slot * SLOT);
    }
  }

  @Test
  @Covers("ENG-104")
  void pictures_areReadAsTheyWereWritten() throws Exception {
    for (int i = 1; i < 10; i++) {
      Picture sent = i % 2 == 0 ? picture(1280, 720, i) : picture(2, 2, i);

      assertEquals(Optional.of(sent), reader.read(writer.write(sent)));
    }
  }

  @Test
  @Covers("ENG-104")
  void placesAreUsedInTurn_andALateReaderDropsWhatIsOlder() throws Exception {
    int first = writer.write(picture(2, 2, 1));
    int second = writer.write(picture(2, 2, 2));
    for (int i = 3; i <= 5; i++) {
      writer.write(picture(2, 2, i));
    }

    assertEquals(5, reader.read(first).orElseThrow().timestampNanos());
    assertTrue(reader.read(second).isEmpty());
    assertTrue(reader.read(first).isEmpty(), "not twice");
  }

  @Test
  @Covers("ENG-105")
  void sizeThatNoPictureHas_isRefused() throws Exception {
    int[][] sizes = {
      {0, 0},
      {1, 2},
      {-2, 2},
      {640, 361},
      {1282, 2},
      {1280, 1280},
      {1 << 30, 1 << 30},
      {Integer.MIN_VALUE, Integer.MIN_VALUE},
      {65536, 65536}
    };
    for (int[] size : sizes) {
      header(1, 7, size[0], size[1]);

      assertThrows(Malformed.class, () -> reader.read(1));
    }
    header(1, -1, 2, 2);
    assertThrows(Malformed.class, () -> reader.read(1));
  }

  @Test
  @Covers("ENG-105")
  void memoryThatIsCutShort_isRefused_andNoFault() throws Exception {
    int slot = writer.write(picture(640, 360, 1));
    try (FileChannel hostile = FileChannel.open(file, StandardOpenOption.WRITE)) {
      hostile.truncate(slot * SLOT + 5_000);
    }

    assertEquals(
        Malformed.Reason.TOO_SHORT,
        assertThrows(Malformed.class, () -> reader.read(slot)).reason());
    try (FileChannel hostile = FileChannel.open(file, StandardOpenOption.WRITE)) {
      hostile.truncate(0);
    }
    assertThrows(Malformed.class, () -> reader.read(slot));
  }

  /** One writes as fast as it can, the other reads: it gets whole pictures or none. */
  @Test
  @Covers("ENG-104")
  void pictureThatIsWrittenOver_isNeverGivenInPart() throws Exception {
    Thread writing =
        new Thread(
            () -> {
              try {
                for (int i = 1; i <= 3_000; i++) {
                  byte[] pixels = new byte[Picture.length(320, 180)];
                  java.util.Arrays.fill(pixels, (byte) i);
                  writer.write(new Picture(320, 180, i, ByteBuffer.wrap(pixels)));
                }
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
    int whole = 0;
    writing.start();
    while (writing.isAlive()) {
      for (int slot = 0; slot < FrameRing.SLOTS; slot++) {
        Optional<Picture> read = read(slot);
        if (read.isPresent()) {
          whole++;
          ByteBuffer pixels = read.get().i420();
          byte expected = (byte) read.get().timestampNanos();
          while (pixels.hasRemaining()) {
            assertEquals(expected, pixels.get());
          }
        }
      }
    }
    writing.join();

    assertTrue(whole > 0);
    assertFalse(writing.isAlive());
  }

  private Optional<Picture> read(int slot) throws IOException {
    try {
      return reader.read(slot);
    } catch (Malformed notYetWritten) {
      return Optional.empty();
    }
  }
}
