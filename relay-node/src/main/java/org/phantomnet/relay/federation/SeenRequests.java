package org.phantomnet.relay.federation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Rule;

/**
 * Sealed lookups that came already, in memory only, so that whoever carries one cannot hand it in
 * again and use up a person's prekeys. Bounded by the limit on lookups. One thread.
 */
final class SeenRequests {
  static final Duration TOLERANCE = Duration.ofMinutes(30);

  private final Clock clock;
  private final Map<Instant, Set<Bytes>> seen = new TreeMap<>();

  SeenRequests(Clock clock) {
    this.clock = clock;
  }

  /**
   * @param madeAt what the request says
   * @param enc the request's encapsulated key
   * @return false if it is too old, from the future, or came before
   */
  @Rule("FED-11")
  boolean take(Instant madeAt, Bytes enc) {
    Instant now = clock.instant();
    seen.keySet().removeIf(made -> made.isBefore(now.minus(TOLERANCE)));
    if (madeAt.isBefore(now.minus(TOLERANCE)) || madeAt.isAfter(now.plus(TOLERANCE))) {
      return false;
    }
    return seen.computeIfAbsent(madeAt, any -> new HashSet<>()).add(enc);
  }
}
