package org.phantomnet.conformance.gaps;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.phantomnet.desktop.listen.Sound;

/**
 * When what one side said was heard at the other, and when it was not. A stretch of 80 ms counts as
 * heard if it is as loud as speech and correlates with what was said within the last 1.2 seconds:
 * silence, noise, and what a jitter buffer makes up in place of what is missing do not. Bounds are
 * exact to some 20 ms. Immutable.
 */
final class HeardGaps {
  /**
   * Nothing was heard from one moment to another; microseconds since the epoch.
   *
   * @param from the last thing heard
   * @param to the first thing heard again; the end of the time looked at if there was none
   */
  record Gap(long from, long to) {
    long millis() {
      return (to - from) / 1000;
    }
  }

  private static final int RATE = 8_000;
  private static final int HOP = RATE / 100;
  private static final int WINDOW_BLOCKS = 8;
  private static final int WINDOW = WINDOW_BLOCKS * HOP;

  /** Chance alone reaches 0.5 among all the delays tried; a codec keeps 0.9. */
  private static final double HEARD = 0.65;

  /** -34 dBFS; the signal is at -15 dBFS. */
  private static final double AUDIBLE = 0.02;

  private static final long LONGEST_DELAY_MICROS = 1_200_000;
  private static final long EARLY_MICROS =
      100_000; // a thread that was late reads and plays at once

  /** So far may the delay move without a search: a jitter buffer that stretches. */
  private static final int NEAR = RATE / 100;

  private final List<Long> heard = new ArrayList<>();

  private HeardGaps() {}

  /** Looks at the whole of what was played; some seconds of one core for a minute of sound. */
  static HeardGaps of(SoundLog said, SoundLog played) {
    HeardGaps found = new HeardGaps();
    double[] there = narrow(said);
    double[] here = narrow(played);
    double[] energy = running(there);
    int delay = 0;
    boolean known = false;
    for (int block = 0; block + WINDOW_BLOCKS <= played.micros().length; block++) {
      int at = block * HOP;
      double own = energy(here, at);
      if (Math.sqrt(own / WINDOW) < AUDIBLE) {
        continue;
      }
      long now = played.micros()[block];
      int earliest = firstSince(said.micros(), now - LONGEST_DELAY_MICROS) * HOP;
      int latest = firstSince(said.micros(), now + EARLY_MICROS) * HOP;
      Optional<Integer> place = Optional.empty();
      if (known) {
        place = best(there, energy, here, at, own, at - delay - NEAR, at - delay + NEAR);
        place = place.filter(p -> p >= earliest && p <= latest);
      }
      if (place.isEmpty()) {
        place = best(there, energy, here, at, own, earliest, latest);
      }
      if (place.isPresent()) {
        known = true;
        delay = at - place.get();
        found.heard.add(now + WINDOW_BLOCKS * 10_000L / 2);
      }
    }
    return found;
  }

  /** Where it correlates best between two places, if there it is what was said. */
  private static Optional<Integer> best(
      double[] there, double[] energy, double[] here, int at, double own, int from, int to) {
    double most = 0;
    int place = -1;
    for (int p = Math.max(0, from); p <= Math.min(to, there.length - WINDOW); p++) {
      double sum = 0;
      for (int i = 0; i < WINDOW; i++) {
        sum += there[p + i] * here[at + i];
      }
      double alike = sum / Math.sqrt(own * (energy[p + WINDOW] - energy[p]) + 1e-12);
      if (alike > most) {
        most = alike;
        place = p;
      }
    }
    return most >= HEARD ? Optional.of(place) : Optional.empty();
  }

  private static double[] narrow(SoundLog log) {
    return Sound.ofPcm16(48_000, log.samples()).at(RATE).samples();
  }

  private static double energy(double[] x, int at) {
    double sum = 0;
    for (int i = at; i < Math.min(x.length, at + WINDOW); i++) {
      sum += x[i] * x[i];
    }
    return sum;
  }

  private static double[] running(double[] x) {
    double[] sums = new double[x.length + 1];
    for (int i = 0; i < x.length; i++) {
      sums[i + 1] = sums[i] + x[i] * x[i];
    }
    return sums;
  }

  private static int firstSince(long[] micros, long moment) {
    int low = 0;
    int high = micros.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (micros[middle] < moment) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The longest stretch between two moments in which nothing was heard. */
  Gap longest(long from, long to) {
    List<Gap> gaps = new ArrayList<>();
    long last = from;
    for (long moment : heard) {
      if (moment > from && moment < to) {
        gaps.add(new Gap(last, moment));
        last = moment;
      }
    }
    gaps.add(new Gap(last, to));
    return gaps.stream().max(Comparator.comparingLong(gap -> gap.to() - gap.from())).orElseThrow();
  }
}
