package org.phantomnet.conformance.interop;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What someone on the way can tell of one kind of sound (speech, silence, ...) from its packets,
 * taken from many short stretches of it. Intervals are taken only between packets of one stretch
 * that follow each other, so that what lies between stretches counts nowhere.
 */
final class WireLook {
  static final double DISTANCE_BOUND = 0.3;
  private static final double RATE_BOUND = 0.05;

  private final Set<Integer> sizes = new TreeSet<>();
  private final Set<Integer> mediaSteps = new TreeSet<>();
  private final Map<String, Set<Integer>> control = new TreeMap<>();
  private final List<Double> intervals = new ArrayList<>();
  private int packets;
  private double seconds;

  /** One stretch: the packets from {@code from} to {@code to} nanoseconds. */
  void add(List<Wiretap.Packet> seen, long from, long to) {
    Wiretap.Packet last = null;
    seconds += (to - from) / 1e9;
    for (Wiretap.Packet packet : seen) {
      if (packet.nanos() < from || packet.nanos() >= to) {
        continue;
      }
      if (packet.kind() != Wiretap.Kind.SOUND) {
        String name =
            packet.kind()
                + (packet.kind() == Wiretap.Kind.CHECK || packet.kind() == Wiretap.Kind.RELAY
                    ? " " + Integer.toHexString(packet.stunType())
                    : "");
        control.computeIfAbsent(name, made -> new TreeSet<>()).add(packet.size());
        continue;
      }
      packets++;
      sizes.add(packet.size());
      if (last != null) {
        int step = (short) (packet.sequence() - last.sequence());
        mediaSteps.add((packet.mediaTime() - last.mediaTime()) / Math.max(step, 1));
        intervals.add((packet.nanos() - last.nanos()) / 1e6);
      }
      last = packet;
    }
  }

  /**
   * By what the two can be told apart; empty if by nothing. The bounds are wide enough for a busy
   * machine: Kolmogorov and Smirnov's own, for 300 independent intervals each, is 0.16 at one in a
   * thousand, but intervals hang together (one late packet makes two odd ones).
   */
  List<String> tellsFrom(WireLook other) {
    List<String> tells = new ArrayList<>();
    if (!sizes.equals(other.sizes)) {
      tells.add("sizes " + sizes + " and " + other.sizes);
    }
    if (!mediaSteps.equals(other.mediaSteps)) {
      tells.add("media steps " + mediaSteps + " and " + other.mediaSteps);
    }
    double rate = packetsPerSecond();
    if (Math.abs(rate - other.packetsPerSecond()) > RATE_BOUND * rate) {
      tells.add("packets per second");
    }
    if (distance(other) > DISTANCE_BOUND) {
      tells.add("intervals");
    }
    return tells;
  }

  /** Sizes of sound, with everything around it. */
  Set<Integer> sizes() {
    return sizes;
  }

  /** By how much the media time goes up from a packet to the next. */
  Set<Integer> mediaSteps() {
    return mediaSteps;
  }

  /** Sizes of each kind of control packet. */
  Map<String, Set<Integer>> control() {
    return control;
  }

  double packetsPerSecond() {
    return packets / seconds;
  }

  /** In milliseconds; {@code part} from 0 to 1. */
  double quantile(double part) {
    double[] sorted = sorted();
    return sorted[(int) Math.min(sorted.length - 1, Math.floor(part * sorted.length))];
  }

  /** The two-sample statistic of Kolmogorov and Smirnov: the widest gap of two distributions. */
  double distance(WireLook other) {
    double[] one = sorted();
    double[] two = other.sorted();
    double widest = 0;
    int i = 0;
    int j = 0;
    while (i < one.length && j < two.length) {
      double at = Math.min(one[i], two[j]);
      while (i < one.length && one[i] <= at) {
        i++;
      }
      while (j < two.length && two[j] <= at) {
        j++;
      }
      widest = Math.max(widest, Math.abs((double) i / one.length - (double) j / two.length));
    }
    return widest;
  }

  private double[] sorted() {
    double[] sorted = intervals.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    return sorted;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%d packets, %.2f/s, sizes %s, media steps %s, intervals p5 %.1f p50 %.1f p95 %.1f max %.1f, control %s",
        packets,
        packetsPerSecond(),
        sizes,
        mediaSteps,
        quantile(0.05),
        quantile(0.5),
        quantile(0.95),
        quantile(1),
        control);
  }
}
