package org.phantomnet.messenger.contacts;

import org.phantomnet.engine.port.ContactBook.ContactPolicy;
import org.phantomnet.protocol.id.UserAddress;

/**
 * Someone this person asked, was asked by, or talks to. Immutable; settings belong to the address,
 * never to a key.
 */
public record Contact(UserAddress address, State state, ContactPolicy policy) {
  /** Who has consented. */
  public enum State {
    /** This person asked; no answer yet. */
    REQUESTED,
    /** The other asked; this person has not answered. Nothing of theirs rings or shows. */
    ASKED,
    /** Both consented. */
    ACCEPTED
  }

  @Override
  public String toString() {
    return "Contact(" + state + ")";
  }
}
