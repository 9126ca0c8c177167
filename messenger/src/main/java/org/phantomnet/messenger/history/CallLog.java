package org.phantomnet.messenger.history;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.phantomnet.engine.port.CallRecords;
import org.phantomnet.messenger.contacts.Contacts;
import org.phantomnet.messenger.store.Meta;
import org.phantomnet.messenger.store.SqlStore;
import org.phantomnet.messenger.store.SqlValue;
import org.phantomnet.messenger.store.StoreException;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.signal.CallMode;

/** The engine's records in the encrypted store. Thread-safe; every method blocks for one commit. */
public final class CallLog implements CallRecords {
  private static final Duration SEEN_FOR = Duration.ofHours(25);
  private static final Duration SHORT = Duration.ofMinutes(5);
  private static final int MOST_IN_SHORT = 3;
  private static final Duration LONG = Duration.ofDays(1);
  private static final int MOST_IN_LONG = 10;
  private static final String SEEN_V1 = "PhantomNet seen call v1";
  private static final String UNFINISHED_V1 = "PhantomNet unfinished call v1";

  private final SqlStore store;
  private final Contacts contacts;

  public CallLog(SqlStore store, Contacts contacts) {
    this.store = store;
    this.contacts = contacts;
  }

  @Override
  @Rule("CONT-8")
  public boolean takeOffer(CallId id, Entry missed, Instant now) {
    return store.inTransaction(
        sql -> {
          forget(sql, now);
          boolean first =
              sql.update(
                      "INSERT OR IGNORE INTO seen_calls(hash, seen_at) VALUES(?, ?)",
                      SqlValue.of(hash(sql, SEEN_V1, id, missed.contact().text())),
                      SqlValue.of(now))
                  > 0;
          if (first) {
            replace(sql, id, missed);
          }
          return first;
        });
  }

  /**
   * Removes what offers and replies are no longer counted against.
   *
   * @return how many there were
   */
  static int forget(SqlStore.Sql sql, Instant now) {
    return sql.update("DELETE FROM seen_calls WHERE seen_at < ?", SqlValue.of(now.minus(SEEN_FOR)))
        + sql.update("DELETE FROM automatic_replies WHERE at < ?", SqlValue.of(now.minus(LONG)));
  }

  /** HMAC-SHA-256 under the store's own key: the table tells nothing to who has only it. */
  private static byte[] hash(SqlStore.Sql sql, String label, CallId id, String more) {
    byte[] key = Meta.required(Meta.STORE_KEY.bytes(sql)).toByteArray();
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      mac.update(label.getBytes(StandardCharsets.US_ASCII));
      mac.update(id.value().toByteArray());
      return mac.doFinal(more.getBytes(StandardCharsets.US_ASCII));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  @Rule("CONT-9")
  public boolean takeAutomaticReply(UserAddress contact, Instant now) {
    return store.inTransaction(
        sql -> {
          forget(sql, now);
          if (repliesSince(sql, contact, now.minus(SHORT)) >= MOST_IN_SHORT
              || repliesSince(sql, contact, now.minus(LONG)) >= MOST_IN_LONG) {
            return false;
          }
          sql.update(
              "INSERT INTO automatic_replies(address, at) VALUES(?, ?)",
              SqlValue.of(contact.text()),
              SqlValue.of(now));
          return true;
        });
  }

  private static long repliesSince(SqlStore.Sql sql, UserAddress contact, Instant since) {
    return sql.first(
            "SELECT count(*) FROM automatic_replies WHERE address = ? AND at > ?",
            row -> row.number(0),
            SqlValue.of(contact.text()),
            SqlValue.of(since))
        .orElse(0L);
  }

  @Override
  public void keep(CallId id, Entry entry) {
    store.inTransaction(sql -> replace(sql, id, entry));
  }

  @Override
  public void modeChanged(UserAddress contact, CallMode mode, Instant now) {
    store.inTransaction(
        sql -> {
          SecurityLog.noteOfCall(sql, now, contact, mode);
          return true;
        });
  }

  @Override
  public void discard(CallId id, boolean outgoing) {
    store.inTransaction(sql -> discard(sql, unfinished(sql, id, outgoing)));
  }

  private static int discard(SqlStore.Sql sql, byte[] unfinished) {
    return sql.update("DELETE FROM calls WHERE unfinished = ?", SqlValue.of(unfinished));
  }

  private static byte[] unfinished(SqlStore.Sql sql, CallId id, boolean outgoing) {
    return hash(sql, UNFINISHED_V1, id, outgoing ? "caller" : "callee");
  }

  /** Writes an entry that is not yet one, in place of an earlier one of that call. */
  private static long replace(SqlStore.Sql sql, CallId id, Entry entry) {
    byte[] unfinished = unfinished(sql, id, entry.outgoing());
    discard(sql, unfinished);
    long row = insert(sql, entry);
    sql.update(
        "UPDATE calls SET unfinished = ? WHERE id = ?", SqlValue.of(unfinished), SqlValue.of(row));
    return row;
  }

  private static long insert(SqlStore.Sql sql, Entry entry) {
    return sql.insert(
        "INSERT INTO calls(address, outgoing, mode, started_at, talked_millis, result, receipt)"
            + " VALUES(?, ?, ?, ?, ?, ?, ?)",
        SqlValue.of(entry.contact().text()),
        SqlValue.of(entry.outgoing()),
        SqlValue.of(entry.mode().ordinal()),
        SqlValue.of(entry.startedAt()),
        SqlValue.of(entry.talked().toMillis()),
        SqlValue.of(entry.result()),
        SqlValue.of(entry.receiptJson()));
  }

  /**
   * An own call, or one that was talked in, lets this device answer that contact unasked from then
   * on. What the call's messages left in the store's files goes with it: they carried secrets.
   */
  @Override
  public void addHistory(CallId id, Entry entry) {
    store.inTransaction(
        sql -> {
          if (entry.outgoing() || !entry.talked().isZero()) {
            contacts.setTalked(sql, entry.contact());
          }
          discard(sql, unfinished(sql, id, entry.outgoing()));
          return insert(sql, entry);
        });
    contacts.refresh(store);
    try {
      store.scrub();
    } catch (StoreException e) {
      // A full disk, or closed meanwhile: the next start does it.
    }
  }

  @Override
  public void addKept() {
    store.inTransaction(
        sql -> {
          sql.query(
                  "SELECT address FROM calls WHERE unfinished IS NOT NULL AND outgoing",
                  row -> UserAddress.parse(row.text(0)))
              .forEach(contact -> contacts.setTalked(sql, contact));
          return sql.update("UPDATE calls SET unfinished = NULL WHERE unfinished IS NOT NULL");
        });
    contacts.refresh(store);
  }

  /** Newest first. */
  public List<CallEntry> all() {
    return store.inTransaction(
        sql ->
            sql.query(
                "SELECT address, outgoing, mode, started_at, talked_millis, result, receipt FROM calls"
                    + " WHERE unfinished IS NULL ORDER BY id DESC",
                CallLog::map));
  }

  private static CallEntry map(SqlStore.Row row) {
    long mode = row.number(2);
    if (mode < 0 || mode >= CallMode.values().length) {
      throw new StoreException(StoreException.Reason.CORRUPT);
    }
    return new CallEntry(
        UserAddress.parse(row.text(0)),
        row.flag(1),
        CallMode.values()[(int) mode],
        row.instant(3),
        Duration.ofMillis(row.number(4)),
        row.text(5),
        row.text(6));
  }
}
