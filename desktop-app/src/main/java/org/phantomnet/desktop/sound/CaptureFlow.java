package org.phantomnet.desktop.sound;

import org.phantomnet.desktop.listen.StreamResampler;
import org.phantomnet.desktop.media.AudioIn;

/** From a microphone of any rate and number of channels to 48 kHz mono. For one thread. */
final class CaptureFlow implements Flow {
  /** What waits for the call on average: a block, and what devices deliver at once. */
  static final int TARGET = 2 * AudioIn.BLOCK;

  private static final int CHUNK = 8192;

  private final SoundSystem.CaptureLine line;
  private final SampleQueue call;
  private final StreamResampler resampler;
  private final Drift drift = new Drift(TARGET);
  private final short[] frames;
  private final short[] mono = new short[CHUNK];

  CaptureFlow(SoundSystem.CaptureLine line, SampleQueue call) {
    this.line = line;
    this.call = call;
    this.resampler = new StreamResampler(line.rate(), AudioIn.SAMPLE_RATE);
    this.frames = new short[CHUNK / 2 * line.channels()];
  }

  @Override
  public boolean move() {
    int samples = line.read(frames);
    if (samples <= 0) {
      return false;
    }
    int channels = line.channels();
    for (int i = 0; i + channels <= samples; i += channels) {
      double sum = 0;
      for (int channel = 0; channel < channels; channel++) {
        sum += frames[i + channel];
      }
      resampler.put(sum / channels);
    }
    if (call.ranOut()) {
      drift.ranOut();
    }
    resampler.trim(drift.correct(call.waiting()));
    while (resampler.ready()) {
      int count = 0;
      while (count < mono.length && resampler.ready()) {
        mono[count++] = Pcm.sample(resampler.take());
      }
      call.put(mono, count);
    }
    if (call.waiting() > drift.most()) {
      call.trimTo(drift.target());
    }
    return true;
  }

  @Override
  public void close() {
    line.close();
  }
}
