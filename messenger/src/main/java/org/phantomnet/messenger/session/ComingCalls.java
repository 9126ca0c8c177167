package org.phantomnet.messenger.session;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Iterator;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.rule.Rule;

/**
 * The calls that an own device said are to go on here. In memory only: after a restart such a call
 * is one like any other. Thread-safe.
 */
final class ComingCalls {
  /** As long as the device that asked waits for it (CALL-87). */
  static final Duration FOR = Duration.ofSeconds(60);

  private static final int MOST = 8;

  private record Coming(UserAddress contact, CallId call, Instant saidAt) {}

  private final ArrayDeque<Coming> coming = new ArrayDeque<>();

  synchronized void add(UserAddress contact, CallId call, Instant saidAt) {
    if (coming.size() == MOST) {
      coming.removeFirst();
    }
    coming.addLast(new Coming(contact, call, saidAt));
  }

  /** True once for each that was said, if it was said just now by this clock. */
  @Rule("DEV-24")
  synchronized boolean take(UserAddress contact, CallId call, Instant now) {
    boolean found = false;
    for (Iterator<Coming> each = coming.iterator(); each.hasNext(); ) {
      Coming one = each.next();
      if (one.contact().equals(contact) && one.call().equals(call)) {
        each.remove();
        found |= Duration.between(one.saidAt(), now).abs().compareTo(FOR) < 0;
      }
    }
    return found;
  }
}
