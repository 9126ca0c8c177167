package org.phantomnet.messenger.session;

import java.util.Optional;
import org.phantomnet.messenger.contacts.ContactRow;
import org.phantomnet.messenger.devices.OwnDevice;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.UserAddress;

/**
 * Someone with whose devices there are sessions: a contact whose account is known, or this account
 * itself.
 *
 * @param account the account's UUID, libsignal's name of it
 * @param identity 33 bytes
 */
record AccountHolder(UserAddress address, String account, Bytes identity) {
  static Optional<AccountHolder> of(ContactRow contact) {
    return contact.account().isPresent() && contact.identity().isPresent()
        ? Optional.of(
            new AccountHolder(contact.address(), contact.account().get(), contact.identity().get()))
        : Optional.empty();
  }

  static AccountHolder of(OwnDevice own) {
    return new AccountHolder(
        own.address().user(), own.account().value().toString(), own.identity());
  }

  @Override
  public String toString() {
    return "AccountHolder";
  }
}
