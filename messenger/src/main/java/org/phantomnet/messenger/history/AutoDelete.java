package org.phantomnet.messenger.history;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.phantomnet.messenger.store.SqlStore;
import org.phantomnet.messenger.store.SqlValue;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.rule.Rule;

/**
 * A chat's records go when the chat's auto-delete says so (DESIGN 13). Stateless; inside the
 * caller's transaction.
 */
public final class AutoDelete {
  private AutoDelete() {}

  /**
   * @param after zero keeps for ever
   */
  public static void set(SqlStore.Sql sql, UserAddress contact, Duration after) {
    sql.update(
        "UPDATE contacts SET auto_delete_seconds = ? WHERE address = ?",
        SqlValue.of(after.toSeconds()),
        SqlValue.of(contact.text()));
  }

  /** Zero if the chat is kept. */
  public static Duration of(SqlStore.Sql sql, UserAddress contact) {
    return Duration.ofSeconds(
        sql.first(
                "SELECT auto_delete_seconds FROM contacts WHERE address = ?",
                row -> row.number(0),
                SqlValue.of(contact.text()))
            .orElse(0L));
  }

  private static final String OF_CHAT =
      "(SELECT ? - auto_delete_seconds * 1000 FROM contacts WHERE contacts.address = %s.address"
          + " AND auto_delete_seconds > 0)";
  private static final String OLD_MESSAGES =
      " FROM messages WHERE stored_at <= " + String.format(OF_CHAT, "messages");

  /**
   * Removes messages, calls, receipts and notes of the security log that are due, and what still
   * waited to be sent of such a message; and what is only kept for a day or so of any chat.
   *
   * @return whether there were any
   */
  @Rule("CONT-10")
  public static boolean sweep(SqlStore.Sql sql, Instant now) {
    SqlValue at = SqlValue.of(now);
    String ids = "(SELECT message_id" + OLD_MESSAGES + " AND outgoing = 1)";
    int removed = sql.update("DELETE FROM pending WHERE content_id IN " + ids, at);
    removed += sql.update("DELETE FROM outbox WHERE content_id IN " + ids, at);
    removed += sql.update("DELETE" + OLD_MESSAGES, at);
    removed +=
        sql.update(
            "DELETE FROM calls WHERE started_at + talked_millis <= "
                + String.format(OF_CHAT, "calls"),
            at);
    removed +=
        sql.update(
            "DELETE FROM security_log WHERE at <= " + String.format(OF_CHAT, "security_log"), at);
    removed += CallLog.forget(sql, now);
    return removed > 0;
  }

  /** When the next record is due, if any is. */
  public static Optional<Instant> next(SqlStore.Sql sql) {
    String due =
        "SELECT min(%s) + auto_delete_seconds * 1000 AS due FROM %s JOIN contacts USING (address)"
            + " WHERE auto_delete_seconds > 0 GROUP BY address";
    return sql.first(
            "SELECT min(due) FROM ("
                + String.format(due, "stored_at", "messages")
                + " UNION ALL "
                + String.format(due, "started_at + talked_millis", "calls")
                + " UNION ALL "
                + String.format(due, "at", "security_log")
                + ")",
            row -> row.isNull(0) ? Optional.<Instant>empty() : Optional.of(row.instant(0)))
        .flatMap(found -> found);
  }
}
