package org.phantomnet.relay.net;

import java.net.InetAddress;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.relay.admission.PrefixQuota;
import org.phantomnet.relay.counters.Counter;
import org.phantomnet.relay.counters.LoopCounters;

/**
 * How many connections may be open: of the node, and of one source prefix. Shared by all listeners
 * of a server, thread-safe, lives as long as the server.
 */
public final class ConnectionSlots {
  private final Semaphore all;
  private final PrefixQuota prefixes;
  private final int perPrefix;

  public ConnectionSlots(int all, PrefixQuota prefixes, int perPrefix) {
    this.all = new Semaphore(all);
    this.prefixes = prefixes;
    this.perPrefix = perPrefix;
  }

  /** A place for a connection from {@code source}; empty, and counted, if there is none. */
  @Rule("TURN-42")
  Optional<PrefixQuota.Place> take(InetAddress source, long nowMillis, LoopCounters counters) {
    if (!all.tryAcquire()) {
      counters.add(Counter.CONNECTIONS_REFUSED);
      return Optional.empty();
    }
    Optional<PrefixQuota.Place> place = prefixes.take(source, perPrefix, nowMillis);
    if (!place.isPresent()) {
      all.release();
      counters.add(Counter.CONNECTIONS_REFUSED_PREFIX);
    }
    return place;
  }

  /** Once for each place. */
  void giveBack(PrefixQuota.Place place) {
    prefixes.giveBack(place);
    all.release();
  }
}
