package org.phantomnet.protocol.mailbox;

import java.util.UUID;

/**
 * An account at a mailbox: a random UUID that the mailbox assigned. It says nothing of the person.
 */
public record AccountId(UUID value) {
  @Override
  public String toString() {
    return "AccountId";
  }
}
