package org.phantomnet.desktop.listen;

import java.util.Arrays;

/**
 * {@link Resampler} for sound that never ends: samples go in and come out as they arrive, at a
 * ratio that can be trimmed while it runs, so that two clocks that differ a little stay together.
 * Delays by about 0.7 ms at 48 kHz. For one thread; bounded by what is put before it is taken.
 */
public final class StreamResampler {
  private static final int INITIAL = 8192;

  private final double nominalStep;
  private final double bandwidth;
  private final int reach;
  private double step;
  private double[] held = new double[INITIAL];
  private int length;
  private double centre;

  public StreamResampler(int from, int to) {
    if (from < 1 || to < 1) {
      throw new IllegalArgumentException("rate");
    }
    nominalStep = (double) from / to;
    step = nominalStep;
    bandwidth = Resampler.bandwidth(from, to);
    reach = (int) Math.ceil(Resampler.reach(bandwidth));
    length = reach; // silence before the first sample
    centre = reach;
  }

  /** Input samples consumed for each output sample become so many times the nominal number. */
  public void trim(double factor) {
    step = nominalStep * factor;
  }

  public void put(double sample) {
    if (length == held.length) {
      makeRoom();
    }
    held[length++] = sample;
  }

  /** True if {@link #take} has what it needs. */
  public boolean ready() {
    return centre + reach < length;
  }

  public double take() {
    if (!ready()) {
      throw new IllegalStateException("too early");
    }
    double sample = Resampler.interpolate(held, length, centre, bandwidth);
    centre += step;
    return sample;
  }

  private void makeRoom() {
    int gone = Math.max(0, (int) centre - reach);
    if (gone < held.length / 4) {
      held = Arrays.copyOf(held, 2 * held.length);
      return;
    }
    System.arraycopy(held, gone, held, 0, length - gone);
    length -= gone;
    centre -= gone;
  }
}
