package org.phantomnet.messenger.history;

import java.time.Instant;
import java.util.Optional;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.signal.CallMode;

/**
 * One line of the security log. Immutable.
 *
 * @param contact empty for what concerns the own account
 * @param mode the new mode, where the event is about one
 */
public record SecurityEntry(
    Instant at, SecurityEvent event, Optional<UserAddress> contact, Optional<CallMode> mode) {
  @Override
  public String toString() {
    return "SecurityEntry(" + event + ")";
  }
}
