package org.phantomnet.desktop.sound;

import org.phantomnet.desktop.listen.StreamResampler;
import org.phantomnet.desktop.media.AudioIn;

/**
 * From 48 kHz mono to a loudspeaker of any rate and number of channels. Keeps little in the device,
 * and silence where nothing comes, so that it never stops. For one thread.
 */
final class PlaybackFlow implements Flow {
  /** With less in the device, silence fills in for what has not come. */
  static final int FIRST_CUSHION_MILLIS = 20;

  private static final int LARGEST_FIRST_CUSHION_MILLIS = 50;
  private static final int LARGEST_CUSHION_MILLIS = 90;

  /** A device that ran dry, or does not begin, wants so much more. */
  private static final int MORE_MILLIS = 10;

  /** What the device is given beyond the cushion, where there is that much. */
  private static final int ABOVE_CUSHION_MILLIS = 15;

  /** Rounds without movement after which a device that has sound is held to wait for more. */
  private static final int PATIENCE = 12;

  private static final int TARGET = 7 * AudioIn.BLOCK / 2;
  private static final int CHUNK = 4096;

  private final SoundSystem.PlaybackLine line;
  private final SampleSource source;
  private final StreamResampler resampler;
  private final Drift drift = new Drift(TARGET);
  private final short[] mono = new short[AudioIn.BLOCK / 4];
  private final short[] frames;
  private int cushionMillis = FIRST_CUSHION_MILLIS;
  private int pending;
  private int idle;
  private int filled;
  private boolean began;
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
    feel(queued);
    if (source instanceof SampleQueue queue) {
      keepUp(queue, queued);
    }
    fill(queued);
    int written = pending == 0 ? 0 : line.write(frames, pending);
    System.arraycopy(frames, written, frames, 0, pending - written);
    pending -= written;
    boolean played = filled > 0 && queued < filled;
    filled = queued + written / line.channels();
    began |= played && queued > 0;
    idle = played ? 0 : idle + 1;
    return played;
  }

  /**
   * How much a device must hold is known to its driver alone: sound servers take it in gulps, and
   * do not begin before they have one. So it is learned.
   */
  private void feel(int queued) {
    boolean ranDry = began && queued <= 0;
    boolean waits = !began && queued > 0 && idle >= PATIENCE;
    int largest = began ? LARGEST_CUSHION_MILLIS : LARGEST_FIRST_CUSHION_MILLIS;
    if ((ranDry || waits) && cushionMillis < largest) {
      cushionMillis += MORE_MILLIS;
      idle = 0;
      drift.ranOut();
    }
  }

  private void keepUp(SampleQueue queue, int queued) {
    int inDevice = (int) ((long) Math.max(0, queued) * AudioIn.SAMPLE_RATE / line.rate());
    if (queue.waiting() + inDevice > drift.most()) {
      queue.trimTo(Math.max(0, drift.target() - inDevice));
    }
    resampler.trim(drift.correct(queue.waiting() + inDevice));
  }

  private void fill(int queued) {
    int most = frames(cushionMillis + ABOVE_CUSHION_MILLIS) - queued;
    int least = frames(cushionMillis) - queued;
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
