package org.phantomnet.conformance.explore.engines;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.phantomnet.testkit.VirtualChannels.Sent;

/**
 * The fate of each message of one run: in time, but for those that are named by their place in the
 * order of sending. One run, one thread.
 */
final class Fates {
  private final SortedMap<Integer, Fate> deviations;
  private final List<String> names = new ArrayList<>();
  private boolean begun;

  Fates(SortedMap<Integer, Fate> deviations) {
    this.deviations = new TreeMap<>(deviations);
  }

  /** What is sent from now on counts. */
  void begin() {
    begun = true;
  }

  /** For {@code VirtualChannels}. */
  List<Duration> arrivals(Sent message) {
    if (!begun) {
      return Fate.IN_TIME.arrivals();
    }
    Fate fate = deviations.getOrDefault(names.size(), Fate.IN_TIME);
    names.add(message.toString());
    return fate.arrivals();
  }

  int messages() {
    return names.size();
  }

  /** True if every message arrives before its sender can have given up. */
  boolean gentle() {
    return !deviations.containsValue(Fate.LOST) && !deviations.containsValue(Fate.HELD);
  }

  /** Which messages had another fate than the usual one, for people. */
  @Override
  public String toString() {
    List<String> all = new ArrayList<>();
    deviations.forEach(
        (place, fate) ->
            all.add(
                (place + 1)
                    + ". "
                    + (place < names.size() ? names.get(place) : "message")
                    + " "
                    + fate));
    return all.isEmpty() ? "all in time" : String.join(", ", all);
  }
}
