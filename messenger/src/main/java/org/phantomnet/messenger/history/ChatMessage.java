package org.phantomnet.messenger.history;

import java.time.Instant;
import org.phantomnet.protocol.id.UserAddress;

/**
 * A line of a chat. Immutable.
 *
 * @param sentAt by the sender's clock
 */
public record ChatMessage(
    MessageId id, UserAddress contact, boolean outgoing, String text, Instant sentAt, State state) {
  /** How far it got. */
  public enum State {
    /** Durable here; not yet at the mailbox. */
    QUEUED,
    /** The recipient's mailbox has it. */
    SENT,
    /** The recipient's device has it durably. */
    DELIVERED,
    /** Came in, and is new. */
    UNREAD,
    /** Came in, and was seen. */
    READ,
    /** The mailbox will not take it: that device or user is gone. */
    FAILED
  }

  @Override
  public String toString() {
    return "ChatMessage(" + state + ")";
  }
}
