package org.phantomnet.messenger.relays;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.phantomnet.messenger.relays.GuardStore.Guard;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.directory.ListedRelay;
import org.phantomnet.protocol.directory.RelayDescriptor;
import org.phantomnet.protocol.directory.VerifiedRelayList;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.testkit.MovableClock;

class GuardChooserTest {
  private static final Instant FAR = Instant.parse("2030-01-01T00:00:00Z");

  private final MovableClock clock = new MovableClock(Instant.parse("2026-11-20T12:00:00Z"));
  private final Random seeded = new Random(42);
  private final RandomSource random = seeded::nextBytes;
  private final GuardChooser chooser = new GuardChooser(clock, random);

  private static ListedRelay relay(int number, String family, String region, int capacity) {
    byte[] id = new byte[32];
    id[0] = (byte) number;
    Bytes address = Bytes.copyOf(new byte[] {(byte) 192, 0, 2, (byte) number});
    return new ListedRelay(
        Bytes.copyOf(id),
        family,
        new RelayDescriptor(
            Bytes.copyOf(new byte[32]),
            List.of(new RelayDescriptor.Listener(RelayDescriptor.ListenerKind.UDP, address, 3_478)),
            List.of(address),
            20_000,
            29_999,
            "",
            region,
            capacity,
            "r.example",
            0,
            Bytes.EMPTY,
            Instant.EPOCH,
            FAR,
            Bytes.EMPTY));
  }

  private static VerifiedRelayList list(ListedRelay... relays) {
    return new VerifiedRelayList(1, FAR, false, false, List.of(relays));
  }

  private static List<Integer> numbers(List<Guard> guards) {
    return guards.stream().map(guard -> guard.relayId().at(0) & 0xff).toList();
  }

  @Test
  @Covers("DIR-10")
  void choose_manyRelays_givesThreeOfThreeFamilies() {
    VerifiedRelayList list =
        list(
            relay(1, "a", "eu", 1),
            relay(2, "a", "eu", 8),
            relay(3, "b", "eu", 1),
            relay(4, "b", "eu", 8),
            relay(5, "c", "eu", 1),
            relay(6, "d", "eu", 1));
    for (int i = 0; i < 100; i++) {
      Set<String> families = new HashSet<>();

      List<Guard> guards = chooser.choose(list, List.of());

      guards.forEach(guard -> families.add(list.find(guard.relayId()).orElseThrow().family()));
      assertEquals(3, guards.size());
      assertEquals(3, families.size());
    }
  }

  @Test
  @Covers("DIR-10")
  void choose_twoRelays_givesBothInEitherOrder() {
    VerifiedRelayList list = list(relay(1, "a", "eu", 4), relay(2, "b", "eu", 4));
    Set<List<Integer>> orders = new HashSet<>();
    for (int i = 0; i < 50; i++) {
      orders.add(numbers(chooser.choose(list, List.of())));
    }

    assertEquals(Set.of(List.of(1, 2), List.of(2, 1)), orders);
  }

  @Test
  @Covers("DIR-10")
  void choose_firstGuard_isWeightedByCapacity() {
    VerifiedRelayList list = list(relay(1, "a", "eu", 1), relay(2, "b", "eu", 3));
    Map<Integer, Integer> firsts = new HashMap<>();
    for (int i = 0; i < 4_000; i++) {
      firsts.merge(numbers(chooser.choose(list, List.of())).get(0), 1, Integer::sum);
    }

    int heavier = firsts.getOrDefault(2, 0);
    assertTrue(heavier > 2_850 && heavier < 3_150, "about three quarters");
  }

  @Test
  @Covers("DIR-10")
  void choose_withARegion_looksElsewhereOnlyForMissingFamilies() {
    GuardChooser european = new GuardChooser("eu", clock, random);
    VerifiedRelayList list =
        list(
            relay(1, "a", "eu", 1),
            relay(2, "b", "eu", 1),
            relay(3, "c", "us", 8),
            relay(4, "d", "us", 8));
    for (int i = 0; i < 50; i++) {
      List<Integer> guards = numbers(european.choose(list, List.of()));

      assertEquals(Set.of(1, 2), Set.copyOf(guards.subList(0, 2)));
      assertEquals(3, guards.size());
    }
  }

  @Test
  @Covers("DIR-11")
  void choose_within60Days_keepsTheGuardsAndTheirOrder() {
    VerifiedRelayList list =
        list(
            relay(1, "a", "eu", 1),
            relay(2, "b", "eu", 1),
            relay(3, "c", "eu", 1),
            relay(4, "d", "eu", 8));
    List<Guard> guards = chooser.choose(list, List.of());

    clock.advance(Duration.ofDays(60).minusSeconds(1));

    assertEquals(guards, chooser.choose(list, guards));
  }

  @Test
  @Covers("DIR-11")
  void choose_after60Days_choosesAnew() {
    VerifiedRelayList list = list(relay(1, "a", "eu", 1), relay(2, "b", "eu", 1));
    List<Guard> guards = chooser.choose(list, List.of());

    clock.advance(Duration.ofDays(60));
    List<Guard> later = chooser.choose(list, guards);

    assertNotEquals(guards, later);
    assertEquals(clock.instant(), later.get(0).chosenAt());
  }

  @Test
  void choose_guardGoneFromTheList_isReplacedAndTheOthersStay() {
    VerifiedRelayList before =
        list(relay(1, "a", "eu", 1), relay(2, "b", "eu", 1), relay(3, "c", "eu", 1));
    List<Guard> guards = chooser.choose(before, List.of());
    int gone = numbers(guards).get(1);
    List<ListedRelay> rest = new ArrayList<>(before.relays());
    rest.removeIf(relay -> (relay.relayId().at(0) & 0xff) == gone);
    rest.add(relay(9, "z", "eu", 1));

    List<Guard> after = chooser.choose(list(rest.toArray(new ListedRelay[0])), guards);

    assertEquals(List.of(guards.get(0), guards.get(2)), after.subList(0, 2));
    assertEquals(9, numbers(after).get(2));
  }

  @Test
  void choose_guardsThatBecameOneFamily_keepsTheFirst() {
    List<Guard> guards =
        chooser.choose(list(relay(1, "a", "eu", 1), relay(2, "b", "eu", 1)), List.of());

    List<Guard> after =
        chooser.choose(list(relay(1, "a", "eu", 1), relay(2, "a", "eu", 1)), guards);

    assertEquals(List.of(guards.get(0)), after);
  }
}
