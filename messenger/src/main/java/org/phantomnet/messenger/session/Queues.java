package org.phantomnet.messenger.session;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.phantomnet.messenger.store.SqlStore;
import org.phantomnet.messenger.store.SqlValue;
import org.phantomnet.messenger.store.StoreException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.rule.Rule;

/**
 * The three queues: what came in and is not yet handed on, what waits for a session, and what is
 * encrypted and waits for the mailbox. Stateless; inside the caller's transaction.
 */
public final class Queues {
  private Queues() {}

  /** Decrypted, and not yet handed on. */
  record InboxRow(
      long id,
      String account,
      int device,
      int registrationId,
      Bytes identity,
      Bytes content,
      Instant receivedAt,
      Duration held) {
    @Override
    public String toString() {
      return "InboxRow";
    }
  }

  /** What a pending row becomes. The order is stored. */
  public enum Kind {
    CHAT,
    REQUEST,
    ACCEPT,
    RECEIPT,
    RESEND,
    /** The own device list. */
    LIST,
    /** To the own other devices. */
    SYNC
  }

  /**
   * Not yet encrypted.
   *
   * @param body UTF-8 of a chat, ids of a receipt, a sync message, else empty
   */
  record PendingRow(
      long id, UserAddress to, Bytes contentId, Instant sentAt, Kind kind, Bytes body) {
    @Override
    public String toString() {
      return "PendingRow";
    }
  }

  /** Encrypted: these bytes and no others go out, however often. */
  record OutboxRow(
      long id,
      UserAddress to,
      String account,
      int device,
      UUID envelope,
      Optional<Bytes> contentId,
      Bytes sealed) {
    @Override
    public String toString() {
      return "OutboxRow";
    }
  }

  // Inbox

  static void putInbox(
      SqlStore.Sql sql,
      PinnedCertificates.Sender sender,
      int registrationId,
      Bytes content,
      boolean isCall,
      Instant now,
      Duration held) {
    sql.update(
        "INSERT INTO inbox(account, device, registration_id, identity, content, is_call, received_at, held_millis)"
            + " VALUES(?, ?, ?, ?, ?, ?, ?, ?)",
        SqlValue.of(sender.account()),
        SqlValue.of(sender.device()),
        SqlValue.of(registrationId),
        SqlValue.of(sender.identity()),
        SqlValue.of(content),
        SqlValue.of(isCall),
        SqlValue.of(now),
        SqlValue.of(held.toMillis()));
  }

  private static final String INBOX =
      "SELECT id, account, device, registration_id, identity, content, received_at, held_millis FROM inbox";

  static Optional<InboxRow> nextInbox(SqlStore.Sql sql, boolean isCall) {
    return sql.first(
        INBOX + " WHERE is_call = ? ORDER BY id LIMIT 1", Queues::inboxRow, SqlValue.of(isCall));
  }

  /** Call content behind that row, oldest first. */
  static List<InboxRow> callsInInbox(SqlStore.Sql sql, long after, int atMost) {
    return sql.query(
        INBOX + " WHERE is_call = 1 AND id > ? ORDER BY id LIMIT ?",
        Queues::inboxRow,
        SqlValue.of(after),
        SqlValue.of(atMost));
  }

  private static InboxRow inboxRow(SqlStore.Row row) {
    return new InboxRow(
        row.number(0),
        row.text(1),
        (int) row.number(2),
        (int) row.number(3),
        row.blob(4),
        row.blob(5),
        row.instant(6),
        Duration.ofMillis(row.number(7)));
  }

  static void removeInbox(SqlStore.Sql sql, long id) {
    sql.update("DELETE FROM inbox WHERE id = ?", SqlValue.of(id));
  }

  // Pending

  public static void putPending(
      SqlStore.Sql sql, UserAddress to, Bytes contentId, Instant sentAt, Kind kind, Bytes body) {
    sql.update(
        "INSERT INTO pending(address, content_id, sent_at, kind, body) VALUES(?, ?, ?, ?, ?)",
        SqlValue.of(to.text()),
        SqlValue.of(contentId),
        SqlValue.of(sentAt),
        SqlValue.of(kind.ordinal()),
        SqlValue.of(body));
  }

  static List<PendingRow> pending(SqlStore.Sql sql) {
    return sql.query(
        "SELECT id, address, content_id, sent_at, kind, body FROM pending ORDER BY id LIMIT 500",
        row ->
            new PendingRow(
                row.number(0),
                UserAddress.parse(row.text(1)),
                row.blob(2),
                row.instant(3),
                kind(row.number(4)),
                row.blob(5)));
  }

