package org.phantomnet.messenger;

import org.phantomnet.messenger.history.ChatMessage;
import org.phantomnet.messenger.history.MessageId;
import org.phantomnet.messenger.mailbox.Mailbox;
import org.phantomnet.messenger.store.StoreException;
import org.phantomnet.protocol.id.UserAddress;

/** Told what happened. Everything told is already durable; after a restart, ask for the lists. */
public interface MessengerListener {
  default void chatReceived(ChatMessage message) {}

  /** The contact's device has it. */
  default void chatDelivered(UserAddress contact, MessageId message) {}

  default void contactRequested(UserAddress contact) {}

  /** Both have consented: chat and calls work from now on. */
  default void contactAccepted(UserAddress contact) {}

  /** Calls to and from the contact are refused until {@link Messenger#acknowledgeIdentity}. */
  default void identityChanged(UserAddress contact) {}

  /** Something of this contact or its chat was decided on another own device: ask anew. */
  default void contactChanged(UserAddress contact) {}

  /** The new device said hello: it works from now on. */
  default void deviceLinked(int device) {}

  default void deviceUnlinked(int device) {}

  /** This device was unlinked; see {@link Messenger#isUnlinked}. */
  default void unlinkedHere() {}

  /** The contact linked or unlinked a device, as the contact's first device signed. */
  default void contactDevicesChanged(UserAddress contact) {}

  /** No such user at that mailbox, for a request made earlier. */
  default void contactNotFound(UserAddress contact) {}

  default void connectionState(Mailbox.ConnectionState state) {}

  /** The store was older than what this device had already sent: sessions were reset (SESS-11). */
  default void storeRolledBack() {}

  default void storeFailed(StoreException.Reason reason) {}
}
