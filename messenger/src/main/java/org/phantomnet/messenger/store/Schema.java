package org.phantomnet.messenger.store;

import java.util.List;
import org.phantomnet.protocol.rule.Rule;

/**
 * The tables, as a list of migrations that is only ever appended to. Each runs in one transaction
 * with its version, so a crash leaves the one before or the one after. Devices are keys wherever a
 * device matters.
 */
public final class Schema {
  /** 1: identities, sessions, prekeys, contacts and the two queues. */
  private static final List<String> RATCHET =
      List.of(
          "CREATE TABLE meta(name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID",
          "CREATE TABLE mailboxes(mailbox TEXT PRIMARY KEY, tls_pin BLOB NOT NULL, trust_root BLOB NOT NULL)",
          "CREATE TABLE identities(account TEXT NOT NULL, device INTEGER NOT NULL, identity BLOB NOT NULL,"
              + " PRIMARY KEY(account, device))",
          "CREATE TABLE sessions(account TEXT NOT NULL, device INTEGER NOT NULL, registration_id INTEGER NOT NULL,"
              + " record BLOB NOT NULL, PRIMARY KEY(account, device))",
          "CREATE TABLE sender_keys(account TEXT NOT NULL, device INTEGER NOT NULL, distribution TEXT NOT NULL,"
              + " record BLOB NOT NULL, PRIMARY KEY(account, device, distribution))",
          "CREATE TABLE prekeys(own_device INTEGER NOT NULL, id INTEGER NOT NULL, record BLOB NOT NULL,"
              + " PRIMARY KEY(own_device, id))",
          "CREATE TABLE signed_prekeys(own_device INTEGER NOT NULL, id INTEGER NOT NULL, record BLOB NOT NULL,"
              + " created_at INTEGER NOT NULL, PRIMARY KEY(own_device, id))",
          "CREATE TABLE kyber_prekeys(own_device INTEGER NOT NULL, id INTEGER NOT NULL, record BLOB NOT NULL,"
              + " last_resort INTEGER NOT NULL, created_at INTEGER NOT NULL, PRIMARY KEY(own_device, id))",
          "CREATE TABLE kyber_used(own_device INTEGER NOT NULL, kyber_id INTEGER NOT NULL, signed_id INTEGER NOT NULL,"
              + " base_key BLOB NOT NULL, PRIMARY KEY(own_device, kyber_id, signed_id, base_key))",
          "CREATE TABLE contacts(address TEXT PRIMARY KEY, account TEXT, identity BLOB, state INTEGER NOT NULL,"
              + " default_mode INTEGER NOT NULL, floor INTEGER NOT NULL, require_pq INTEGER NOT NULL,"
              + " blocked INTEGER NOT NULL, verified INTEGER NOT NULL, talked INTEGER NOT NULL,"
              + " identity_acknowledged INTEGER NOT NULL, delivery_token BLOB, introduction BLOB,"
              + " created_at INTEGER NOT NULL)",
          "CREATE UNIQUE INDEX contacts_account ON contacts(account)",
          "CREATE TABLE inbox(id INTEGER PRIMARY KEY AUTOINCREMENT, account TEXT NOT NULL, device INTEGER NOT NULL,"
              + " registration_id INTEGER NOT NULL, identity BLOB NOT NULL, content BLOB NOT NULL,"
              + " is_call INTEGER NOT NULL, received_at INTEGER NOT NULL, held_millis INTEGER NOT NULL)",
          "CREATE TABLE pending(id INTEGER PRIMARY KEY AUTOINCREMENT, address TEXT NOT NULL, content_id BLOB NOT NULL,"
              + " sent_at INTEGER NOT NULL, kind INTEGER NOT NULL, body BLOB NOT NULL)",
          "CREATE TABLE outbox(id INTEGER PRIMARY KEY AUTOINCREMENT, address TEXT NOT NULL, account TEXT NOT NULL,"
              + " device INTEGER NOT NULL, registration_id INTEGER NOT NULL, envelope_id TEXT NOT NULL,"
              + " content_id BLOB, sealed BLOB NOT NULL, created_at INTEGER NOT NULL,"
              + " stale_after_millis INTEGER NOT NULL)");

  /** 2: what people see, and the limits on automatic replies. */
  private static final List<String> HISTORY =
      List.of(
          "CREATE TABLE messages(id INTEGER PRIMARY KEY AUTOINCREMENT, message_id BLOB NOT NULL,"
              + " address TEXT NOT NULL, outgoing INTEGER NOT NULL, body TEXT NOT NULL, sent_at INTEGER NOT NULL,"
              + " stored_at INTEGER NOT NULL, state INTEGER NOT NULL)",
          "CREATE UNIQUE INDEX messages_once ON messages(address, outgoing, message_id)",
          "CREATE TABLE calls(id INTEGER PRIMARY KEY AUTOINCREMENT, address TEXT NOT NULL, outgoing INTEGER NOT NULL,"
              + " mode INTEGER NOT NULL, started_at INTEGER NOT NULL, talked_millis INTEGER NOT NULL,"
              + " result TEXT NOT NULL, receipt TEXT NOT NULL)",
          "CREATE TABLE seen_calls(hash BLOB PRIMARY KEY, seen_at INTEGER NOT NULL) WITHOUT ROWID",
          "CREATE TABLE automatic_replies(id INTEGER PRIMARY KEY AUTOINCREMENT, address TEXT NOT NULL,"
              + " at INTEGER NOT NULL)",
          "CREATE INDEX automatic_replies_of ON automatic_replies(address, at)",
          "CREATE TABLE guards(position INTEGER PRIMARY KEY, relay_id BLOB NOT NULL, chosen_at INTEGER NOT NULL)",
          "ALTER TABLE contacts ADD COLUMN auto_delete_seconds INTEGER NOT NULL DEFAULT 0");

