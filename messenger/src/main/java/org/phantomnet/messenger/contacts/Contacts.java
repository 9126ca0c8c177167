package org.phantomnet.messenger.contacts;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.phantomnet.engine.port.ContactBook;
import org.phantomnet.messenger.store.SqlStore;
import org.phantomnet.messenger.store.SqlValue;
import org.phantomnet.messenger.store.StoreException;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.mailbox.MailboxDocument;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.signal.CallMode;

/**
 * The contacts' table, and the engine's view of it from memory. Methods that take {@code sql} run
 * inside the caller's transaction; the memory follows with {@link #refresh}.
 */
public final class Contacts implements ContactBook {
  private static final String SELECT =
      "SELECT address, state, account, identity, delivery_token, introduction, default_mode, floor, require_pq,"
          + " blocked, verified, talked, identity_acknowledged FROM contacts";

  private volatile Map<UserAddress, ContactPolicy> open = Map.of();

  /** Only accepted contacts are in the book: nobody else may ring (CONT-4). */
  @Override
  public Optional<ContactPolicy> policy(UserAddress contact) {
    return Optional.ofNullable(open.get(contact));
  }

  /** Reads the memory anew. Blocks for the store. */
  @Rule("CONT-4")
  public void refresh(SqlStore store) {
    open =
        store.inTransaction(this::all).stream()
            .filter(row -> row.state() == Contact.State.ACCEPTED)
            .collect(Collectors.toUnmodifiableMap(ContactRow::address, ContactRow::policy));
  }

  public List<ContactRow> all(SqlStore.Sql sql) {
    return sql.query(SELECT + " ORDER BY address", Contacts::map);
  }

  public Optional<ContactRow> find(SqlStore.Sql sql, UserAddress address) {
    return sql.first(SELECT + " WHERE address = ?", Contacts::map, SqlValue.of(address.text()));
  }

  public Optional<ContactRow> findByAccount(SqlStore.Sql sql, String account) {
    return sql.first(SELECT + " WHERE account = ?", Contacts::map, SqlValue.of(account));
  }

  private static ContactRow map(SqlStore.Row row) {
    boolean verified = row.flag(10);
    return new ContactRow(
        UserAddress.parse(row.text(0)),
        choice(Contact.State.values(), row.number(1)),
        row.optionalText(2),
        row.optionalBlob(3),
        row.optionalBlob(4),
        row.optionalBlob(5),
        new ContactPolicy(
            choice(CallMode.values(), row.number(6)),
            choice(CallMode.values(), row.number(7)),
            row.flag(8),
            row.flag(9),
            verified,
            verified || row.flag(11),
            row.flag(12)));
  }

  private static <T> T choice(T[] values, long index) {
    if (index < 0 || index >= values.length) {
      throw new StoreException(StoreException.Reason.CORRUPT);
    }
    return values[(int) index];
  }

  public void add(SqlStore.Sql sql, UserAddress address, Contact.State state, Instant now) {
    ContactPolicy initial = ContactPolicy.initial();
    sql.update(
        "INSERT INTO contacts(address, state, default_mode, floor, require_pq, blocked, verified, talked,"
            + " identity_acknowledged, created_at) VALUES(?, ?, ?, ?, ?, 0, 0, 0, 1, ?)",
        SqlValue.of(address.text()),
        SqlValue.of(state.ordinal()),
        SqlValue.of(initial.defaultMode().ordinal()),
        SqlValue.of(initial.floor().ordinal()),
        SqlValue.of(initial.requirePq()),
        SqlValue.of(now));
  }

  public void remove(SqlStore.Sql sql, UserAddress address) {
    sql.update("DELETE FROM contacts WHERE address = ?", SqlValue.of(address.text()));
    sql.update("DELETE FROM device_lists WHERE address = ?", SqlValue.of(address.text()));
  }

  public void setState(SqlStore.Sql sql, UserAddress address, Contact.State state) {
    set(
        sql,
        address,
        "UPDATE contacts SET state = ? WHERE address = ?",
        SqlValue.of(state.ordinal()));
  }

  public void setDeliveryToken(SqlStore.Sql sql, UserAddress address, Bytes token) {
    set(
        sql,
        address,
        "UPDATE contacts SET delivery_token = ? WHERE address = ?",
        SqlValue.of(token));
  }

  public void setIntroduction(SqlStore.Sql sql, UserAddress address, Bytes token) {
    set(sql, address, "UPDATE contacts SET introduction = ? WHERE address = ?", SqlValue.of(token));
  }

  /** The contact's token no longer counts. */
  public void forgetTokens(SqlStore.Sql sql, UserAddress address) {
    sql.update(
        "UPDATE contacts SET delivery_token = NULL, introduction = NULL WHERE address = ?",
        SqlValue.of(address.text()));
  }

