package org.phantomnet.engine.loop;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.phantomnet.engine.state.CallRef;

/** The keys of every live call on this device, by call and peer device. Effect thread only. */
final class Keyring {
  private final Map<LegId, LegKeys> legs = new HashMap<>();

  Optional<LegKeys> find(LegId leg) {
    return Optional.ofNullable(legs.get(leg));
  }

  /**
   * @throws IllegalStateException if there are none: an effect was ordered without its offer
   */
  LegKeys get(LegId leg) {
    return find(leg).orElseThrow(() -> new IllegalStateException("no keys"));
  }

  void put(LegId leg, LegKeys keys) {
    if (legs.putIfAbsent(leg, keys) != null) {
      throw new IllegalStateException("keys exist");
    }
  }

  void destroy(LegId leg) {
    LegKeys keys = legs.remove(leg);
    if (keys != null) {
      keys.close();
    }
  }

  void destroy(CallRef call) {
    List<LegId> doomed = new ArrayList<>();
    for (LegId leg : legs.keySet()) {
      if (leg.call().equals(call)) {
        doomed.add(leg);
      }
    }
    doomed.forEach(this::destroy);
  }
}
