package org.phantomnet.messenger.contacts;

import java.util.Optional;
import org.phantomnet.engine.port.ContactBook.ContactPolicy;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.UserAddress;

/**
 * All that is stored of a contact. Immutable.
 *
 * @param account the mailbox's account UUID, once known
 * @param identity the identity public key last seen, 33 bytes
 * @param deliveryToken the contact's own, once told
 * @param introduction a short-lived token from the mailbox, until then
 */
public record ContactRow(
    UserAddress address,
    Contact.State state,
    Optional<String> account,
    Optional<Bytes> identity,
    Optional<Bytes> deliveryToken,
    Optional<Bytes> introduction,
    ContactPolicy policy) {
  public Contact contact() {
    return new Contact(address, state, policy);
  }

  /** Both consented and not blocked. */
  public boolean isOpen() {
    return state == Contact.State.ACCEPTED && !policy.blocked();
  }

  @Override
  public String toString() {
    return "ContactRow";
  }
}
