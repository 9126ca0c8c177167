package org.phantomnet.desktop.media;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.desktop.listen.Sound;
import org.phantomnet.desktop.listen.Wav;

class WavPortsTest {
  @TempDir private Path directory;

  @Test
  void file_isSaidInBlocks_thenSilence_andWhatIsHeardIsWritten() throws IOException {
    short[] samples = new short[700];
    Arrays.fill(samples, (short) 1_000);
    Path said = directory.resolve("said.wav");
    Path heard = directory.resolve("heard.wav");
    Wav.write(said, Sound.ofPcm16(AudioIn.SAMPLE_RATE, samples));
    WavPorts ports = WavPorts.of(said, heard);

    short[] block = new short[AudioIn.BLOCK];
    try (AudioIn in = ports.openIn();
        AudioOut out = ports.openOut()) {
      for (int i = 0; i < 3; i++) {
        in.read(block);
        out.write(block);
      }
    }

    assertArrayEquals(new short[AudioIn.BLOCK], block);
    short[] written = Wav.read(heard).pcm16();
    assertEquals(3 * AudioIn.BLOCK, written.length);
    assertEquals(1_000, written[699], 1);
    assertEquals(0, written[700]);
  }

  @Test
  void missingFile_isRefusedBeforeACall() {
    assertThrows(
        IOException.class,
        () -> WavPorts.of(directory.resolve("none.wav"), directory.resolve("heard.wav")));
  }
}
