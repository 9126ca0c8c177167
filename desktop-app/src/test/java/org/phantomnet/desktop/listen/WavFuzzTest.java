package org.phantomnet.desktop.listen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.phantomnet.protocol.rule.Covers;

/** Files that somebody else recorded. */
class WavFuzzTest {
  /** A sound within the bounds, or one sentence that says nothing of the content. */
  @FuzzTest
  @Covers("AUD-1")
  void file(byte[] data) throws IOException {
    Sound sound;
    try {
      sound = Wav.read(new ByteArrayInputStream(data));
    } catch (WavException refused) {
      assertEquals(refused.reason().sentence(), refused.getMessage());
      return;
    }

    assertTrue(sound.rate() >= Wav.MIN_RATE && sound.rate() <= Wav.MAX_RATE);
    short[] samples = sound.pcm16();
    assertTrue(samples.length > 0 && 2L * samples.length <= data.length);
  }

  static List<byte[]> fileSeeds() {
    return List.of(wav(1, 1, 16_000, 16), wav(1, 2, 48_000, 16), wav(0xfffe, 1, 8_000, 40));
  }

  private static byte[] wav(int tag, int channels, int rate, int formatBytes) {
    int data = 8 * channels;
    ByteBuffer out =
        ByteBuffer.allocate(12 + 8 + 3 + 1 + 8 + formatBytes + 8 + data)
            .order(ByteOrder.LITTLE_ENDIAN);
    out.put(ascii("RIFF")).putInt(out.capacity() - 8).put(ascii("WAVE"));
    out.put(ascii("LIST")).putInt(3).put(new byte[4]);
    out.put(ascii("fmt ")).putInt(formatBytes);
    int end = out.position() + formatBytes;
    out.putShort((short) tag).putShort((short) channels).putInt(rate);
    out.putInt(2 * channels * rate).putShort((short) (2 * channels)).putShort((short) 16);
    if (formatBytes > 24) {
      out.putShort(end - formatBytes + 24, (short) 1);
    }
    out.position(end);
    out.put(ascii("data")).putInt(data).put(new byte[data]);
    return out.array();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
