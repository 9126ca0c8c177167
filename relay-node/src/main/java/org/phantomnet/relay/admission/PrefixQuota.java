package org.phantomnet.relay.admission;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.rule.Rule;

/**
 * How many places one source prefix holds at a time. Counted by salted hashes that change every ten
 * minutes; what lives is counted anew then, so a prefix gains nothing by waiting. A {@link Place}
 * points at the address that its connection has anyway, and is gone with it: of who left nothing is
 * kept. Two prefixes share a slot now and then, and their bound.
 *
 * <p>Thread-safe (one lock, taken when a connection or an allocation begins or ends, never per
 * packet). Memory: 64 KiB, and what lives.
 */
public final class PrefixQuota {
  private static final int SLOT_BITS = 14;

  private final PrefixHash hash;
  private final int[] held;
  private final Set<Place> places = Collections.newSetFromMap(new IdentityHashMap<>());

  public PrefixQuota(RandomSource random) {
    hash = new PrefixHash(random, SLOT_BITS);
    held = new int[hash.slots()];
  }

  /** One connection's or allocation's part; its holder gives it back once. */
  public static final class Place {
    private final InetAddress source;

    private Place(InetAddress source) {
      this.source = source;
    }

    @Override
    public String toString() {
      return "Place";
    }
  }

  /** Takes a place for {@code source}; empty if its prefix holds {@code most} already. */
  @Rule("TURN-41")
  public synchronized Optional<Place> take(InetAddress source, int most, long nowMillis) {
    turn(nowMillis);
    int slot = hash.slot(source.getAddress());
    if (held[slot] >= most) {
      return Optional.empty();
    }
    held[slot]++;
    Place place = new Place(source);
    places.add(place);
    return Optional.of(place);
  }

  /** Idempotent. */
  public synchronized void giveBack(Place place) {
    if (places.remove(place)) {
      held[hash.slot(place.source.getAddress())]--;
    }
  }

  /** Places that are held. */
  public synchronized int live() {
    return places.size();
  }

  private void turn(long nowMillis) {
    if (hash.turn(nowMillis)) {
      Arrays.fill(held, 0);
      for (Place place : places) {
        held[hash.slot(place.source.getAddress())]++;
      }
    }
  }
}
