package org.phantomnet.engine.loop;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.directory.ListedRelay;

/**
 * Which relays this device did not reach of late, whatever call it was for. Lives as long as the
 * engine; effect thread only.
 */
final class SilentRelays {
  /** How long such a relay is not the first choice. */
  private static final Duration AVOIDED = Duration.ofSeconds(60);

  private final Clock clock;
  private final Map<Bytes, Instant> silent = new HashMap<>();

  SilentRelays(Clock clock) {
    this.clock = clock;
  }

  void add(ListedRelay relay) {
    Instant now = clock.instant();
    silent.values().removeIf(when -> !recent(when, now));
    silent.put(relay.relayId(), now);
  }

  boolean contains(ListedRelay relay) {
    Instant when = silent.get(relay.relayId());
    return when != null && recent(when, clock.instant());
  }

  /** Elsewhere in the network a relay may well be heard. */
  void clear() {
    silent.clear();
  }

  private static boolean recent(Instant when, Instant now) {
    return now.isBefore(when.plus(AVOIDED));
  }
}
