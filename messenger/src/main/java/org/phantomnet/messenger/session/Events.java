package org.phantomnet.messenger.session;

import org.phantomnet.messenger.history.ChatMessage;
import org.phantomnet.messenger.history.MessageId;
import org.phantomnet.messenger.mailbox.Mailbox;
import org.phantomnet.messenger.store.StoreException;
import org.phantomnet.protocol.id.UserAddress;

/**
 * What the sessions tell the facade, after it became durable. Called on any of their threads; must
 * return at once.
 */
public interface Events {
  void chatReceived(ChatMessage message);

  void chatDelivered(UserAddress contact, MessageId message);

  void contactRequested(UserAddress contact);

  void contactAccepted(UserAddress contact);

  void contactNotFound(UserAddress contact);

  void identityChanged(UserAddress contact);

  /** Something of a contact or its chat was decided on another own device. */
  void contactChanged(UserAddress contact);

  void deviceLinked(int device);

  void deviceUnlinked(int device);

  /** This device is not the account's any more. */
  void unlinkedHere();

  /** A contact linked or unlinked a device. */
  void contactDevicesChanged(UserAddress contact);

  void connectionState(Mailbox.ConnectionState state);

  void storeFailed(StoreException.Reason reason);
}
