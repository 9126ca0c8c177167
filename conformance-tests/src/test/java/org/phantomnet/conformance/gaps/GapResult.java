package org.phantomnet.conformance.gaps;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What one event did to a call.
 *
 * @param gaps the longest stretch without sound of the other side, by who did not hear
 * @param starts how long after the event each began
 * @param outage for how long there could be no sound
 * @param before the longest such stretch in the seconds before the event, on either side
 * @param faults what must not be: another mode, no call at the end, a packet between the homes
 * @param trace what the clients told, with the milliseconds since the event
 */
record GapResult(
    GapEvent event,
    String mode,
    Map<String, Long> gaps,
    Map<String, Long> starts,
    Duration outage,
    long before,
    List<String> faults,
    List<String> trace) {
  GapResult {
    gaps = Map.copyOf(gaps);
    starts = Map.copyOf(starts);
    faults = List.copyOf(faults);
    trace = List.copyOf(trace);
  }

  /** The longer one without the outage. */
  long lostMillis() {
    long longest = gaps.values().stream().mapToLong(Long::longValue).max().orElseThrow();
    return Math.max(0, longest - outage.toMillis());
  }

  boolean met() {
    return faults.isEmpty() && lostMillis() <= event.targetMillis();
  }

  /**
   * The same with room, and with what the machine lost by itself before anything happened.
   *
   * @param allowanceMillis beyond the target
   */
  boolean metWithin(long allowanceMillis) {
    return faults.isEmpty() && lostMillis() - before <= event.targetMillis() + allowanceMillis;
  }

  @Override
  public String toString() {
    return String.format(
        "%-28s %-8s lost %5d ms (target %d), gaps %s from %s, before %d, %s",
        event.words(),
        mode,
        lostMillis(),
        event.targetMillis(),
        gaps,
        starts,
        before,
        met() ? "met" : faults.isEmpty() ? "missed" : "WRONG: " + faults);
  }
}
