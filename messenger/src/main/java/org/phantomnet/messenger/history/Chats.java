package org.phantomnet.messenger.history;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.phantomnet.messenger.store.SqlStore;
import org.phantomnet.messenger.store.SqlValue;
import org.phantomnet.messenger.store.StoreException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.rule.Rule;

/** The table of chat messages. Stateless; inside the caller's transaction. */
public final class Chats {
  private static final String SELECT =
      "SELECT message_id, address, outgoing, body, sent_at, state FROM messages";

  private Chats() {}

  public static void addOutgoing(SqlStore.Sql sql, ChatMessage message, Instant now) {
    insert(sql, message, now);
  }

  /**
   * @return false if that message of that contact is known: a copy
   */
  @Rule("SESS-8")
  public static boolean addIncoming(SqlStore.Sql sql, ChatMessage message, Instant now) {
    return insert(sql, message, now) > 0;
  }

  private static int insert(SqlStore.Sql sql, ChatMessage message, Instant now) {
    return sql.update(
        "INSERT OR IGNORE INTO messages(message_id, address, outgoing, body, sent_at, stored_at, state)"
            + " VALUES(?, ?, ?, ?, ?, ?, ?)",
        SqlValue.of(message.id().value()),
        SqlValue.of(message.contact().text()),
        SqlValue.of(message.outgoing()),
        SqlValue.of(message.text()),
        SqlValue.of(message.sentAt()),
        SqlValue.of(now),
        SqlValue.of(message.state().ordinal()));
  }

  /** In the order they were stored here. */
  public static List<ChatMessage> of(SqlStore.Sql sql, UserAddress contact) {
    return sql.query(
        SELECT + " WHERE address = ? ORDER BY id", Chats::map, SqlValue.of(contact.text()));
  }

  /** As {@link #of}, the last ones only. */
  public static List<ChatMessage> newest(SqlStore.Sql sql, UserAddress contact, int atMost) {
    List<ChatMessage> newestFirst =
        sql.query(
            SELECT + " WHERE address = ? ORDER BY id DESC LIMIT ?",
            Chats::map,
            SqlValue.of(contact.text()),
            SqlValue.of(atMost));
    List<ChatMessage> oldestFirst = new ArrayList<>(newestFirst);
    Collections.reverse(oldestFirst);
    return oldestFirst;
  }

  /** How many of the contact's messages were not seen yet. */
  public static int unread(SqlStore.Sql sql, UserAddress contact) {
    return sql.first(
            "SELECT count(*) FROM messages WHERE address = ? AND outgoing = 0 AND state = ?",
            row -> (int) row.number(0),
            SqlValue.of(contact.text()),
            SqlValue.of(ChatMessage.State.UNREAD.ordinal()))
        .orElse(0);
  }

  /** Rises with each message of any chat; 0 for a chat without one. */
  public static long position(SqlStore.Sql sql, UserAddress contact) {
    return sql.first(
            "SELECT coalesce(max(id), 0) FROM messages WHERE address = ?",
            row -> row.number(0),
            SqlValue.of(contact.text()))
        .orElse(0L);
  }

  /** The newest message of that chat, by when it was stored here. */
  public static Optional<ChatMessage> last(SqlStore.Sql sql, UserAddress contact) {
    return sql.first(
        SELECT + " WHERE address = ? ORDER BY id DESC LIMIT 1",
        Chats::map,
        SqlValue.of(contact.text()));
  }

  /** Own messages that no device of the contact has receipted yet. */
  public static List<ChatMessage> undelivered(
      SqlStore.Sql sql, UserAddress contact, Instant since, int atMost) {
    return sql.query(
        SELECT
            + " WHERE address = ? AND outgoing = 1 AND state IN (?, ?) AND stored_at >= ? ORDER BY id LIMIT ?",
        Chats::map,
        SqlValue.of(contact.text()),
        SqlValue.of(ChatMessage.State.QUEUED.ordinal()),
        SqlValue.of(ChatMessage.State.SENT.ordinal()),
        SqlValue.of(since),
        SqlValue.of(atMost));
  }

