package org.phantomnet.engine.port;

import java.time.Duration;
import java.time.Instant;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.signal.CallMode;

/**
 * Encrypted local records of calls.
 *
 * <p><b>Threads.</b> Called on the engine's effect thread only, one at a time; may block for a
 * commit to the disk, which delays the call, so not for longer. <b>Durability.</b> What a method
 * did is durable when it returns, and each is one step: after a crash all of it is there, or none.
 * <b>Repetition.</b> Since received messages come at least once, {@link #takeOffer} may be asked
 * again for the same call, in another process too. <b>Errors.</b> What a method throws ends the
 * effect it was for (EFFECT_FAILED), never the client. Lives longer than the engine.
 */
public interface CallRecords {
  /**
   * Remembers an offered call id (as a keyed hash) for 25 hours (AGE-3) and, in the same step,
   * keeps the entry as {@link #keep} does.
   *
   * @return false if it was seen before: a replay, of which nothing is kept
   */
  boolean takeOffer(CallId id, Entry missed, Instant now);

  /**
   * Counts one automatic reply to a contact if the limits allow it (RING-3: 3 in 5 minutes, 10 a
   * day).
   *
   * @return false if the contact is over its limit
   */
  boolean takeAutomaticReply(UserAddress contact, Instant now);

  /** Keeps the entry that the call gets if this process dies; it replaces an earlier one. */
  void keep(CallId id, Entry entry);

  /** A call with that contact goes on in another mode: for the security log. */
  void modeChanged(UserAddress contact, CallMode mode, Instant now);

  /** The call needs no entry: its offer was dropped. */
  void discard(CallId id, boolean outgoing);

  /** Writes a call's one entry in place of the one that was kept. */
  void addHistory(CallId id, Entry entry);

  /** Writes what was kept for calls that were live when the last process ended (CALL-36). */
  void addKept();

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
