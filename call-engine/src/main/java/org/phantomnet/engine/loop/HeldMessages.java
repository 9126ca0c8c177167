package org.phantomnet.engine.loop;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.phantomnet.engine.port.SecureChannel;
import org.phantomnet.protocol.rule.Rule;

/**
 * Hangups and candidates that overtook their offer (CALL-23). They cannot be checked before the
 * offer brings the key, so a few are kept for a short while. Effect thread only.
 */
final class HeldMessages {
  static final int MAX = 32;
  static final int MAX_PER_LEG = 4;
  static final Duration KEPT = Duration.ofSeconds(60);

  private record Held(LegId leg, SecureChannel.Received message, Instant since) {}

  private final Deque<Held> held = new ArrayDeque<>();

  @Rule("CALL-23")
  void hold(LegId leg, SecureChannel.Received message, Instant now) {
    held.removeIf(entry -> entry.since().plus(KEPT).isBefore(now));
    if (held.stream().filter(entry -> entry.leg().equals(leg)).count() >= MAX_PER_LEG) {
      return;
    }
    if (held.size() >= MAX) {
      held.removeFirst();
    }
    held.addLast(new Held(leg, message, now));
  }

  /** Takes out what was kept for that leg, in the order it came. */
  List<SecureChannel.Received> take(LegId leg, Instant now) {
    List<SecureChannel.Received> taken = new ArrayList<>();
    held.removeIf(
        entry -> {
          if (entry.leg().equals(leg) && !entry.since().plus(KEPT).isBefore(now)) {
            taken.add(entry.message());
            return true;
          }
          return false;
        });
    return taken;
  }
}
