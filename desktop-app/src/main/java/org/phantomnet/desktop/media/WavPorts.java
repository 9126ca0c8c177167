package org.phantomnet.desktop.media;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.phantomnet.desktop.listen.Wav;
import org.phantomnet.desktop.listen.WavWriter;

/**
 * A sound file for a microphone and another for a loudspeaker. Immutable; the files are used by one
 * call at a time.
 */
public final class WavPorts implements AudioPorts {
  private final short[] said;
  private final Path heard;

  private WavPorts(short[] said, Path heard) {
    this.said = said;
    this.heard = heard;
  }

  /**
   * Reads {@code said} now; writes {@code heard} from each gate's opening on, over whatever was
   * there.
   *
   * @throws IOException if {@code said} is no WAV file this project reads (AUD-1)
   */
  public static WavPorts of(Path said, Path heard) throws IOException {
    return new WavPorts(Wav.read(said).at(AudioIn.SAMPLE_RATE).pcm16(), heard);
  }

  @Override
  public AudioIn openIn() {
    return new WavIn(said);
  }

  @Override
  public AudioOut openOut() throws IOException {
    return new WavOut(Wav.write(heard, AudioIn.SAMPLE_RATE));
  }

  private static final class WavIn implements AudioIn {
    private final short[] samples;
    private int at;

    WavIn(short[] samples) {
      this.samples = samples;
    }

    @Override
    public void read(short[] block) {
      int count = Math.min(block.length, samples.length - at);
      System.arraycopy(samples, at, block, 0, count);
      Arrays.fill(block, count, block.length, (short) 0);
      at += count;
    }

    @Override
    public void close() {}
  }

  private static final class WavOut implements AudioOut {
    private final WavWriter writer;

    WavOut(WavWriter writer) {
      this.writer = writer;
    }

    @Override
    public void write(short[] block) {
      try {
        writer.write(block);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() {
      try {
        writer.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
