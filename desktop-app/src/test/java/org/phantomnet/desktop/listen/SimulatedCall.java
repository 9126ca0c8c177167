package org.phantomnet.desktop.listen;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * What a call does to a sound, step by step and repeatable: every method returns a new call. 16 kHz
 * inside.
 */
final class SimulatedCall {
  static final int RATE = 16_000;
  private static final int PACKET = RATE * 20 / 1000;

  private final double[] samples;

  private SimulatedCall(double[] samples) {
    this.samples = samples;
  }

  static SimulatedCall of(Sound said) {
    return new SimulatedCall(said.at(RATE).samples());
  }

  Sound heard() {
    return Sound.of(RATE, samples);
  }

  /**
   * A codec's noise, {@code decibels} below the sound wherever it is: it hides in the sound, as
   * coding noise does.
   */
  SimulatedCall codec(double decibels) {
    Random random = new Random(11);
    double[] out = samples.clone();
    for (int start = 0; start < out.length; start += PACKET / 4) {
      double level = Activity.level(samples, start, PACKET / 4) * Activity.ratio(-decibels);
      for (int i = start; i < Math.min(out.length, start + PACKET / 4); i++) {
        out[i] += level * random.nextGaussian();
      }
    }
    return new SimulatedCall(out);
  }

  SimulatedCall delayed(int millis) {
    int shift = millis * RATE / 1000;
    double[] out = new double[Math.max(0, samples.length + shift)];
    for (int i = Math.max(0, shift); i < out.length; i++) {
      out[i] = samples[i - shift];
    }
    return new SimulatedCall(out);
  }

  /**
   * A jitter buffer: every half second or so 5 to 10 ms are left out or repeated, wherever that
   * falls.
   */
  SimulatedCall stretched(long seed) {
    Random random = new Random(seed);
    double[] out = new double[samples.length * 2];
    int length = 0;
    int at = 0;
    while (at < samples.length) {
      int run = Math.min(samples.length - at, RATE / 4 + random.nextInt(RATE / 2));
      System.arraycopy(samples, at, out, length, run);
      length += run;
      int step = RATE * (5 + random.nextInt(6)) / 1000;
      at = Math.max(0, at + run + (random.nextBoolean() ? step : -step));
      if (run < RATE / 4) {
        break;
      }
    }
    return new SimulatedCall(Arrays.copyOf(out, length));
  }

  /** Packets of 20 ms are lost; the one before is repeated in their place, quieter each time. */
  SimulatedCall losing(double fraction, long seed) {
    Random random = new Random(seed);
    double[] out = samples.clone();
    for (int start = PACKET; start + PACKET <= out.length; start += PACKET) {
      if (random.nextDouble() < fraction) {
        for (int i = 0; i < PACKET; i++) {
          out[start + i] = 0.7 * out[start + i - PACKET];
        }
      }
    }
    return new SimulatedCall(out);
  }

  /** A clock that is fast by so many parts in a million, by linear interpolation. */
  SimulatedCall drifting(double partsPerMillion) {
    double speed = 1 + partsPerMillion * 1e-6;
    double[] out = new double[(int) ((samples.length - 1) / speed)];
    for (int i = 0; i < out.length; i++) {
      int whole = (int) (i * speed);
      double part = i * speed - whole;
      out[i] = (1 - part) * samples[whole] + part * samples[whole + 1];
    }
    return new SimulatedCall(out);
  }

  SimulatedCall scaled(double gain, double offset, double limit) {
    return new SimulatedCall(
        Arrays.stream(samples)
            .map(x -> Math.max(-limit, Math.min(limit, gain * x + offset)))
            .toArray());
  }

  SimulatedCall silent(int fromMillis, int toMillis) {
    double[] out = samples.clone();
    int from = Math.min(out.length, fromMillis * (RATE / 1000));
    Arrays.fill(out, from, Math.min(out.length, toMillis * (RATE / 1000)), 0);
    return new SimulatedCall(out);
  }

  SimulatedCall inserting(int atMillis, int millis) {
    int at = atMillis * (RATE / 1000);
    int count = millis * (RATE / 1000);
    double[] out = new double[samples.length + count];
    System.arraycopy(samples, 0, out, 0, at);
    System.arraycopy(samples, at, out, at + count, samples.length - at);
    return new SimulatedCall(out);
  }

  SimulatedCall firstHalfThen(SimulatedCall other) {
    double[] out = samples.clone();
    for (int i = out.length / 2; i < out.length; i++) {
      out[i] = i < other.samples.length ? other.samples[i] : 0;
    }
    return new SimulatedCall(out);
  }

  SimulatedCall first(int millis) {
    return new SimulatedCall(Arrays.copyOf(samples, millis * (RATE / 1000)));
  }

  SimulatedCall withNoise(double decibels) {
    Random random = new Random(3);
    double level = Activity.level(samples, 0, samples.length) * Activity.ratio(-decibels);
    return new SimulatedCall(
        Arrays.stream(samples).map(x -> x + level * random.nextGaussian()).toArray());
  }

  SimulatedCall reversed() {
    double[] out = new double[samples.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = samples[out.length - 1 - i];
    }
    return new SimulatedCall(out);
  }

  /** Pieces of this length in another order, none where it was (Sattolo's shuffle). */
  SimulatedCall shuffled(int millis) {
    int piece = millis * (RATE / 1000);
    int count = samples.length / piece;
    int[] order = IntStream.range(0, count).toArray();
    Random random = new Random(5);
    for (int i = count - 1; i > 0; i--) {
      int j = random.nextInt(i);
      int held = order[i];
      order[i] = order[j];
      order[j] = held;
    }
    double[] out = new double[count * piece];
    for (int i = 0; i < count; i++) {
      System.arraycopy(samples, order[i] * piece, out, i * piece, piece);
    }
    return new SimulatedCall(out);
  }

  SimulatedCall silence() {
    return new SimulatedCall(new double[samples.length]);
  }

  SimulatedCall whiteNoise() {
    return new SimulatedCall(new Random(2).doubles(samples.length, -0.3, 0.3).toArray());
  }

  /** Noise with the spectrum of this speech: its samples' spectrum with random phases. */
  SimulatedCall speechShapedNoise() {
    int size = Integer.highestOneBit(samples.length);
    Fourier fourier = new Fourier(size);
    Random random = new Random(4);
    double[] re = Arrays.copyOf(samples, size);
    double[] im = new double[size];
    fourier.forward(re, im);
    for (int k = 1; k < size / 2; k++) {
      double length = Math.hypot(re[k], im[k]);
      double phase = 2 * Math.PI * random.nextDouble();
      re[k] = re[size - k] = length * Math.cos(phase);
      im[k] = length * Math.sin(phase);
      im[size - k] = -im[k];
    }
    im[0] = im[size / 2] = 0;
    fourier.inverse(re, im);
    return new SimulatedCall(re);
  }
}
