package org.phantomnet.conformance.discovery;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.phantomnet.messenger.relays.GuardChooser;
import org.phantomnet.messenger.relays.GuardStore.Guard;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.directory.VerifiedRelayList;
import org.phantomnet.testkit.MovableClock;
import org.phantomnet.testkit.SeededRandom;

/**
 * Pairs of people who call each other every day of a year, while relays come and go. Guards are
 * chosen by {@link GuardChooser}; a caller uses its first guard that is up (CALL-28, CALL-57), a
 * callee its first that is up and of another family (CALL-29, PRIV-6). One thread.
 */
final class YearOfCalls {
  private static final int DAYS = 365;
  private static final double FAILS_A_DAY = 1.0 / 120;
  private static final int DOWN_FOR_DAYS = 7;

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  /**
   * @param calls made in all
   * @param failed for want of two guards of two families that are up
   * @param bothSides whose two relays are both hostile
   * @param oneSide with one of them at least
   * @param pairsSeen pairs of which one call at least was seen from both sides
   * @param everGuard people who had a hostile guard at some time
   * @param everFirst people who had one in first place at some time
   */
  record Result(
      long calls,
      long failed,
      long bothSides,
      long oneSide,
      int pairs,
      int pairsSeen,
      int everGuard,
      int everFirst) {}

  private static final class Person {
    private final GuardChooser chooser;
    private List<Guard> guards = List.of();
    private boolean had;
    private boolean hadFirst;

    Person(GuardChooser chooser) {
      this.chooser = chooser;
    }
  }

  private final HostileNetwork network;
  private final int pairs;
  private final int patienceDays;
  private final Random chance;
  private final MovableClock clock = new MovableClock(START);
  private final SeededRandom random;

  /**
   * @param patienceDays how long a relay that is down stays listed
   */
  YearOfCalls(HostileNetwork network, int pairs, int patienceDays, long seed) {
    this.patienceDays = patienceDays;
    this.network = network;
    this.pairs = pairs;
    this.chance = new Random(seed);
    this.random = new SeededRandom(seed + 1);
  }

  Result run() {
    List<Person> people = new ArrayList<>();
    for (int i = 0; i < 2 * pairs; i++) {
      people.add(new Person(new GuardChooser(clock, random)));
    }
    List<Bytes> honest = network.honest();
    int[] downSince = new int[honest.size()];
    Set<Bytes> unlisted = new HashSet<>();
    VerifiedRelayList list = network.listWithout(unlisted);
    Set<Integer> seen = new HashSet<>();
    long calls = 0;
    long failed = 0;
    long both = 0;
    long one = 0;
    for (int day = 1; day <= DAYS; day++) {
      Set<Bytes> down = new HashSet<>();
      Set<Bytes> gone = new HashSet<>();
      for (int i = 0; i < downSince.length; i++) {
        if (downSince[i] > 0 && day - downSince[i] >= DOWN_FOR_DAYS) {
          downSince[i] = 0;
        } else if (downSince[i] == 0 && chance.nextDouble() < FAILS_A_DAY) {
          downSince[i] = day;
        }
        if (downSince[i] > 0) {
          down.add(honest.get(i));
          if (day - downSince[i] >= patienceDays) {
            gone.add(honest.get(i));
          }
        }
      }
      if (!gone.equals(unlisted)) {
        unlisted = gone;
        list = network.listWithout(unlisted);
      }
      for (Person person : people) {
        choose(person, list, gone);
      }
      for (int pair = 0; pair < pairs; pair++) {
        boolean turned = chance.nextBoolean();
        Person caller = people.get(2 * pair + (turned ? 1 : 0));
        Person callee = people.get(2 * pair + (turned ? 0 : 1));
        calls++;
        Optional<Bytes> from = first(caller, down, Optional.empty());
        Optional<Bytes> to =
            from.isEmpty() ? Optional.empty() : first(callee, down, from.map(network::family));
        if (from.isEmpty() || to.isEmpty()) {
          failed++;
          continue;
        }
        boolean a = network.isHostile(from.get());
        boolean b = network.isHostile(to.get());
        one += a || b ? 1 : 0;
        if (a && b) {
          both++;
          seen.add(pair);
        }
      }
      clock.advance(Duration.ofDays(1));
    }
    return new Result(
        calls,
        failed,
        both,
        one,
        pairs,
        seen.size(),
        (int) people.stream().filter(p -> p.had).count(),
        (int) people.stream().filter(p -> p.hadFirst).count());
  }

  /** A client asks its chooser with every list; where nothing can have changed that is left out. */
  private void choose(Person person, VerifiedRelayList list, Set<Bytes> gone) {
    Instant now = clock.instant();
    boolean stale =
        person.guards.size() < GuardChooser.GUARDS
            || person.guards.stream()
                .anyMatch(
                    guard ->
                        gone.contains(guard.relayId())
                            || !now.isBefore(guard.chosenAt().plus(GuardChooser.LIFETIME)));
    if (stale) {
      person.guards = person.chooser.choose(list, person.guards);
      person.had |= person.guards.stream().anyMatch(g -> network.isHostile(g.relayId()));
      person.hadFirst |= network.isHostile(person.guards.get(0).relayId());
    }
  }

  private Optional<Bytes> first(Person person, Set<Bytes> down, Optional<String> notOf) {
    return person.guards.stream()
        .map(Guard::relayId)
        .filter(relay -> !down.contains(relay))
        .filter(relay -> notOf.isEmpty() || !notOf.get().equals(network.family(relay)))
        .findFirst();
  }
}
