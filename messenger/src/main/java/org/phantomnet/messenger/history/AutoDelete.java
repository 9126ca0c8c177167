package org.phantomnet.messenger.history;

import java.time.Duration;
import java.time.Instant;
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

  /** Removes messages, calls and receipts that are due. */
  @Rule("CONT-10")
  public static void sweep(SqlStore.Sql sql, Instant now) {
    sql.update(
        "DELETE FROM messages WHERE stored_at < (SELECT ? - auto_delete_seconds * 1000 FROM contacts"
            + " WHERE contacts.address = messages.address AND auto_delete_seconds > 0)",
        SqlValue.of(now));
    sql.update(
        "DELETE FROM calls WHERE started_at + talked_millis < (SELECT ? - auto_delete_seconds * 1000 FROM contacts"
            + " WHERE contacts.address = calls.address AND auto_delete_seconds > 0)",
        SqlValue.of(now));
    sql.update(
        "DELETE FROM security_log WHERE at < (SELECT ? - auto_delete_seconds * 1000 FROM contacts"
            + " WHERE contacts.address = security_log.address AND auto_delete_seconds > 0)",
        SqlValue.of(now));
  }
}
