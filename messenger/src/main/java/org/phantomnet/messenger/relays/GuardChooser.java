package org.phantomnet.messenger.relays;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.phantomnet.messenger.relays.GuardStore.Guard;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.directory.ListedRelay;
import org.phantomnet.protocol.directory.VerifiedRelayList;
import org.phantomnet.protocol.rule.Rule;

/**
 * Chooses the few relays that this device ever connects to. Few and long-kept, because every relay
 * ever used is one more that saw the device's address; at random, because a choice by nearness
 * could be steered by whoever sets relays up near a victim. Immutable.
 */
public final class GuardChooser {
  @Rule("DIR-10")
  public static final int GUARDS = 3;

  @Rule("DIR-11")
  public static final Duration LIFETIME = Duration.ofDays(60);

  private final Optional<String> region;
  private final Clock clock;
  private final RandomSource random;

  /** Chooses inside {@code region} as long as it has enough operators. */
  public GuardChooser(String region, Clock clock, RandomSource random) {
    this(Optional.of(region), clock, random);
  }

  /** Chooses among all relays. */
  public GuardChooser(Clock clock, RandomSource random) {
    this(Optional.empty(), clock, random);
  }

  private GuardChooser(Optional<String> region, Clock clock, RandomSource random) {
    this.region = region;
    this.clock = clock;
    this.random = random;
  }

  /**
   * The guards from now on: those of {@code current} that still count, in their order, then new
   * ones. A device chooses its own order, so in an estate of two relays both are guards in random
   * order.
   */
  public List<Guard> choose(VerifiedRelayList list, List<Guard> current) {
    Instant now = clock.instant();
    List<Guard> guards = new ArrayList<>();
    Set<String> families = new HashSet<>();
    for (Guard guard : current) {
      Optional<ListedRelay> relay = list.find(guard.relayId());
      boolean young = now.isBefore(guard.chosenAt().plus(LIFETIME));
      if (young
          && relay.isPresent()
          && guards.size() < GUARDS
          && families.add(relay.get().family())) {
        guards.add(guard);
      }
    }
    while (guards.size() < GUARDS) {
      List<ListedRelay> candidates = candidates(list, families);
      if (candidates.isEmpty()) {
        break;
      }
      ListedRelay chosen = byCapacity(candidates);
      families.add(chosen.family());
      guards.add(new Guard(chosen.relayId(), now));
    }
    return guards;
  }

  /** Relays of other families: of the own region if it has any, else of the whole list. */
  private List<ListedRelay> candidates(VerifiedRelayList list, Set<String> taken) {
    List<ListedRelay> everywhere = new ArrayList<>();
    List<ListedRelay> inRegion = new ArrayList<>();
    for (ListedRelay relay : list.relays()) {
      if (!taken.contains(relay.family())) {
        everywhere.add(relay);
        if (region.isPresent() && region.get().equals(relay.descriptor().region())) {
          inRegion.add(relay);
        }
      }
    }
    return inRegion.isEmpty() ? everywhere : inRegion;
  }

  private ListedRelay byCapacity(List<ListedRelay> candidates) {
    int total = candidates.stream().mapToInt(relay -> relay.descriptor().capacity()).sum();
    int point = below(total);
    for (ListedRelay relay : candidates) {
      point -= relay.descriptor().capacity();
      if (point < 0) {
        return relay;
      }
    }
    throw new IllegalStateException("weights");
  }

  /** Uniform in [0, bound), by rejection. */
  private int below(int bound) {
    int limit = Integer.MAX_VALUE - Integer.MAX_VALUE % bound;
    int value;
    do {
      byte[] bytes = random.bytes(4).toByteArray();
      value =
          (bytes[0] & 0x7f) << 24
              | (bytes[1] & 0xff) << 16
              | (bytes[2] & 0xff) << 8
              | bytes[3] & 0xff;
    } while (value >= limit);
    return value % bound;
  }
}
