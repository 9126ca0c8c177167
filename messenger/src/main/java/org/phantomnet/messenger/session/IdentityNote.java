package org.phantomnet.messenger.session;

import org.phantomnet.messenger.contacts.ContactRow;
import org.phantomnet.messenger.contacts.Contacts;
import org.phantomnet.messenger.history.SecurityEvent;
import org.phantomnet.messenger.history.SecurityLog;
import org.phantomnet.protocol.bytes.Bytes;

/** A contact's key as it was seen: noted, logged and told, all in one step. Session thread only. */
final class IdentityNote {
  private IdentityNote() {}

  static void take(
      Step step, Contacts contacts, ContactRow contact, Bytes identity, Events events) {
    if (!contacts.noteIdentity(step.sql(), contact, identity)) {
      return;
    }
    SecurityLog.note(step, SecurityEvent.IDENTITY_CHANGED, contact.address());
    if (contact.policy().verified()) {
      SecurityLog.note(step, SecurityEvent.VERIFICATION_WITHDRAWN, contact.address());
    }
    step.afterCommit(() -> events.identityChanged(contact.address()));
  }
}
