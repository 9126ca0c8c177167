package org.phantomnet.messenger.session;

import java.time.Duration;
import java.util.Optional;
import org.phantomnet.messenger.contacts.Contact;
import org.phantomnet.messenger.contacts.ContactRow;
import org.phantomnet.messenger.contacts.Contacts;
import org.phantomnet.messenger.history.AutoDelete;
import org.phantomnet.messenger.history.ChatMessage;
import org.phantomnet.messenger.history.Chats;
import org.phantomnet.messenger.history.MessageId;
import org.phantomnet.messenger.history.SecurityEvent;
import org.phantomnet.messenger.history.SecurityLog;
import org.phantomnet.messenger.store.Meta;
import org.phantomnet.messenger.store.SqlStore;
import org.phantomnet.messenger.store.SqlValue;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.devices.Sync;
import org.phantomnet.protocol.devices.SyncCodec;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.mailbox.Content;
import org.phantomnet.protocol.rule.Rule;

/** Applies what own devices tell. Session thread only. */
final class SyncReader {
  private final Contacts contacts;
  private final OwnSync ownSync;
  private final Events events;
  private final Ratchet ratchet;

  private final ComingCalls coming;

  SyncReader(
      Contacts contacts, OwnSync ownSync, Events events, Ratchet ratchet, ComingCalls coming) {
    this.coming = coming;
    this.contacts = contacts;
    this.ownSync = ownSync;
    this.events = events;
    this.ratchet = ratchet;
  }

  /**
   * @param from the own device that tells
   */
  void apply(Step step, int from, Content content, Content.Sync body) throws ProtocolException {
    Sync sync = SyncCodec.decode(body.message());
    if (sync instanceof Sync.SentLine sent) {
      sentLine(step, content, sent);
    } else if (sync instanceof Sync.ContactThere there) {
      contact(step, there);
    } else if (sync instanceof Sync.Trust trust) {
      trust(step, trust);
    } else if (sync instanceof Sync.Read read) {
      Chats.markReadUpTo(step.sql(), read.contact(), read.message());
      step.afterCommit(() -> events.contactChanged(read.contact()));
    } else if (sync instanceof Sync.OwnToken token) {
      if (Decision.OWN_TOKEN.wins(step, "", token.mark())) {
        Meta.DELIVERY_TOKEN.set(step.sql(), SqlValue.of(token.token()));
        Meta.DELIVERY_TOKEN_DUE.clear(step.sql());
      }
    } else if (sync instanceof Sync.DeviceName name) {
      name(step, from, name);
    } else if (sync instanceof Sync.MailboxPin pin) {
      StoredMailboxes.pin(step.sql(), pin.keys());
    } else if (sync instanceof Sync.ComingCall call) {
      if (call.device() == Meta.required(Meta.OWN_DEVICE.number(step.sql())).intValue()) {
        coming.add(call.contact(), call.call(), content.sentAt()); // twice is once, see take
      }
    } else {
      settings(step, sync);
    }
  }

  private void sentLine(Step step, Content content, Sync.SentLine sent) {
    if (contacts.find(step.sql(), sent.to()).isEmpty()) {
      return;
    }
    ChatMessage message =
        new ChatMessage(
            new MessageId(content.id()),
            sent.to(),
            true,
            sent.text(),
            content.sentAt(),
            ChatMessage.State.SENT);
    Chats.addOutgoing(step.sql(), message, step.now());
    step.afterCommit(() -> events.contactChanged(sent.to()));
  }

  private void contact(Step step, Sync.ContactThere there) {
    SqlStore.Sql sql = step.sql();
    UserAddress address = there.contact();
    if (!Decision.CONSENT.wins(step, address.text(), there.mark())
        && contacts.find(sql, address).isPresent()) {
      return;
    }
    Contact.State state = Contact.State.values()[there.consent().ordinal()];
    Optional<ContactRow> before = contacts.find(sql, address);
    if (before.isEmpty()) {
      contacts.add(sql, address, state, step.now());
    } else if (state == Contact.State.ACCEPTED) {
      contacts.setState(sql, address, state);
    }
    ContactRow row = contacts.find(sql, address).orElseThrow();
    there.known().ifPresent(known -> learn(step, row, known));
    boolean accepted =
        state == Contact.State.ACCEPTED && before.filter(known -> known.state() == state).isEmpty();
    if (accepted) {
      introduce(step, address);
      step.afterCommit(() -> events.contactAccepted(address));
    } else if (before.isEmpty() && state == Contact.State.ASKED) {
      step.afterCommit(() -> events.contactRequested(address));
    } else {
      step.afterCommit(() -> events.contactChanged(address));
    }
  }

