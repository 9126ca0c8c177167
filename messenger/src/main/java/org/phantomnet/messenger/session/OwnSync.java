package org.phantomnet.messenger.session;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.phantomnet.engine.port.ContactBook.ContactPolicy;
import org.phantomnet.messenger.contacts.ContactRow;
import org.phantomnet.messenger.contacts.Contacts;
import org.phantomnet.messenger.history.AutoDelete;
import org.phantomnet.messenger.history.ChatMessage;
import org.phantomnet.messenger.history.Chats;
import org.phantomnet.messenger.store.Meta;
import org.phantomnet.messenger.store.SqlStore;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.devices.Sync;
import org.phantomnet.protocol.devices.SyncCodec;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.mailbox.AccountId;
import org.phantomnet.protocol.mailbox.Content;
import org.phantomnet.protocol.rule.Rule;

/**
 * Tells the own other devices what was done here; nothing while there are none. Stateless but for
 * its chance; inside the caller's step.
 */
public final class OwnSync {
  private final Contacts contacts;
  private final RandomSource random;

  public OwnSync(Contacts contacts, RandomSource random) {
    this.contacts = contacts;
    this.random = random;
  }

  /** A line that was written here: its copy has its id and time. */
  public void sentLine(Step step, UserAddress to, Bytes id, Instant at, String text) {
    put(step, id, at, new Sync.SentLine(to, text));
  }

  @Rule("DEV-15")
  public void tell(Step step, Sync sync) {
    put(step, random.bytes(Content.ID_LENGTH), step.now(), sync);
  }

  private static void put(Step step, Bytes id, Instant at, Sync sync) {
    Optional<AccountHolder> self = self(step.sql());
    if (self.isPresent() && OwnList.newest(step.sql(), self.get()).devices().size() > 1) {
      Queues.putPending(
          step.sql(), self.get().address(), id, at, Queues.Kind.SYNC, SyncCodec.encode(sync));
    }
  }

  static Optional<AccountHolder> self(SqlStore.Sql sql) {
    Optional<String> account = Meta.ACCOUNT.text(sql);
    Optional<OwnKeys> keys = account.isPresent() ? OwnKeys.load(sql) : Optional.empty();
    return keys.map(
        own ->
            new AccountHolder(
                UserAddress.parse(Meta.required(Meta.NAME.text(sql))),
                account.orElseThrow(),
                own.publicKey()));
  }

  /** A contact was added, asked or consented to here. */
  public void consent(Step step, UserAddress contact) {
    Sync.Mark mark = Decision.CONSENT.make(step, contact.text());
    StoredMailboxes.pinned(step.sql(), contact.mailbox())
        .filter(keys -> StoredMailboxes.isForeign(step.sql(), keys.mailbox()))
        .ifPresent(keys -> tell(step, new Sync.MailboxPin(keys)));
    contacts.find(step.sql(), contact).ifPresent(row -> tell(step, there(mark, row)));
  }

  public void blocked(Step step, UserAddress contact, boolean blocked) {
    Sync.Mark mark = Decision.BLOCK.make(step, contact.text());
    tell(step, new Sync.Blocked(mark, contact, blocked));
  }

  public void modes(Step step, UserAddress contact) {
    Sync.Mark mark = Decision.MODES.make(step, contact.text());
    contacts.find(step.sql(), contact).ifPresent(row -> tell(step, modes(mark, row)));
  }

  /** Verified, withdrawn or acknowledged. */
  public void trust(Step step, UserAddress contact) {
    Sync.Mark mark = Decision.TRUST.make(step, contact.text());
    contacts
        .find(step.sql(), contact)
        .ifPresent(
            row -> row.identity().ifPresent(identity -> tell(step, trust(mark, row, identity))));
  }

  public void autoDelete(Step step, UserAddress contact, Duration after) {
    Sync.Mark mark = Decision.AUTO_DELETE.make(step, contact.text());
    tell(step, new Sync.AutoDelete(mark, contact, after.toSeconds()));
  }

  /** A new delivery token is in the store. */
  public void ownToken(Step step) {
    Sync.Mark mark = Decision.OWN_TOKEN.make(step, "");
    tell(step, new Sync.OwnToken(mark, Meta.required(Meta.DELIVERY_TOKEN.bytes(step.sql()))));
  }

  /** All that a device needs that was not there before; nothing in it undoes a later decision. */
  void everything(Step step) {
    SqlStore.Sql sql = step.sql();
    tell(
        step,
        new Sync.OwnToken(
            Decision.OWN_TOKEN.markOrFirst(sql, ""),
            Meta.required(Meta.DELIVERY_TOKEN.bytes(sql))));
    for (ContactRow row : contacts.all(sql)) {
      String about = row.address().text();
      StoredMailboxes.pinned(sql, row.address().mailbox())
          .ifPresent(keys -> tell(step, new Sync.MailboxPin(keys)));
      tell(step, there(Decision.CONSENT.markOrFirst(sql, about), row));
      if (row.policy().blocked()) {
        tell(step, new Sync.Blocked(Decision.BLOCK.markOrFirst(sql, about), row.address(), true));
      }
      tell(step, modes(Decision.MODES.markOrFirst(sql, about), row));
      row.identity()
          .ifPresent(
              identity -> tell(step, trust(Decision.TRUST.markOrFirst(sql, about), row, identity)));
      Duration after = AutoDelete.of(sql, row.address());
      if (!after.isZero()) {
        tell(
            step,
            new Sync.AutoDelete(
                Decision.AUTO_DELETE.markOrFirst(sql, about), row.address(), after.toSeconds()));
      }
    }
    names(step);
  }

  /** An own device may have lost copies with a session; those that it has it knows by their ids. */
  @Rule("DEV-23")
  void linesAgain(Step step, Instant since, int atMost) {
    for (ChatMessage line : Chats.sent(step.sql(), since, atMost)) {
      sentLine(step, line.contact(), line.id().value(), line.sentAt(), line.text());
    }
  }

  /** What the person calls each device. */
  void names(Step step) {
    step
        .sql()
        .query(
            "SELECT device, name FROM own_devices WHERE name <> ''",
            row -> new Sync.DeviceName((int) row.number(0), row.text(1)))
        .stream()
        .filter(name -> name.device() != ownNumber(step))
        .forEach(name -> tell(step, name));
  }

  private static int ownNumber(Step step) {
    return Meta.required(Meta.OWN_DEVICE.number(step.sql())).intValue();
  }

  private static Sync.ContactThere there(Sync.Mark mark, ContactRow row) {
    Sync.Consent consent = Sync.Consent.values()[row.state().ordinal()];
    Optional<Sync.Known> known =
        AccountHolder.of(row)
            .map(
                holder ->
                    new Sync.Known(
                        new AccountId(UUID.fromString(holder.account())),
                        holder.identity(),
                        row.deliveryToken()));
    return new Sync.ContactThere(mark, row.address(), consent, known);
  }

  private static Sync.Modes modes(Sync.Mark mark, ContactRow row) {
    ContactPolicy policy = row.policy();
    return new Sync.Modes(
        mark, row.address(), policy.defaultMode(), policy.floor(), policy.requirePq());
  }

  private static Sync.Trust trust(Sync.Mark mark, ContactRow row, Bytes identity) {
    ContactPolicy policy = row.policy();
    return new Sync.Trust(
        mark,
        row.address(),
        identity,
        policy.verified(),
        policy.identityAcknowledged(),
        policy.mayReplyUnasked());
  }
}
