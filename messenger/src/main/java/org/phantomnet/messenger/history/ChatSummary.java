package org.phantomnet.messenger.history;

import java.util.Optional;
import org.phantomnet.messenger.contacts.Contact;

/**
 * A line of the list of chats. Immutable.
 *
 * @param unread incoming messages that were not seen yet
 * @param last the newest message, if auto-delete left one
 */
public record ChatSummary(Contact contact, int unread, Optional<ChatMessage> last) {
  @Override
  public String toString() {
    return "ChatSummary(" + unread + " unread)";
  }
}