  /** Without a session nobody could be called from here before a line was written. */
  private void introduce(Step step, UserAddress address) {
    contacts
        .find(step.sql(), address)
        .flatMap(AccountHolder::of)
        .filter(holder -> ratchet.needsBundles(step, holder))
        .ifPresent(holder -> ratchet.pend(step, address, Queues.Kind.LIST));
  }

  /** What is not known here; what is, was learned from the contact itself. */
  private void learn(Step step, ContactRow row, Sync.Known known) {
    SqlStore.Sql sql = step.sql();
    String account = known.account().value().toString();
    if (row.account().isEmpty() && contacts.findByAccount(sql, account).isEmpty()) {
      contacts.setAccount(sql, row.address(), account);
      contacts.noteIdentity(sql, row, known.identity());
    }
    if (row.deliveryToken().isEmpty()) {
      known
          .deliveryToken()
          .ifPresent(token -> contacts.setDeliveryToken(sql, row.address(), token));
    }
  }

  private void settings(Step step, Sync sync) {
    SqlStore.Sql sql = step.sql();
    if (sync instanceof Sync.Blocked blocked) {
      if (take(step, Decision.BLOCK, blocked.contact(), blocked.mark())) {
        contacts.setBlocked(sql, blocked.contact(), blocked.blocked());
        SecurityLog.note(
            step,
            blocked.blocked() ? SecurityEvent.BLOCKED : SecurityEvent.UNBLOCKED,
            blocked.contact());
        if (blocked.blocked()) {
          Queues.removePending(sql, blocked.contact());
          Queues.removeOutbox(sql, blocked.contact());
        }
      }
    } else if (sync instanceof Sync.Modes modes) {
      if (take(step, Decision.MODES, modes.contact(), modes.mark())) {
        contacts.setModes(
            sql, modes.contact(), modes.defaultMode(), modes.floor(), modes.requirePq());
      }
    } else if (sync instanceof Sync.AutoDelete delete
        && take(step, Decision.AUTO_DELETE, delete.contact(), delete.mark())) {
      AutoDelete.set(sql, delete.contact(), Duration.ofSeconds(delete.seconds()));
      AutoDelete.sweep(sql, step.now());
    }
  }

  private boolean take(Step step, Decision what, UserAddress contact, Sync.Mark mark) {
    boolean taken =
        contacts.find(step.sql(), contact).isPresent() && what.wins(step, contact.text(), mark);
    if (taken) {
      step.afterCommit(() -> events.contactChanged(contact));
    }
    return taken;
  }

  @Rule("DEV-17")
  private void trust(Step step, Sync.Trust trust) {
    boolean same =
        contacts
            .find(step.sql(), trust.contact())
            .flatMap(ContactRow::identity)
            .filter(trust.identity()::equals)
            .isPresent();
    if (same && take(step, Decision.TRUST, trust.contact(), trust.mark())) {
      contacts.setTrust(
          step.sql(), trust.contact(), trust.verified(), trust.acknowledged(), trust.talked());
    }
  }

  /** From the device itself it is the hello of a linked one. */
  @Rule("DEV-13")
  private void name(Step step, int from, Sync.DeviceName name) {
    SqlStore.Sql sql = step.sql();
    boolean hello = name.device() == from && OwnList.isPrimary(sql) && isInvited(sql, from);
    sql.update(
        "INSERT INTO own_devices(device, name) VALUES(?, ?) ON CONFLICT(device) DO UPDATE"
            + " SET name = CASE WHEN name = '' THEN excluded.name ELSE name END",
        SqlValue.of(name.device()),
        SqlValue.of(name.name()));
    if (!hello) {
      return;
    }
    sql.update("UPDATE own_devices SET invited_at = NULL WHERE device = ?", SqlValue.of(from));
    SecurityLog.note(step, SecurityEvent.DEVICE_LINKED);
    for (ContactRow row : contacts.all(sql)) {
      if (row.isOpen()) {
        ratchet.pend(step, row.address(), Queues.Kind.LIST);
      }
    }
    OwnSync.self(sql).ifPresent(self -> ratchet.pend(step, self.address(), Queues.Kind.LIST));
    ownSync.everything(step);
    step.afterCommit(() -> events.deviceLinked(name.device()));
  }

  private static boolean isInvited(SqlStore.Sql sql, int device) {
    return sql.first(
            "SELECT 1 FROM own_devices WHERE device = ? AND invited_at IS NOT NULL",
            row -> row.number(0),
            SqlValue.of(device))
        .isPresent();
  }
}
