package org.phantomnet.desktop.sound;

import org.phantomnet.desktop.listen.StreamResampler;
import org.phantomnet.desktop.media.AudioIn;

/**
 * From 48 kHz mono to a loudspeaker of any rate and number of channels. Keeps little in the device,
 * and silence where nothing comes, so that it never stops. For one thread.
 */
final class PlaybackFlow implements Flow {
  /** What the device is kept filled with, where there is that much. */
  static final int DEVICE_MILLIS = 25;

  /** Below this, silence fills in for what has not come. */
  static final int LEAST_MILLIS = 10;

  /** More than this is old sound, and is dropped. */
  static final int MOST = 12 * AudioIn.BLOCK;

  private static final int TARGET = 5 * AudioIn.BLOCK / 2;
  private static final int CHUNK = 4096;

  private final SoundSystem.PlaybackLine line;
  private final SampleSource source;
  private final StreamResampler resampler;
  private final Drift drift = new Drift(TARGET);
  private final short[] mono = new short[AudioIn.BLOCK / 4];
  private final short[] frames;
  private int pending;
  private boolean flowing;

  PlaybackFlow(SoundSystem.PlaybackLine line, SampleSource source) {
    this.line = line;
    this.source = source;
    this.resampler = new StreamResampler(AudioIn.SAMPLE_RATE, line.rate());
    this.frames = new short[CHUNK * line.channels()];
  }

  @Override
  public boolean move() {
    int queued = line.queued();
    if (source instanceof SampleQueue queue) {
      keepUp(queue, queued);
    }
    fill(queued);
    int written = pending == 0 ? 0 : line.write(frames, pending);
    System.arraycopy(frames, written, frames, 0, pending - written);
    pending -= written;
    return written > 0;
  }

  private void keepUp(SampleQueue queue, int queued) {
    int inDevice = (int) ((long) queued * AudioIn.SAMPLE_RATE / line.rate());
    if (queue.waiting() + inDevice > MOST) {
      queue.trimTo(Math.max(0, drift.target() - inDevice));
    }
    resampler.trim(drift.correct(queue.waiting() + inDevice));
  }

  private void fill(int queued) {
    int most = frames(DEVICE_MILLIS) - queued;
    int least = frames(LEAST_MILLIS) - queued;
    int end = Math.min(most * line.channels(), frames.length);
    while (pending < end) {
      while (!resampler.ready()) {
        int count = source.take(mono, mono.length);
        if (count == 0) {
          if (pending >= least * line.channels()) {
            return;
          }
          silence();
        }
        flowing |= count > 0;
        for (int i = 0; i < count; i++) {
          resampler.put(mono[i]);
        }
      }
      short sample = Pcm.sample(resampler.take());
      for (int channel = 0; channel < line.channels(); channel++) {
        frames[pending++] = sample;
      }
    }
  }

  private void silence() {
    if (flowing) {
      flowing = false;
      drift.ranOut();
    }
    for (int i = 0; i < mono.length; i++) {
      resampler.put(0);
    }
  }

  private int frames(int millis) {
    return line.rate() * millis / 1000;
  }

  @Override
  public void close() {
    line.close();
  }
}
