package org.phantomnet.desktop.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.desktop.listen.Sound;
import org.phantomnet.desktop.listen.Wav;
import org.phantomnet.desktop.media.AudioIn;
import org.phantomnet.desktop.media.AudioOut;
import org.phantomnet.desktop.media.AudioPorts;

class RecordedVoiceTest {
  private static final int SPOKEN = 700;

  @TempDir private Path directory = Path.of(".");

  @Test
  void voice_isSaidInBlocksThenSilence_andBothSidesAreWritten() throws IOException {
    short[] samples = new short[AudioIn.BLOCK + SPOKEN];
    Arrays.fill(samples, AudioIn.BLOCK, samples.length, (short) 1_000);
    Path said = directory.resolve("said.wav");
    Path heard = directory.resolve("heard.wav");
    List<String> opened = new ArrayList<>();
    AudioPorts voice =
        RecordedVoice.source(
                Sound.ofPcm16(AudioIn.SAMPLE_RATE, samples), Optional.of(said), Optional.of(heard))
            .open(opened::add);

    short[] block = new short[AudioIn.BLOCK];
    try (AudioIn in = voice.openIn();
        AudioOut out = voice.openOut()) {
      for (int i = 0; i < 3; i++) {
        in.read(block);
        out.write(block);
      }
    }

    assertArrayEquals(new short[AudioIn.BLOCK], block);
    assertEquals(List.of("said", "heard"), opened);
    for (Path file : List.of(said, heard)) {
      short[] written = Wav.read(file).pcm16();
      assertEquals(3 * AudioIn.BLOCK, written.length);
      assertEquals(1_000, written[0], 1);
      assertEquals(1_000, written[SPOKEN - 1], 1);
      assertEquals(0, written[SPOKEN]);
    }
  }
}
