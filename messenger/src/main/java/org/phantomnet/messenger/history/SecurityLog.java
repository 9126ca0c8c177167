package org.phantomnet.messenger.history;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.phantomnet.messenger.session.Step;
import org.phantomnet.messenger.store.SqlStore;
import org.phantomnet.messenger.store.SqlValue;
import org.phantomnet.messenger.store.StoreException;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.signal.CallMode;

/**
 * What happened to the security of the account and its chats, for the person to read. Written in
 * the step that does it, never sent anywhere, gone with the chat's auto-delete (DESIGN 13).
 * Stateless; inside the caller's step.
 */
public final class SecurityLog {
  /** Of one kind and contact: who can cause many of one kind crowds out no other. */
  static final int MOST_OF_A_KIND = 50;

  private SecurityLog() {}

  /** Of the own account. */
  public static void note(Step step, SecurityEvent event) {
    note(step.sql(), step.now(), event, Optional.empty(), Optional.empty());
  }

  public static void note(Step step, SecurityEvent event, UserAddress contact) {
    note(step.sql(), step.now(), event, Optional.of(contact), Optional.empty());
  }

  public static void note(Step step, SecurityEvent event, UserAddress contact, CallMode mode) {
    note(step.sql(), step.now(), event, Optional.of(contact), Optional.of(mode));
  }

  /** In a transaction of a call's, which is no step of the chat's. */
  static void noteOfCall(SqlStore.Sql sql, Instant now, UserAddress contact, CallMode mode) {
    note(sql, now, SecurityEvent.CALL_MODE_CHANGED, Optional.of(contact), Optional.of(mode));
  }

  @Rule("CONT-15")
  private static void note(
      SqlStore.Sql sql,
      Instant now,
      SecurityEvent event,
      Optional<UserAddress> contact,
      Optional<CallMode> mode) {
    SqlValue address = SqlValue.ofText(contact.map(UserAddress::text));
    SqlValue name = SqlValue.of(event.name());
    sql.update(
        "INSERT INTO security_log(at, event, address, mode) VALUES(?, ?, ?, ?)",
        SqlValue.of(now),
        name,
        address,
        SqlValue.ofText(mode.map(CallMode::name)));
    sql.update(
        "DELETE FROM security_log WHERE event = ? AND address IS ? AND id NOT IN (SELECT id"
            + " FROM security_log WHERE event = ? AND address IS ? ORDER BY id DESC LIMIT ?)",
        name,
        address,
        name,
        address,
        SqlValue.of(MOST_OF_A_KIND));
  }

  /** Newest first. */
  public static List<SecurityEntry> all(SqlStore.Sql sql) {
    return sql.query(
        "SELECT at, event, address, mode FROM security_log ORDER BY id DESC", SecurityLog::map);
  }

  private static SecurityEntry map(SqlStore.Row row) {
    return new SecurityEntry(
        row.instant(0),
        choice(SecurityEvent.values(), row.text(1)),
        row.optionalText(2).map(UserAddress::parse),
        row.optionalText(3).map(name -> choice(CallMode.values(), name)));
  }

  private static <E extends Enum<E>> E choice(E[] values, String name) {
    for (E value : values) {
      if (value.name().equals(name)) {
        return value;
      }
    }
    throw new StoreException(StoreException.Reason.CORRUPT);
  }
}
