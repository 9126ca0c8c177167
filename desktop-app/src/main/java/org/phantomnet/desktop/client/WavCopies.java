package org.phantomnet.desktop.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.phantomnet.desktop.listen.Wav;
import org.phantomnet.desktop.listen.WavWriter;
import org.phantomnet.desktop.media.AudioIn;
import org.phantomnet.desktop.media.AudioOut;
import org.phantomnet.desktop.media.AudioPorts;

/**
 * Writes what other ports gave and took as WAV, sample for sample. Files are opened with the ports,
 * once per call; a later call overwrites them.
 */
final class WavCopies implements AudioPorts {
  private final AudioPorts ports;
  private final Optional<Path> said;
  private final Optional<Path> heard;
  private final Consumer<String> opened;

  /**
   * @param said where a copy of what was spoken goes, if wanted
   * @param heard where what was heard goes, if wanted
   * @param opened told "said" and "heard" as each begins, so that the two files can be laid on one
   *     clock
   */
  WavCopies(AudioPorts ports, Optional<Path> said, Optional<Path> heard, Consumer<String> opened) {
    this.ports = ports;
    this.said = said;
    this.heard = heard;
    this.opened = opened;
  }

  @Override
  public AudioIn openIn() throws IOException {
    Copy copy = Copy.open(said, "said", opened);
    AudioIn in = ports.openIn();
    return new AudioIn() {
      @Override
      public void read(short[] block) {
        copy.begin();
        in.read(block);
        copy.write(block);
      }

      @Override
      public void close() {
        in.close();
        copy.close();
      }
    };
  }

  @Override
  public AudioOut openOut() throws IOException {
    Copy copy = Copy.open(heard, "heard", opened);
    AudioOut out = ports.openOut();
    return new AudioOut() {
      @Override
      public void write(short[] block) {
        copy.begin();
        out.write(block);
        copy.write(block);
      }

      @Override
      public void close() {
        out.close();
        copy.close();
      }
    };
  }

  private static final class Copy {
    private final Optional<WavWriter> file;
    private final String which;
    private final Consumer<String> opened;
    private boolean begun;

    private Copy(Optional<WavWriter> file, String which, Consumer<String> opened) {
      this.file = file;
      this.which = which;
      this.opened = opened;
    }

    static Copy open(Optional<Path> path, String which, Consumer<String> opened)
        throws IOException {
      return new Copy(
          path.isPresent()
              ? Optional.of(Wav.write(path.get(), AudioIn.SAMPLE_RATE))
              : Optional.empty(),
          which,
          opened);
    }

    void begin() {
      if (!begun) {
        begun = true;
        opened.accept(which);
      }
    }

    void write(short[] block) {
      try {
        if (file.isPresent()) {
          file.get().write(block);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    void close() {
      try {
        if (file.isPresent()) {
          file.get().close();
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