  public void setBlocked(SqlStore.Sql sql, UserAddress address, boolean blocked) {
    set(sql, address, "UPDATE contacts SET blocked = ? WHERE address = ?", SqlValue.of(blocked));
  }

  public void setVerified(SqlStore.Sql sql, UserAddress address) {
    sql.update(
        "UPDATE contacts SET verified = 1, identity_acknowledged = 1 WHERE address = ?",
        SqlValue.of(address.text()));
  }

  public void withdrawVerification(SqlStore.Sql sql, UserAddress address) {
    sql.update("UPDATE contacts SET verified = 0 WHERE address = ?", SqlValue.of(address.text()));
  }

  /** Whether the person saw the privacy panel of a first call with the contact as it is now. */
  public boolean isFirstCallSeen(SqlStore.Sql sql, UserAddress address) {
    return sql.first(
            "SELECT first_call_seen FROM contacts WHERE address = ?",
            row -> row.flag(0),
            SqlValue.of(address.text()))
        .orElse(false);
  }

  public void setFirstCallSeen(SqlStore.Sql sql, UserAddress address) {
    sql.update(
        "UPDATE contacts SET first_call_seen = 1 WHERE address = ?", SqlValue.of(address.text()));
  }

  /** As the person decided on another device. */
  public void setTrust(
      SqlStore.Sql sql,
      UserAddress address,
      boolean verified,
      boolean acknowledged,
      boolean talked) {
    sql.update(
        "UPDATE contacts SET verified = ?, identity_acknowledged = ?, talked = max(talked, ?)"
            + " WHERE address = ?",
        SqlValue.of(verified),
        SqlValue.of(acknowledged),
        SqlValue.of(talked),
        SqlValue.of(address.text()));
  }

  public void setTalked(SqlStore.Sql sql, UserAddress address) {
    sql.update("UPDATE contacts SET talked = 1 WHERE address = ?", SqlValue.of(address.text()));
  }

  public void acknowledgeIdentity(SqlStore.Sql sql, UserAddress address) {
    set(
        sql,
        address,
        "UPDATE contacts SET identity_acknowledged = ? WHERE address = ?",
        SqlValue.of(1));
  }

  public void setModes(
      SqlStore.Sql sql,
      UserAddress address,
      CallMode defaultMode,
      CallMode floor,
      boolean requirePq) {
    sql.update(
        "UPDATE contacts SET default_mode = ?, floor = ?, require_pq = ? WHERE address = ?",
        SqlValue.of(defaultMode.ordinal()),
        SqlValue.of(floor.ordinal()),
        SqlValue.of(requirePq),
        SqlValue.of(address.text()));
  }

  /** Remembers what the mailbox of someone who asks claims to be, until it is pinned. */
  public void claimMailbox(SqlStore.Sql sql, UserAddress address, MailboxDocument claimed) {
    set(
        sql,
        address,
        "UPDATE contacts SET mailbox_document = ? WHERE address = ?",
        SqlValue.of(claimed.encode()));
  }

  public Optional<MailboxDocument> claimedMailbox(SqlStore.Sql sql, UserAddress address) {
    return sql.first(
            "SELECT mailbox_document FROM contacts WHERE address = ?",
            row -> row.optionalBlob(0),
            SqlValue.of(address.text()))
        .flatMap(found -> found)
        .map(Contacts::document);
  }

  private static MailboxDocument document(Bytes stored) {
    try {
      return MailboxDocument.decode(stored);
    } catch (ProtocolException e) {
      throw new StoreException(StoreException.Reason.CORRUPT);
    }
  }

  /** Binds the address to the account the mailbox names for it. */
  public void setAccount(SqlStore.Sql sql, UserAddress address, String account) {
    set(sql, address, "UPDATE contacts SET account = ? WHERE address = ?", SqlValue.of(account));
  }

  /**
   * Notes the identity key of a contact. The first is taken as it is; another withdraws the
   * verification and stops calls and messages until the person acknowledges it. Settings stay: they
   * are the address's.
   *
   * @return whether the key replaced another
   */
  @Rule("CONT-6")
  public boolean noteIdentity(SqlStore.Sql sql, ContactRow contact, Bytes identity) {
    if (contact.identity().filter(identity::equals).isPresent()) {
      return false;
    }
    set(
        sql,
        contact.address(),
        "UPDATE contacts SET identity = ? WHERE address = ?",
        SqlValue.of(identity));
    if (contact.identity().isEmpty()) {
      return false;
    }
    sql.update(
        "UPDATE contacts SET verified = 0, talked = 0, identity_acknowledged = 0, first_call_seen = 0"
            + " WHERE address = ?",
        SqlValue.of(contact.address().text()));
    return true;
  }

  private static void set(SqlStore.Sql sql, UserAddress address, String statement, SqlValue value) {
    sql.update(statement, value, SqlValue.of(address.text()));
  }
}