  /** The newest own messages to anyone that did not fail, oldest first. */
  public static List<ChatMessage> sent(SqlStore.Sql sql, Instant since, int atMost) {
    List<ChatMessage> newest =
        new ArrayList<>(
            sql.query(
                SELECT
                    + " WHERE outgoing = 1 AND state <> ? AND stored_at >= ? ORDER BY id DESC LIMIT ?",
                Chats::map,
                SqlValue.of(ChatMessage.State.FAILED.ordinal()),
                SqlValue.of(since),
                SqlValue.of(atMost)));
    Collections.reverse(newest);
    return newest;
  }

  /** Ids of the newest messages of that contact. */
  public static List<Bytes> lastReceived(SqlStore.Sql sql, UserAddress contact, int atMost) {
    return sql.query(
        "SELECT message_id FROM messages WHERE address = ? AND outgoing = 0 ORDER BY id DESC LIMIT ?",
        row -> row.blob(0),
        SqlValue.of(contact.text()),
        SqlValue.of(atMost));
  }

  /**
   * @return whether it advanced one
   */
  public static boolean markDelivered(SqlStore.Sql sql, UserAddress contact, Bytes id) {
    return sql.update(
            "UPDATE messages SET state = ? WHERE address = ? AND outgoing = 1 AND message_id = ? AND state <> ?",
            SqlValue.of(ChatMessage.State.DELIVERED.ordinal()),
            SqlValue.of(contact.text()),
            SqlValue.of(id),
            SqlValue.of(ChatMessage.State.DELIVERED.ordinal()))
        > 0;
  }

  public static void markSent(SqlStore.Sql sql, Bytes id, ChatMessage.State sentOrFailed) {
    sql.update(
        "UPDATE messages SET state = ? WHERE outgoing = 1 AND message_id = ? AND state = ?",
        SqlValue.of(sentOrFailed.ordinal()),
        SqlValue.of(id),
        SqlValue.of(ChatMessage.State.QUEUED.ordinal()));
  }

  public static void markRead(SqlStore.Sql sql, UserAddress contact) {
    sql.update(
        "UPDATE messages SET state = ? WHERE address = ? AND outgoing = 0 AND state = ?",
        SqlValue.of(ChatMessage.State.READ.ordinal()),
        SqlValue.of(contact.text()),
        SqlValue.of(ChatMessage.State.UNREAD.ordinal()));
  }

  /** As the person did on another device: what came later stays unread. */
  public static void markReadUpTo(SqlStore.Sql sql, UserAddress contact, Bytes message) {
    sql.update(
        "UPDATE messages SET state = ? WHERE address = ? AND outgoing = 0 AND state = ? AND id <="
            + " (SELECT max(id) FROM messages WHERE address = ? AND outgoing = 0 AND message_id = ?)",
        SqlValue.of(ChatMessage.State.READ.ordinal()),
        SqlValue.of(contact.text()),
        SqlValue.of(ChatMessage.State.UNREAD.ordinal()),
        SqlValue.of(contact.text()),
        SqlValue.of(message));
  }

  private static ChatMessage map(SqlStore.Row row) {
    return new ChatMessage(
        new MessageId(row.blob(0)),
        UserAddress.parse(row.text(1)),
        row.flag(2),
        row.text(3),
        row.instant(4),
        state(row.number(5)).orElseThrow(() -> new StoreException(StoreException.Reason.CORRUPT)));
  }

  private static Optional<ChatMessage.State> state(long ordinal) {
    ChatMessage.State[] states = ChatMessage.State.values();
    return ordinal < 0 || ordinal >= states.length
        ? Optional.empty()
        : Optional.of(states[(int) ordinal]);
  }
}
