package org.phantomnet.desktop.listen;

import java.time.Duration;

/**
 * Mono sound in memory: samples in [-1, 1) at a fixed rate. Immutable, so free to share between
 * threads; equality is identity.
 */
public final class Sound {
  /** A full-scale 16-bit sample. */
  static final double FULL_SCALE = 32768.0;

  private final int rate;
  private final double[] samples;

  private Sound(int rate, double[] samples) {
    if (rate < 1) {
      throw new IllegalArgumentException("rate");
    }
    this.rate = rate;
    this.samples = samples;
  }

  /** A sound of these samples in [-1, 1), which are copied. */
  public static Sound of(int rate, double[] samples) {
    return new Sound(rate, samples.clone());
  }

  /** Takes the array over instead of copying it: the caller must not touch it again. */
  static Sound owning(int rate, double[] samples) {
    return new Sound(rate, samples);
  }

  /** The sound of 16-bit samples, such as an engine hands out. */
  public static Sound ofPcm16(int rate, short[] pcm) {
    double[] samples = new double[pcm.length];
    for (int i = 0; i < pcm.length; i++) {
      samples[i] = pcm[i] / FULL_SCALE;
    }
    return owning(rate, samples);
  }

  /** Samples per second. */
  public int rate() {
    return rate;
  }

  /** Number of samples. */
  public int length() {
    return samples.length;
  }

  public double sample(int index) {
    return samples[index];
  }

  public Duration duration() {
    return Duration.ofNanos(Math.round(samples.length * 1e9 / rate));
  }

  /**
   * The same sound at another rate, with everything above the lower of the two Nyquist frequencies
   * removed.
   */
  public Sound at(int newRate) {
    return newRate == rate ? this : owning(newRate, Resampler.resample(samples, rate, newRate));
  }

  /** A copy of the samples. */
  public double[] samples() {
    return samples.clone();
  }

  /** The samples as 16-bit PCM, rounded, and clipped where they are out of range. */
  public short[] pcm16() {
    short[] pcm = new short[samples.length];
    for (int i = 0; i < pcm.length; i++) {
      long rounded = Math.round(samples[i] * FULL_SCALE);
      pcm[i] = (short) Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, rounded));
    }
    return pcm;
  }
}
