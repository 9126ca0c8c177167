package org.phantomnet.relay.admission;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Credentials of redeemed tokens, the oldest given up for the newest when there are too many; those
 * with a live allocation are kept. Thread-safe (one lock, held for a few steps).
 */
final class AdmittedCredentials {
  /** How many with a live allocation are passed over at a time. */
  private static final int MAX_STEPS = 64;

  private final int most;
  private final Map<String, TokenDesk.Admitted> byUsername = new LinkedHashMap<>();

  AdmittedCredentials(int most) {
    this.most = most;
  }

  synchronized Optional<TokenDesk.Admitted> find(String username) {
    return Optional.ofNullable(byUsername.get(username));
  }

  synchronized void add(String username, TokenDesk.Admitted credential, Predicate<String> inUse) {
    for (int i = 0; i < MAX_STEPS && byUsername.size() >= most; i++) {
      Iterator<Map.Entry<String, TokenDesk.Admitted>> all = byUsername.entrySet().iterator();
      Map.Entry<String, TokenDesk.Admitted> oldest = all.next();
      all.remove();
      if (inUse.test(oldest.getKey())) {
        byUsername.put(oldest.getKey(), oldest.getValue()); // as the newest
      }
    }
    byUsername.put(username, credential);
  }

  synchronized int size() {
    return byUsername.size();
  }
}