  static boolean isPending(SqlStore.Sql sql, UserAddress to, Kind kind) {
    return sql.first(
            "SELECT 1 FROM pending WHERE address = ? AND kind = ?",
            row -> row.number(0),
            SqlValue.of(to.text()),
            SqlValue.of(kind.ordinal()))
        .isPresent();
  }

  static boolean isPending(SqlStore.Sql sql, Bytes contentId) {
    return sql.first(
            "SELECT 1 FROM pending WHERE content_id = ?",
            row -> row.number(0),
            SqlValue.of(contentId))
        .isPresent();
  }

  static void removePending(SqlStore.Sql sql, long id) {
    sql.update("DELETE FROM pending WHERE id = ?", SqlValue.of(id));
  }

  public static void removePending(SqlStore.Sql sql, UserAddress to) {
    sql.update("DELETE FROM pending WHERE address = ?", SqlValue.of(to.text()));
  }

  private static Kind kind(long ordinal) {
    if (ordinal < 0 || ordinal >= Kind.values().length) {
      throw new StoreException(StoreException.Reason.CORRUPT);
    }
    return Kind.values()[(int) ordinal];
  }

  // Outbox

  static void putOutbox(
      SqlStore.Sql sql,
      UserAddress to,
      String account,
      int device,
      int registrationId,
      UUID envelope,
      Optional<Bytes> contentId,
      byte[] sealed,
      Instant now,
      Duration staleAfter) {
    sql.update(
        "INSERT INTO outbox(address, account, device, registration_id, envelope_id, content_id, sealed, created_at,"
            + " stale_after_millis) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)",
        SqlValue.of(to.text()),
        SqlValue.of(account),
        SqlValue.of(device),
        SqlValue.of(registrationId),
        SqlValue.of(envelope.toString()),
        SqlValue.ofBytes(contentId),
        SqlValue.of(sealed),
        SqlValue.of(now),
        SqlValue.of(staleAfter.toMillis()));
  }

  /**
   * The oldest row of each recipient, oldest first: later ones of the same recipient wait for it.
   */
  @Rule("SESS-10")
  static List<OutboxRow> heads(SqlStore.Sql sql) {
    return sql.query(
        "SELECT id, address, account, device, envelope_id, content_id, sealed FROM outbox"
            + " WHERE id IN (SELECT min(id) FROM outbox GROUP BY address) ORDER BY id",
        row ->
            new OutboxRow(
                row.number(0),
                UserAddress.parse(row.text(1)),
                row.text(2),
                (int) row.number(3),
                UUID.fromString(row.text(4)),
                row.optionalBlob(5),
                row.blob(6)));
  }

  /** The newest row of each recipient. */
  static Map<UserAddress, Long> newest(SqlStore.Sql sql) {
    Map<UserAddress, Long> newest = new HashMap<>();
    sql.query(
        "SELECT address, max(id) FROM outbox GROUP BY address",
        row -> newest.put(UserAddress.parse(row.text(0)), row.number(1)));
    return newest;
  }

  static void removeOutbox(SqlStore.Sql sql, long id) {
    sql.update("DELETE FROM outbox WHERE id = ?", SqlValue.of(id));
  }

  static boolean isInOutbox(SqlStore.Sql sql, Bytes contentId) {
    return sql.first(
            "SELECT 1 FROM outbox WHERE content_id = ?",
            row -> row.number(0),
            SqlValue.of(contentId))
        .isPresent();
  }

  static void removeOutbox(SqlStore.Sql sql, UserAddress to, Bytes contentId) {
    sql.update(
        "DELETE FROM outbox WHERE address = ? AND content_id = ?",
        SqlValue.of(to.text()),
        SqlValue.of(contentId));
  }

  public static void removeOutbox(SqlStore.Sql sql, UserAddress to) {
    sql.update("DELETE FROM outbox WHERE address = ?", SqlValue.of(to.text()));
  }

  /**
   * After a restart, call messages whose time has passed are not sent any more; what has no such
   * time is.
   */
  @Rule("SESS-7")
  public static void dropStale(SqlStore.Sql sql, Instant now) {
    sql.update(
        "DELETE FROM outbox WHERE stale_after_millis > 0 AND created_at + stale_after_millis < ?",
        SqlValue.of(now));
  }
}
