package org.phantomnet.engine.port;

import java.time.Duration;
import java.time.Instant;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.signal.CallMode;

/**
 * Encrypted local records of calls. Every method is durable when it returns. Called on the effect
 * thread.
 */
public interface CallRecords {
  /**
   * Remembers an offered call id (as a keyed hash) for 25 hours (AGE-3).
   *
   * @return false if it was seen before: a replay
   */
  boolean markSeen(UserAddress contact, CallId id, Instant now);

  /**
   * Counts one automatic reply to a contact if the limits allow it (RING-3: 3 in 5 minutes, 10 a
   * day).
   *
   * @return false if the contact is over its limit
   */
  boolean takeAutomaticReply(UserAddress contact, Instant now);

  void addHistory(Entry entry);

  /**
   * @param result the end reason's name, stable across versions
   */
  record Entry(
      UserAddress contact,
      boolean outgoing,
      CallMode mode,
      Instant startedAt,
      Duration talked,
      String result,
      String receiptJson) {
    @Override
    public String toString() {
      return "Entry";
    }
  }
}
