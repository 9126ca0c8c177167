package org.phantomnet.messenger.session;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.phantomnet.messenger.contacts.Contact;
import org.phantomnet.messenger.contacts.ContactRow;
import org.phantomnet.messenger.contacts.Contacts;
import org.phantomnet.messenger.history.ChatMessage;
import org.phantomnet.messenger.history.Chats;
import org.phantomnet.messenger.history.MessageId;
import org.phantomnet.messenger.store.SqlStore;
import org.phantomnet.messenger.store.StoreException;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.mailbox.Content;
import org.phantomnet.protocol.mailbox.ContentCodec;
import org.phantomnet.protocol.mailbox.MailboxDocument;
import org.phantomnet.protocol.rule.Rule;

/**
 * Applies what lies in the inbox and is no call: each row's effect and its removal are one step.
 * Session thread only.
 */
final class InboxReader {
  /** Requests of strangers that wait for an answer at once; more are dropped. */
  static final int MOST_ASKED = 200;

  private static final Duration RESEND_SINCE = Duration.ofDays(7);
  private static final int MOST_RESENT = 200;

  private final Contacts contacts;
  private final Ratchet ratchet;
  private final RandomSource random;
  private final Events events;
  private final BiConsumer<Step, Queues.InboxRow> listChanged;
  private final OwnSync ownSync;
  private final ComingCalls coming = new ComingCalls();
  private final SyncReader syncReader;

  InboxReader(
      Contacts contacts,
      Ratchet ratchet,
      RandomSource random,
      Events events,
      BiConsumer<Step, Queues.InboxRow> listChanged) {
    this.contacts = contacts;
    this.ratchet = ratchet;
    this.random = random;
    this.events = events;
    this.listChanged = listChanged;
    this.ownSync = new OwnSync(contacts, random);
    this.syncReader = new SyncReader(contacts, ownSync, events, ratchet, coming);
  }

  /** What own devices said of calls. */
  ComingCalls coming() {
    return coming;
  }

  /**
   * @return false if the inbox holds nothing more for it
   */
  boolean readOne(Step step) {
    Optional<Queues.InboxRow> next = Queues.nextInbox(step.sql(), false);
    if (next.isEmpty()) {
      return false;
    }
    Queues.InboxRow row = next.get();
    try {
      apply(step, row, ContentCodec.decode(row.content()));
    } catch (ProtocolException e) {
      // Only a store written by another version can hold what this one does not read: nothing to
      // apply.
    }
    Queues.removeInbox(step.sql(), row.id());
    return true;
  }

  private void apply(Step step, Queues.InboxRow row, Content content) throws ProtocolException {
    Content.Body body = content.body();
    if (body instanceof Content.Sync sync) {
      syncReader.apply(step, row.device(), content, sync);
      return;
    }
    if (body instanceof Content.DeviceListUpdate) {
      listChanged.accept(step, row);
      return;
    }
    if (body instanceof Content.ResendRequest && isOwn(step, content)) {
      ownSync.everything(step);
      ownSync.linesAgain(step, step.now().minus(RESEND_SINCE), MOST_RESENT);
      return;
    }
    if (body instanceof Content.ContactRequest request) {
      requested(step, row, content, request);
      return;
    }
    Optional<ContactRow> contact = contacts.find(step.sql(), content.sender());
    if (contact.isEmpty()) {
      return;
    }
    if (body instanceof Content.Chat chat) {
      chat(step, content, chat);
    } else if (body instanceof Content.ContactAccept accept) {
      accepted(step, contact.get(), accept.deliveryToken());
    } else if (body instanceof Content.DeliveryReceipt receipt) {
      delivered(step, content, receipt);
    } else if (body instanceof Content.ResendRequest) {
      resend(step, contact.get());
    }
  }

  private static boolean isOwn(Step step, Content content) {
    return OwnSync.self(step.sql())
        .filter(self -> self.address().equals(content.sender()))
        .isPresent();
  }

  private void chat(Step step, Content content, Content.Chat chat) {
    ChatMessage message =
        new ChatMessage(
            new MessageId(content.id()),
            content.sender(),
            false,
            chat.text(),
            content.sentAt(),
            ChatMessage.State.UNREAD);
    if (Chats.addIncoming(step.sql(), message, step.now())) {
      step.afterCommit(() -> events.chatReceived(message));
    }
    Queues.putPending(
        step.sql(),
        content.sender(),
        random.bytes(Content.ID_LENGTH),
        step.now(),
        Queues.Kind.RECEIPT,
        content.id());
  }

  private void delivered(Step step, Content content, Content.DeliveryReceipt receipt) {
    for (Bytes id : receipt.ids()) {
      if (Chats.markDelivered(step.sql(), content.sender(), id)) {
        step.afterCommit(() -> events.chatDelivered(content.sender(), new MessageId(id)));
      }
    }
  }

