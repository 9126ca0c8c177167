package org.phantomnet.conformance.discovery;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.phantomnet.messenger.relays.GuardChooser;
import org.phantomnet.messenger.relays.GuardStore.Guard;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.testkit.MovableClock;
import org.phantomnet.testkit.SeededRandom;

/**
 * One victim whose guards the hostile operator knows. It floods those that are not its own, day and
 * night, so that they leave the list and the victim has to choose anew, until its relay is the
 * victim's first guard. A flooded relay is back on the list a day after the flood. One thread.
 */
final class ForcedChoice {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  /**
   * Of all victims, in days; -1 if it did not come so far in time.
   *
   * @param anyGuard median until one guard is hostile
   * @param firstGuard median until the first is, over which calls go
   * @param withinMonth part of victims, in percent, whose first guard is hostile within 30 days
   * @param allGuards part of victims, in percent, whose three guards all are in the end
   * @param relayDays mean of relays flooded times days, until the first guard is hostile or the end
   */
  record Result(
      int anyGuard, int firstGuard, double withinMonth, double allGuards, double relayDays) {}

  private final HostileNetwork network;
  private final int patienceDays;
  private final int days;
  private final SeededRandom random;

  /**
   * @param patienceDays how long a relay that does not answer stays listed; 0 drops it the same day
   * @param days how long the operator goes on
   */
  ForcedChoice(HostileNetwork network, int patienceDays, int days, long seed) {
    this.network = network;
    this.patienceDays = patienceDays;
    this.days = days;
    this.random = new SeededRandom(seed);
  }

  Result run(int victims) {
    List<Integer> any = new ArrayList<>();
    List<Integer> first = new ArrayList<>();
    int month = 0;
    int all = 0;
    long flooded = 0;
    for (int i = 0; i < victims; i++) {
      MovableClock clock = new MovableClock(START);
      GuardChooser chooser = new GuardChooser(clock, random);
      List<Guard> guards = chooser.choose(network.listWithout(Set.of()), List.of());
      Map<Bytes, Integer> since = new HashMap<>();
      int anyAt = days + 1;
      int firstAt = days + 1;
      boolean allEver = false;
      for (int day = 0; day <= days; day++) {
        int own = (int) guards.stream().filter(g -> network.isHostile(g.relayId())).count();
        anyAt = own > 0 ? Math.min(anyAt, day) : anyAt;
        boolean isFirst = network.isHostile(guards.get(0).relayId());
        firstAt = isFirst ? Math.min(firstAt, day) : firstAt;
        allEver |= own == GuardChooser.GUARDS;
        Set<Bytes> targets = new HashSet<>();
        guards.stream()
            .map(Guard::relayId)
            .filter(relay -> !network.isHostile(relay))
            .forEach(targets::add);
        since.keySet().retainAll(targets);
        for (Bytes target : targets) {
          since.putIfAbsent(target, day);
        }
        flooded += firstAt > day ? targets.size() : 0;
        Set<Bytes> gone = new HashSet<>();
        for (Map.Entry<Bytes, Integer> target : since.entrySet()) {
          if (day + 1 - target.getValue() > patienceDays) {
            gone.add(target.getKey());
          }
        }
        clock.advance(Duration.ofDays(1));
        guards = chooser.choose(network.listWithout(gone), guards);
      }
      any.add(anyAt);
      first.add(firstAt);
      month += firstAt <= 30 ? 1 : 0;
      all += allEver ? 1 : 0;
    }
    return new Result(
        median(any),
        median(first),
        100.0 * month / victims,
        100.0 * all / victims,
        (double) flooded / victims);
  }

  private int median(List<Integer> values) {
    Collections.sort(values);
    int middle = values.get(values.size() / 2);
    return middle > days ? -1 : middle;
  }
}
