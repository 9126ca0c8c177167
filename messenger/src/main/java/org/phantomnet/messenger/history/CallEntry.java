package org.phantomnet.messenger.history;

import java.time.Duration;
import java.time.Instant;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.signal.CallMode;

/**
 * A call in the history. Immutable.
 *
 * @param result the end reason's name
 * @param receiptJson the privacy receipt as the engine wrote it
 */
public record CallEntry(
    UserAddress contact,
    boolean outgoing,
    CallMode mode,
    Instant startedAt,
    Duration talked,
    String result,
    String receiptJson) {
  @Override
  public String toString() {
    return "CallEntry(" + result + ")";
  }
}