  private void requested(
      Step step, Queues.InboxRow row, Content content, Content.ContactRequest request) {
    SqlStore.Sql sql = step.sql();
    Optional<ContactRow> known = contacts.find(sql, content.sender());
    if (known.isEmpty()) {
      if (asked(sql) >= MOST_ASKED) {
        contacts.remove(sql, content.sender()); // the list that came with the request
        return;
      }
      contacts.add(sql, content.sender(), Contact.State.ASKED, step.now());
      step.afterCommit(() -> events.contactRequested(content.sender()));
    }
    ContactRow contact = known.orElseGet(() -> contacts.find(sql, content.sender()).orElseThrow());
    if (contact.account().isPresent() && !contact.account().get().equals(row.account())) {
      ratchet.store(step).deleteAllSessions(contact.account().get());
    }
    contacts.setAccount(sql, contact.address(), row.account());
    contacts.setDeliveryToken(sql, contact.address(), request.deliveryToken());
    claimMailbox(step, contact, request);
    IdentityNote.take(step, contacts, contact, row.identity(), events);
    if (contact.state() == Contact.State.REQUESTED) {
      becomeAccepted(step, contact);
    }
    if (contact.state() != Contact.State.ASKED) {
      put(step, contact, Queues.Kind.ACCEPT);
    }
  }

  /** Opening found it good. */
  private void claimMailbox(Step step, ContactRow contact, Content.ContactRequest request) {
    String mailbox = contact.address().mailbox();
    if (request.mailboxDocument().isPresent()
        && StoredMailboxes.pinned(step.sql(), mailbox).isEmpty()) {
      try {
        contacts.claimMailbox(
            step.sql(), contact.address(), MailboxDocument.decode(request.mailboxDocument().get()));
      } catch (ProtocolException e) {
        throw new StoreException(StoreException.Reason.CORRUPT);
      }
    }
  }

  private static long asked(SqlStore.Sql sql) {
    return sql.first(
            "SELECT count(*) FROM contacts WHERE state = " + Contact.State.ASKED.ordinal(),
            row -> row.number(0))
        .orElse(0L);
  }

  private void accepted(Step step, ContactRow contact, Bytes token) {
    contacts.setDeliveryToken(step.sql(), contact.address(), token);
    if (contact.state() == Contact.State.REQUESTED) {
      becomeAccepted(step, contact);
    }
  }

  private void becomeAccepted(Step step, ContactRow contact) {
    contacts.setState(step.sql(), contact.address(), Contact.State.ACCEPTED);
    step.afterCommit(() -> events.contactAccepted(contact.address()));
  }

  /**
   * The other side lost its session: what it has not receipted is encrypted anew, under the same
   * ids.
   */
  @Rule("SESS-9")
  private void resend(Step step, ContactRow contact) {
    SqlStore.Sql sql = step.sql();
    Instant since = step.now().minus(RESEND_SINCE);
    List<ChatMessage> lost =
        new ArrayList<>(Chats.undelivered(sql, contact.address(), since, MOST_RESENT));
    for (ChatMessage message : lost) {
      Queues.removeOutbox(sql, contact.address(), message.id().value());
      if (!Queues.isPending(sql, message.id().value())) {
        Queues.putPending(
            sql,
            contact.address(),
            message.id().value(),
            message.sentAt(),
            Queues.Kind.CHAT,
            Bytes.copyOf(message.text().getBytes(StandardCharsets.UTF_8)));
      }
    }
    receiptAgain(step, contact);
    put(step, contact, Queues.Kind.ACCEPT);
  }

  /** Receipts may have been lost with the session as well. */
  private void receiptAgain(Step step, ContactRow contact) {
    ByteArrayOutputStream ids = new ByteArrayOutputStream();
    for (Bytes id :
        Chats.lastReceived(step.sql(), contact.address(), Content.DeliveryReceipt.MAX_IDS)) {
      ids.writeBytes(id.toByteArray());
    }
    if (ids.size() > 0) {
      Queues.putPending(
          step.sql(),
          contact.address(),
          random.bytes(Content.ID_LENGTH),
          step.now(),
          Queues.Kind.RECEIPT,
          Bytes.copyOf(ids.toByteArray()));
    }
  }

  private void put(Step step, ContactRow contact, Queues.Kind kind) {
    if (!Queues.isPending(step.sql(), contact.address(), kind)) {
      Queues.putPending(
          step.sql(),
          contact.address(),
          random.bytes(Content.ID_LENGTH),
          step.now(),
          kind,
          Bytes.EMPTY);
    }
  }
}
