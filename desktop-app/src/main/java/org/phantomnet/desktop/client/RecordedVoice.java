package org.phantomnet.desktop.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import org.phantomnet.desktop.listen.Sound;
import org.phantomnet.desktop.listen.Wav;
import org.phantomnet.desktop.listen.WavWriter;
import org.phantomnet.desktop.media.AudioIn;
import org.phantomnet.desktop.media.AudioOut;
import org.phantomnet.desktop.media.AudioPorts;

/**
 * A voice from a recording in place of a microphone, and files in place of a loudspeaker: what the
 * engine was given and what it played are written as WAV, sample for sample. The voice repeats
 * after a pause. Opened once per call; a later call overwrites the files.
 */
public final class RecordedVoice implements AudioPorts {
  /** About -40 dBFS. */
  private static final int AUDIBLE = 328;

  private static final int PAUSE = AudioIn.SAMPLE_RATE; // one second

  private final short[] voice;
  private final Optional<Path> said;
  private final Optional<Path> heard;
  private final Consumer<String> opened;

  /**
   * @param said where a copy of what was spoken goes, if wanted
   * @param heard where what was heard goes, if wanted
   * @param opened told "said" and "heard" as each begins, so that the two files can be laid on one
   *     clock
   */
  RecordedVoice(Sound voice, Optional<Path> said, Optional<Path> heard, Consumer<String> opened) {
    this.voice = fromFirstSound(voice.at(AudioIn.SAMPLE_RATE).pcm16());
    this.said = said;
    this.heard = heard;
    this.opened = opened;
  }

  /** As {@link AudioSource}: the voice in place of a microphone, files in place of a speaker. */
  public static AudioSource source(Sound voice, Optional<Path> said, Optional<Path> heard) {
    return recording -> new RecordedVoice(voice, said, heard, recording);
  }

  /** Without the silence before the first word, which would count as the call's own delay. */
  private static short[] fromFirstSound(short[] recording) {
    int first = 0;
    while (first < recording.length && Math.abs(recording[first]) < AUDIBLE) {
      first++;
    }
    return Arrays.copyOfRange(recording, first, recording.length);
  }

  @Override
  public AudioIn openIn() throws IOException {
    return new Voice(
        voice,
        said.isPresent()
            ? Optional.of(Wav.write(said.get(), AudioIn.SAMPLE_RATE))
            : Optional.empty(),
        opened);
  }

  @Override
  public AudioOut openOut() throws IOException {
    return new Ear(
        heard.isPresent()
            ? Optional.of(Wav.write(heard.get(), AudioIn.SAMPLE_RATE))
            : Optional.empty(),
        opened);
  }

  private static void write(Optional<WavWriter> file, short[] block) {
    try {
      if (file.isPresent()) {
        file.get().write(block);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void close(Optional<WavWriter> file) {
    try {
      if (file.isPresent()) {
        file.get().close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Voice implements AudioIn {
    private final short[] voice;
    private final Optional<WavWriter> copy;
    private final Consumer<String> opened;
    private int position = -1;

    Voice(short[] voice, Optional<WavWriter> copy, Consumer<String> opened) {
      this.voice = voice;
      this.copy = copy;
      this.opened = opened;
    }

    @Override
    public void read(short[] block) {
      if (position < 0) {
        opened.accept("said");
        position = 0;
      }
      for (int i = 0; i < block.length; i++) {
        block[i] = position < voice.length ? voice[position] : 0;
        position = (position + 1) % (voice.length + PAUSE);
      }
      write(copy, block);
    }

    @Override
    public void close() {
      RecordedVoice.close(copy);
    }
  }

  private static final class Ear implements AudioOut {
    private final Optional<WavWriter> file;
    private final Consumer<String> opened;
    private boolean started;

    Ear(Optional<WavWriter> file, Consumer<String> opened) {
      this.file = file;
      this.opened = opened;
    }

    @Override
    public void write(short[] block) {
      if (!started) {
        opened.accept("heard");
        started = true;
      }
      RecordedVoice.write(file, block);
    }

    @Override
    public void close() {
      RecordedVoice.close(file);
    }
  }
}
