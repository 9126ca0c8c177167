package org.phantomnet.desktop.sound;

import org.phantomnet.desktop.media.AudioIn;

/** An endless sine wave, switched and retuned without a click. Thread-safe. */
final class ToneGenerator implements SampleSource {
  /** About -20 dBFS: heard, and gentle. */
  static final double LEVEL = 3277;

  private static final double RAMP = 1.0 / (AudioIn.SAMPLE_RATE / 200.0); // 5 ms

  private double hertz;
  private double wanted;
  private double level;
  private double phase;
  private boolean finished;

  /**
   * @param hertz 0 for silence
   */
  synchronized void sound(double hertz) {
    if (hertz > 0) {
      this.hertz = hertz;
    }
    wanted = hertz > 0 ? LEVEL : 0;
  }

  /** Silent from the next sample on, whatever it is told later. */
  synchronized void finish() {
    finished = true;
  }

  @Override
  public synchronized int take(short[] samples, int length) {
    for (int i = 0; i < length; i++) {
      double change = LEVEL * RAMP;
      level += Math.max(-change, Math.min(change, wanted - level));
      phase = (phase + hertz / AudioIn.SAMPLE_RATE) % 1;
      samples[i] = finished ? 0 : Pcm.sample(level * Math.sin(2 * Math.PI * phase));
    }
    return length;
  }

  @Override
  public int waiting() {
    return Integer.MAX_VALUE;
  }
}
