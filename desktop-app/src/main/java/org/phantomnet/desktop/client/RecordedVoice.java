package org.phantomnet.desktop.client;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.phantomnet.desktop.listen.Sound;
import org.phantomnet.desktop.media.AudioIn;
import org.phantomnet.desktop.media.AudioOut;
import org.phantomnet.desktop.media.AudioPorts;

/**
 * A voice from a recording in place of a microphone, which repeats after a pause, and silence in
 * place of a loudspeaker.
 */
public final class RecordedVoice implements AudioPorts {
  /** Root mean square of 10 ms, well above what counts as heard (ENG-24) at the other end too. */
  private static final double AUDIBLE = 400;

  private static final int PAUSE = AudioIn.SAMPLE_RATE; // one second

  private final short[] voice;

  RecordedVoice(Sound voice) {
    this.voice = fromFirstSound(voice.at(AudioIn.SAMPLE_RATE).pcm16());
  }

  /**
   * As {@link AudioSource}: the voice in place of a microphone, files in place of a speaker.
   *
   * @param said where a copy of what was spoken goes, if wanted
   * @param heard where what was heard goes, if wanted
   */
  public static AudioSource source(Sound voice, Optional<Path> said, Optional<Path> heard) {
    return recording -> new WavCopies(new RecordedVoice(voice), said, heard, recording);
  }

  /**
   * Without the silence before the first word and the soft beginning of that, which would count as
   * the call's own delay.
   */
  private static short[] fromFirstSound(short[] recording) {
    int first = 0;
    while (first < recording.length && level(recording, first) < AUDIBLE) {
      first += AudioIn.BLOCK;
    }
    return Arrays.copyOfRange(recording, Math.min(first, recording.length), recording.length);
  }

  private static double level(short[] recording, int from) {
    double sum = 0;
    int to = Math.min(from + AudioIn.BLOCK, recording.length);
    for (int i = from; i < to; i++) {
      sum += (double) recording[i] * recording[i];
    }
    return Math.sqrt(sum / (to - from));
  }

  @Override
  public AudioIn openIn() {
    return new Voice(voice);
  }

  @Override
  public AudioOut openOut() {
    return new Nobody();
  }

  private static final class Voice implements AudioIn {
    private final short[] voice;
    private int position;

    Voice(short[] voice) {
      this.voice = voice;
    }

    @Override
    public void read(short[] block) {
      for (int i = 0; i < block.length; i++) {
        block[i] = position < voice.length ? voice[position] : 0;
        position = (position + 1) % (voice.length + PAUSE);
      }
    }

    @Override
    public void close() {
      // nothing is held
    }
  }

  private static final class Nobody implements AudioOut {
    @Override
    public void write(short[] block) {
      // nobody listens
    }

    @Override
    public void close() {
      // nothing is held
    }
  }
}
