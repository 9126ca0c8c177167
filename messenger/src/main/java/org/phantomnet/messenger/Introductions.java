package org.phantomnet.messenger;

import java.util.Optional;
import java.util.function.Function;
import org.phantomnet.messenger.MessengerException.Reason;
import org.phantomnet.messenger.contacts.Contact;
import org.phantomnet.messenger.contacts.ContactRow;
import org.phantomnet.messenger.contacts.Invitation;
import org.phantomnet.messenger.history.SecurityEvent;
import org.phantomnet.messenger.history.SecurityLog;
import org.phantomnet.messenger.mailbox.DocumentCheck;
import org.phantomnet.messenger.session.Enrolment.Enrolled;
import org.phantomnet.messenger.session.Queues;
import org.phantomnet.messenger.session.StoredMailboxes;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.mailbox.MailboxDocument;
import org.phantomnet.protocol.mailbox.MailboxKeys;
import org.phantomnet.protocol.mailbox.MailboxPin;

/**
 * How people become contacts, and their mailboxes pinned; {@link Messenger} documents each method.
 * Any thread.
 */
final class Introductions {
  private final MessengerCore core;

  Introductions(MessengerCore core) {
    this.core = core;
  }

  void requestContact(UserAddress contact) throws MessengerException {
    Enrolled who = core.requireRegistered();
    if (who.device().address().user().equals(contact)) {
      throw new MessengerException(Reason.SELF);
    }
    if (core.store.inTransaction(sql -> StoredMailboxes.pinned(sql, contact.mailbox())).isEmpty()) {
      throw new MessengerException(Reason.UNKNOWN_MAILBOX);
    }
    Optional<Contact.State> before =
        core.step(
            step -> {
              Optional<ContactRow> known = core.contacts.find(step.sql(), contact);
              if (known.isEmpty()) {
                core.contacts.add(step.sql(), contact, Contact.State.REQUESTED, step.now());
              }
              if (known.isEmpty() || known.get().state() == Contact.State.REQUESTED) {
                known.flatMap(ContactRow::account).ifPresent(step::forgetSessions);
                core.pend(step, contact, Queues.Kind.REQUEST);
                core.sync.consent(step, contact);
              }
              return known.map(ContactRow::state);
            });
    if (before.equals(Optional.of(Contact.State.ASKED))) {
      acceptContact(contact);
    }
  }

  Invitation invitation() throws MessengerException {
    UserAddress self = core.requireRegistered().device().address().user();
    MailboxKeys own = core.mailboxKeys();
    return Invitation.to(self, MailboxPin.of(own.mailbox(), own.trustRoot()));
  }

  void requestContact(Invitation invitation) throws MessengerException {
    UserAddress self = core.requireRegistered().device().address().user();
    UserAddress contact = invitation.address(self.mailbox());
    if (self.equals(contact)) {
      throw new MessengerException(Reason.SELF);
    }
    Optional<MailboxKeys> pinned =
        core.store.inTransaction(sql -> StoredMailboxes.pinned(sql, contact.mailbox()));
    if (invitation.pin().isPresent()) {
      String pin = invitation.pin().get();
      if (pinned.isEmpty()) {
        pinMailbox(
            contact, document -> document.pin().equals(pin) ? document.trustRoot() : Bytes.EMPTY);
      } else if (!MailboxPin.of(contact.mailbox(), pinned.get().trustRoot()).equals(pin)) {
        throw pinMismatch(contact);
      }
    }
    requestContact(contact);
  }

  /**
   * Fetches a mailbox's document and pins it.
   *
   * @param root which root it must have, given the document
   */
  private void pinMailbox(UserAddress contact, Function<MailboxDocument, Bytes> root)
      throws MessengerException {
    MailboxDocument document = core.fetchDocument(contact.mailbox());
    try {
      DocumentCheck.requireGood(
          document,
          contact.mailbox(),
          root.apply(document),
          Optional.empty(),
          core.clock.instant());
    } catch (ProtocolException e) {
      throw pinMismatch(contact);
    }
    core.step(
        step -> {
          StoredMailboxes.pin(step.sql(), document.keys());
          StoredMailboxes.keep(step.sql(), document);
          return document;
        });
  }

  private MessengerException pinMismatch(UserAddress contact) {
    core.step(
        step -> {
          SecurityLog.note(step, SecurityEvent.MAILBOX_PIN_MISMATCH, contact);
          return contact;
        });
    return new MessengerException(Reason.PIN_MISMATCH);
  }

  void acceptContact(UserAddress contact) throws MessengerException {
    core.requireRegistered();
    Optional<MailboxDocument> claimed =
        core.store.inTransaction(
            sql ->
                StoredMailboxes.pinned(sql, contact.mailbox()).isPresent()
                    ? Optional.empty()
                    : core.contacts.claimedMailbox(sql, contact));
    if (claimed.isPresent()) {
      pinMailbox(contact, document -> claimed.get().trustRoot());
    }
    requireClaim(contact);
    boolean accepted =
        core.step(
            step -> {
              Optional<ContactRow> known = core.contacts.find(step.sql(), contact);
              boolean asked = known.filter(row -> row.state() == Contact.State.ASKED).isPresent();
              if (asked) {
                core.contacts.setState(step.sql(), contact, Contact.State.ACCEPTED);
                core.pend(step, contact, Queues.Kind.ACCEPT);
                core.sync.consent(step, contact);
                step.afterCommit(() -> core.listeners.contactAccepted(contact));
              }
              return asked
                  || known.filter(row -> row.state() == Contact.State.ACCEPTED).isPresent();
            });
    if (!accepted) {
      throw new MessengerException(Reason.NOT_A_CONTACT);
    }
  }

  /** Another contact's request may have pinned the mailbox meanwhile, under another root. */
  private void requireClaim(UserAddress contact) throws MessengerException {
    boolean differs =
        core.store.inTransaction(
            sql ->
                core.contacts
                    .claimedMailbox(sql, contact)
                    .filter(
                        claim ->
                            StoredMailboxes.pinned(sql, contact.mailbox())
                                .filter(keys -> keys.trustRoot().equals(claim.trustRoot()))
                                .isEmpty())
                    .isPresent());
    if (differs) {
      throw pinMismatch(contact);
    }
  }
}
