package org.phantomnet.engine.port;

import java.time.Duration;
import java.time.Instant;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.signal.CallMode;

/** Encrypted local records of calls. Every method is durable when it returns. Called on the effect thread. */
public interface CallRecords {
  /**
   * Remembers an offered call id (as a keyed hash) for 25 hours (AGE-3).
   *
   * @return false if it was seen before: a replay
   */
  boolean markSeen(UserAddress contact, CallId id, Instant now);

  /**
   * Counts one automatic reply to a contact if {@link ReplyLimit} allows it.
   *
   * @return false if the contact is over its limit
   */
  boolean takeAutomaticReply(UserAddress contact, Instant now);

  void addHistory(Entry entry);

  /** @param result the end reason's name, stable across versions */
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

  /** How often a device speaks to a contact before its person does. */
  final class ReplyLimit {
    public static final Duration SHORT_SPAN = Duration.ofMinutes(5);
    public static final int IN_SHORT_SPAN = 3;
    public static final Duration LONG_SPAN = Duration.ofDays(1);
    public static final int IN_LONG_SPAN = 10;

    private ReplyLimit() {}

    /**
     * @param inShortSpan replies to that contact in the last {@link #SHORT_SPAN}
     * @param inLongSpan replies to that contact in the last {@link #LONG_SPAN}
     */
    @Rule("RING-3")
    public static boolean allows(long inShortSpan, long inLongSpan) {
      return inShortSpan < IN_SHORT_SPAN && inLongSpan < IN_LONG_SPAN;
    }
  }
}