  /** 3: entries of calls that are not over, by a hash of the call; they are history if it dies. */
  private static final List<String> UNFINISHED =
      List.of(
          "ALTER TABLE calls ADD COLUMN unfinished BLOB",
          "CREATE UNIQUE INDEX calls_unfinished ON calls(unfinished) WHERE unfinished IS NOT NULL");

  /** 4: the security log, and whether a person saw the privacy panel before a first call. */
  private static final List<String> SECURITY =
      List.of(
          "CREATE TABLE security_log(id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL,"
              + " event TEXT NOT NULL, address TEXT, mode TEXT)",
          "CREATE INDEX security_log_of ON security_log(address, event)",
          "ALTER TABLE contacts ADD COLUMN first_call_seen INTEGER NOT NULL DEFAULT 0");

  /** 5: device lists, what own devices are called, and when and where each decision was made. */
  private static final List<String> DEVICES =
      List.of(
          "CREATE TABLE device_lists(address TEXT NOT NULL, identity BLOB NOT NULL, signed BLOB NOT NULL,"
              + " fetched INTEGER NOT NULL, taken_at INTEGER NOT NULL, PRIMARY KEY(address, identity))",
          "CREATE TABLE told_lists(account TEXT NOT NULL, device INTEGER NOT NULL,"
              + " registration_id INTEGER NOT NULL, version INTEGER NOT NULL,"
              + " PRIMARY KEY(account, device, registration_id))",
          "CREATE TABLE own_devices(device INTEGER PRIMARY KEY, name TEXT NOT NULL, invited_at INTEGER)",
          "CREATE TABLE decisions(address TEXT NOT NULL, what INTEGER NOT NULL, at INTEGER NOT NULL,"
              + " device INTEGER NOT NULL, PRIMARY KEY(address, what))");

  /** 6: what mailboxes say of themselves, pinned or claimed by who asks. */
  private static final List<String> FEDERATION =
      List.of(
          "ALTER TABLE mailboxes ADD COLUMN document BLOB",
          "ALTER TABLE contacts ADD COLUMN mailbox_document BLOB");

  private static final List<List<String>> MIGRATIONS =
      List.of(RATCHET, HISTORY, UNFINISHED, SECURITY, DEVICES, FEDERATION);

  /** The version that this program writes. */
  public static final int VERSION = MIGRATIONS.size();

  private Schema() {}

  /**
   * Brings the store to {@link #VERSION}.
   *
   * @throws StoreException NEWER_VERSION if a newer program wrote it; nothing is changed then
   */
  public static void migrate(SqlStore store) {
    migrate(store, VERSION);
  }

  /** Whether nothing was ever written. */
  public static boolean isEmpty(SqlStore store) {
    return store.inTransaction(
        sql -> sql.query("SELECT name FROM sqlite_master LIMIT 1", row -> row.text(0)).isEmpty());
  }

  @Rule("STORE-7")
  static void migrate(SqlStore store, int target) {
    long version = store.inTransaction(Schema::version);
    if (version > VERSION) {
      throw new StoreException(StoreException.Reason.NEWER_VERSION);
    }
    if (version < 0) {
      throw new StoreException(StoreException.Reason.CORRUPT);
    }
    for (int next = (int) version; next < target; next++) {
      List<String> statements = MIGRATIONS.get(next);
      long reached = next + 1;
      try {
        store.inTransaction(
            sql -> {
              statements.forEach(sql::update);
              return sql.update("UPDATE schema_version SET version = ?", SqlValue.of(reached));
            });
      } catch (StoreException e) {
        // Tables that are not those of the version that the store says it has.
        throw e.reason() == StoreException.Reason.UNAVAILABLE
            ? new StoreException(StoreException.Reason.CORRUPT)
            : e;
      }
    }
  }

  /** A database with tables but without a version, or with several, is not this program's. */
  private static long version(SqlStore.Sql sql) {
    List<String> tables =
        sql.query(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'",
            row -> row.text(0));
    if (tables.isEmpty()) {
      sql.update("CREATE TABLE schema_version(version INTEGER NOT NULL)");
    } else if (!tables.contains("schema_version")) {
      throw new StoreException(StoreException.Reason.CORRUPT);
    }
    List<Long> versions = sql.query("SELECT version FROM schema_version", row -> row.number(0));
    if (versions.isEmpty() && tables.size() <= 1) {
      sql.update("INSERT INTO schema_version(version) VALUES(0)");
      return 0;
    }
    if (versions.size() != 1) {
      throw new StoreException(StoreException.Reason.CORRUPT);
    }
    return versions.get(0);
  }
}
