package org.phantomnet.desktop.listen;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.phantomnet.desktop.listen.WavException.Reason;
import org.phantomnet.protocol.rule.Covers;

class WavTest {
  private static final int HEADER_BYTES = 44;

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource(Speech.class)
  void shippedSpeech_read_isLongLoudAndUnclipped(Speech speech) {
    Sound sound = speech.sound();

    double peak = Arrays.stream(sound.samples()).map(Math::abs).max().orElse(0);
    assertEquals(16_000, sound.rate());
    assertTrue(sound.duration().toMillis() >= 12_000);
    assertEquals(Math.pow(10, -3 / 20.0), peak, 0.01);
  }

  @Test
  void shippedSpeech_copied_readsTheSame() throws IOException {
    Path copy = Speech.ALICE.copyTo(folder);

    assertArrayEquals(Speech.ALICE.sound().samples(), Wav.read(copy).samples());
  }

  @Test
  @Covers("AUD-2")
  void recording_writtenInPieces_readsBackExactly() throws IOException {
    short[] pcm = noise(100_001);
    Path file = folder.resolve("a.wav");

    try (WavWriter writer = Wav.write(file, 48_000)) {
      for (int at = 0; at < pcm.length; at += 480) {
        writer.write(pcm, at, Math.min(480, pcm.length - at));
      }
      assertEquals(pcm.length, writer.length());
    }

    assertEquals(HEADER_BYTES + 2L * pcm.length, Files.size(file));
    assertArrayEquals(pcm, Wav.read(file).pcm16());
  }

  @Test
  @Covers("AUD-2")
  void recording_neverClosed_readsUpToTheLastSecond() throws IOException {
    short[] pcm = noise(48_000 * 3 + 7_000);
    Path file = folder.resolve("a.wav");
    Path left = folder.resolve("left.wav");

    try (WavWriter writer = Wav.write(file, 48_000)) {
      for (int at = 0; at < pcm.length; at += 480) {
        writer.write(pcm, at, Math.min(480, pcm.length - at));
      }
      Files.copy(file, left);
    }

    short[] read = Wav.read(left).pcm16();
    assertTrue(read.length >= pcm.length - 48_000 - (8 << 10));
    assertArrayEquals(Arrays.copyOf(pcm, read.length), read);
  }

  @Test
  @Covers("AUD-1")
  void stereo_read_isTheMeanOfBoth() throws IOException {
    ByteBuffer file = header(1, 2, 44_100, 16, 8);
    file.putShort((short) 1000).putShort((short) 3000).putShort((short) -8).putShort((short) 8);

    Sound sound = read(file);

    assertArrayEquals(new short[] {2000, 0}, sound.pcm16());
    assertEquals(44_100, sound.rate());
  }

  @Test
  @Covers("AUD-1")
  void extensibleFormatAndForeignChunks_areRead() throws IOException {
    ByteBuffer file = ByteBuffer.allocate(200).order(ByteOrder.LITTLE_ENDIAN);
    file.put(ascii("RIFF")).putInt(0).put(ascii("WAVE"));
    file.put(ascii("LIST")).putInt(3).putInt(0);
    file.put(ascii("fmt ")).putInt(40).putShort((short) Wav.FORMAT_EXTENSIBLE).putShort((short) 1);
    file.putInt(8000).putInt(16_000).putShort((short) 2).putShort((short) 16);
    file.putShort((short) 22).putShort((short) 16).putInt(4).putShort((short) 1).put(new byte[14]);
    file.put(ascii("data")).putInt(4).putShort((short) 5).putShort((short) 6);
    file.putInt(4, file.position() - 8).put(ascii("what follows is ignored"));

    assertArrayEquals(new short[] {5, 6}, read(file).pcm16());
  }

