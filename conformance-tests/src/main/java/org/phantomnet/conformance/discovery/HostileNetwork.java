package org.phantomnet.conformance.discovery;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.Sha256;
import org.phantomnet.protocol.directory.FamilyRule;
import org.phantomnet.protocol.directory.ListedRelay;
import org.phantomnet.protocol.directory.RelayDescriptor;
import org.phantomnet.protocol.directory.VerifiedRelayList;

/**
 * 200 relays of which one operator is hostile, and the lists that name them. Families are what
 * {@link FamilyRule} makes of labels and addresses. One thread.
 */
final class HostileNetwork {
  static final int RELAYS = 200;

  private static final int MOST_CAPACITY = 8;
  private static final int MOST_OF_AN_OPERATOR = 5;
  private static final Instant FOREVER = Instant.parse("2100-01-01T00:00:00Z");

  /** How much the authorities know of the hostile operator. */
  enum Layout {
    /** One label: it says who it is, or was found out. */
    KNOWN("known family"),
    /** Many labels in one /16, as rented from one hoster. */
    ONE_NETWORK("Sybils in one /16"),
    /** A label and a /16 for each relay. */
    UNLINKED("unlinked Sybils");

    private final String words;

    Layout(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  /** What its share is a share of. */
  enum Measure {
    /** Of 200 relays, its own being as large as others. */
    RELAYS,
    /** Of what clients choose by, its own being as large as can be. */
    CAPACITY
  }

  private final List<ListedRelay> relays;
  private final Set<Bytes> hostile = new HashSet<>();
  private final Map<Bytes, ListedRelay> byId = new HashMap<>();
  private long version;

  HostileNetwork(Layout layout, Measure measure, int percent, long seed) {
    Random chance = new Random(seed);
    List<ListedRelay> made = new ArrayList<>();
    int hostileRelays = measure == Measure.RELAYS ? RELAYS * percent / 100 : byCapacity(percent);
    for (int i = 0; i < hostileRelays; i++) {
      int capacity = measure == Measure.RELAYS ? 1 + chance.nextInt(MOST_CAPACITY) : MOST_CAPACITY;
      String label = layout == Layout.KNOWN ? "hostile" : "hostile" + i;
      int network = layout == Layout.ONE_NETWORK ? 0 : i;
      ListedRelay relay = relay(i, label, 0x0b00 + network, capacity);
      made.add(relay);
      hostile.add(relay.relayId());
    }
    int operator = 0;
    while (made.size() < RELAYS) {
      operator++;
      int network = 0x2000 + chance.nextInt(0x1000);
      for (int left = 1 + chance.nextInt(MOST_OF_AN_OPERATOR); left > 0; left--) {
        if (made.size() < RELAYS) {
          int capacity = 1 + chance.nextInt(MOST_CAPACITY);
          made.add(relay(made.size(), "honest" + operator, network, capacity));
        }
      }
    }
    relays = FamilyRule.effective(made, true);
    relays.forEach(relay -> byId.put(relay.relayId(), relay));
  }

  /**
   * As many of the largest relays as have that part of the sum, honest ones being 4.5 on average.
   */
  private static int byCapacity(int percent) {
    double honest = (1 + MOST_CAPACITY) / 2.0;
    double others = (100.0 - percent) / percent * MOST_CAPACITY / honest;
    return (int) Math.round(RELAYS / (1 + others));
  }

  private static ListedRelay relay(int index, String label, int network, int capacity) {
    Bytes key = Sha256.of(Bytes.copyOf(ByteBuffer.allocate(4).putInt(index).array()));
    Bytes address =
        Bytes.copyOf(
            ByteBuffer.allocate(4).putShort((short) network).putShort((short) index).array());
    return new ListedRelay(
        key,
        label,
        new RelayDescriptor(
            key,
            List.of(new RelayDescriptor.Listener(RelayDescriptor.ListenerKind.UDP, address, 3_478)),
            List.of(address),
            49_152,
            65_535,
            "",
            "any",
            capacity,
            "relay.example",
            0,
            Bytes.EMPTY,
            Instant.EPOCH,
            FOREVER,
            Bytes.EMPTY));
  }

  /** The list of those that are not left out. */
  VerifiedRelayList listWithout(Set<Bytes> left) {
    List<ListedRelay> named =
        relays.stream().filter(relay -> !left.contains(relay.relayId())).toList();
    return new VerifiedRelayList(++version, FOREVER, false, false, named);
  }

  boolean isHostile(Bytes relay) {
    return hostile.contains(relay);
  }

  List<Bytes> honest() {
    return relays.stream().map(ListedRelay::relayId).filter(id -> !isHostile(id)).toList();
  }

  String family(Bytes relay) {
    ListedRelay known = byId.get(relay);
    if (known == null) {
      throw new IllegalStateException("no such relay");
    }
    return known.family();
  }

  int hostileRelays() {
    return hostile.size();
  }

  int families() {
    return (int) relays.stream().map(ListedRelay::family).distinct().count();
  }

  /** The hostile part of what clients choose by. */
  double weight() {
    double all = relays.stream().mapToInt(relay -> relay.descriptor().capacity()).sum();
    double own =
        relays.stream()
            .filter(relay -> isHostile(relay.relayId()))
            .mapToInt(relay -> relay.descriptor().capacity())
            .sum();
    return own / all;
  }
}