  @Test
  @Covers("AUD-1")
  void hostileHeaders_areRefusedWithTheirReason() {
    assertRefused(Reason.NOT_WAV, ByteBuffer.wrap(ascii("RIFX....WAVEfmt ")));
    assertRefused(Reason.NOT_WAV, ByteBuffer.allocate(0));
    assertRefused(Reason.NOT_PCM_16, header(3, 1, 48_000, 32, 8));
    assertRefused(Reason.NOT_PCM_16, header(1, 1, 48_000, 8, 8));
    assertRefused(Reason.BAD_CHANNELS, header(1, 0, 48_000, 16, 8));
    assertRefused(Reason.BAD_CHANNELS, header(1, 6, 48_000, 16, 12));
    assertRefused(Reason.BAD_RATE, header(1, 1, 7_999, 16, 8));
    assertRefused(Reason.BAD_RATE, header(1, 1, -1, 16, 8));
    assertRefused(Reason.NO_DATA, header(1, 1, 48_000, 16, 0));
    assertRefused(Reason.BAD_CHUNK, header(1, 1, 48_000, 16, 3));
    assertRefused(Reason.BAD_CHUNK, header(1, 1, 48_000, 16, 8).putInt(40, -2));
    assertRefused(Reason.BAD_CHUNK, header(1, 1, 48_000, 16, 8).putInt(16, 1 << 30));
    assertRefused(Reason.BAD_CHUNK, header(1, 1, 48_000, 16, 8).putInt(16, 2));
    assertRefused(Reason.TOO_LARGE, header(1, 1, 8_000, 16, 0x7FFFFFF0));
    assertRefused(Reason.TOO_LARGE, header(1, 1, 8_000, 16, 2 * 8_000 * 301));
    assertRefused(Reason.TRUNCATED, header(1, 1, 8_000, 16, 2 * 8_000 * 299));
    assertRefused(Reason.NO_FORMAT, header(1, 1, 48_000, 16, 8).put(12, ascii("data")));
    assertRefused(Reason.NO_DATA, header(1, 1, 48_000, 16, 0).put(36, ascii("junk")));
  }

  @Test
  @Covers("AUD-1")
  void everyTruncationAndEveryFlippedByte_isReadOrRefused_neverWorse() {
    byte[] good = header(1, 2, 16_000, 16, 64).array();

    for (int length = 0; length < HEADER_BYTES + 64; length++) {
      ByteBuffer cut = ByteBuffer.wrap(good, 0, length);
      cut.position(length);
      assertThrows(WavException.class, () -> read(cut));
    }
    Random random = new Random(1);
    for (int round = 0; round < 20_000; round++) {
      byte[] bad = good.clone();
      for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
        bad[random.nextInt(HEADER_BYTES)] = (byte) random.nextInt();
      }
      assertDoesNotThrow(() -> readOrRefuse(bad));
    }
  }

  private static void readOrRefuse(byte[] file) throws IOException {
    try {
      Wav.read(new ByteArrayInputStream(file));
    } catch (WavException refused) {
      assertEquals(refused.reason().sentence(), refused.getMessage());
    }
  }

  private static void assertRefused(Reason reason, ByteBuffer file) {
    assertEquals(reason, assertThrows(WavException.class, () -> read(file)).reason());
  }

  private static Sound read(ByteBuffer file) throws IOException {
    return Wav.read(new ByteArrayInputStream(file.array(), 0, Math.max(file.position(), 0)));
  }

  /** A whole header that promises so much data, followed by at most 64 bytes of it. */
  private static ByteBuffer header(int tag, int channels, int rate, int bits, int dataBytes) {
    int there = Math.max(0, Math.min(64, dataBytes));
    ByteBuffer file =
        ByteBuffer.allocate(HEADER_BYTES + Math.max(16, there)).order(ByteOrder.LITTLE_ENDIAN);
    file.put(ascii("RIFF")).putInt(36 + dataBytes).put(ascii("WAVEfmt ")).putInt(16);
    file.putShort((short) tag).putShort((short) channels).putInt(rate).putInt(rate * channels * 2);
    file.putShort((short) (channels * 2))
        .putShort((short) bits)
        .put(ascii("data"))
        .putInt(dataBytes);
    return file;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static short[] noise(int length) {
    Random random = new Random(7);
    short[] pcm = new short[length];
    for (int i = 0; i < length; i++) {
      pcm[i] = (short) random.nextInt();
    }
    return pcm;
  }
}
