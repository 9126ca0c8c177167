package org.phantomnet.relay.mailbox.sqlite;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.phantomnet.relay.mailbox.storage.StorageException;

/**
 * The tables, as the steps that lead from each version of the file to the next. A step that was
 * released is never changed; new tables are a new step at the end. Each runs in one transaction
 * with the number of its version, so that a file is at one version or the next.
 */
final class SqliteSchema {
  static final List<List<String>> STEPS =
      List.of(
          List.of(
              "CREATE TABLE accounts (id BLOB PRIMARY KEY, name TEXT NOT NULL UNIQUE,"
                  + " identity BLOB NOT NULL, delivery_hash BLOB NOT NULL) WITHOUT ROWID",
              "CREATE TABLE devices (account BLOB NOT NULL, device INTEGER NOT NULL,"
                  + " registration_id INTEGER NOT NULL, auth_hash BLOB NOT NULL,"
                  + " PRIMARY KEY (account, device)) WITHOUT ROWID",
              // kind: 1 signed EC prekey, 2 Kyber last resort
              "CREATE TABLE signed_keys (account BLOB NOT NULL, device INTEGER NOT NULL,"
                  + " kind INTEGER NOT NULL, id INTEGER NOT NULL, public BLOB NOT NULL,"
                  + " signature BLOB NOT NULL, PRIMARY KEY (account, device, kind))",
              // kind: 1 EC (empty signature), 2 Kyber
              "CREATE TABLE one_time_keys (seq INTEGER PRIMARY KEY AUTOINCREMENT,"
                  + " account BLOB NOT NULL, device INTEGER NOT NULL, kind INTEGER NOT NULL,"
                  + " id INTEGER NOT NULL, public BLOB NOT NULL, signature BLOB NOT NULL,"
                  + " UNIQUE (account, device, kind, id))",
              "CREATE TABLE introductions (token_hash BLOB PRIMARY KEY, account BLOB NOT NULL,"
                  + " expires INTEGER NOT NULL, sends_left INTEGER NOT NULL) WITHOUT ROWID",
              // an acknowledged envelope keeps its id for a while and nothing else
              "CREATE TABLE envelopes (seq INTEGER PRIMARY KEY AUTOINCREMENT,"
                  + " account BLOB NOT NULL, device INTEGER NOT NULL, envelope_id BLOB NOT NULL,"
                  + " queued_at INTEGER NOT NULL, size INTEGER NOT NULL, padded BLOB,"
                  + " acked_at INTEGER, UNIQUE (account, device, envelope_id))",
              "CREATE INDEX queue ON envelopes (account, device, seq, size)"
                  + " WHERE acked_at IS NULL",
              "CREATE INDEX waiting_age ON envelopes (queued_at) WHERE acked_at IS NULL",
              "CREATE INDEX acknowledged_age ON envelopes (acked_at)"
                  + " WHERE acked_at IS NOT NULL"),
          List.of(
              "CREATE TABLE device_lists (account BLOB PRIMARY KEY, list BLOB NOT NULL)"
                  + " WITHOUT ROWID",
              "CREATE TABLE invited_devices (account BLOB PRIMARY KEY, device INTEGER NOT NULL,"
                  + " registration_id INTEGER NOT NULL, token_hash BLOB NOT NULL,"
                  + " expires INTEGER NOT NULL) WITHOUT ROWID"));

  private SqliteSchema() {}

  /** Brings the file to the last step's version. */
  static void migrate(Connection connection, List<List<String>> steps)
      throws SQLException, StorageException {
    try (Statement statement = connection.createStatement()) {
      int version = number(statement, "PRAGMA user_version");
      if (version > steps.size()) {
        throw new StorageException(StorageException.Reason.NEWER_SCHEMA);
      }
      if (version == 0 && number(statement, "SELECT COUNT(*) FROM sqlite_master") > 0) {
        throw new StorageException(StorageException.Reason.CORRUPT); // some other program's file
      }
      for (int step = version; step < steps.size(); step++) {
        run(statement, steps.get(step), step + 1);
      }
    }
  }

  private static void run(Statement statement, List<String> step, int version) throws SQLException {
    statement.execute("BEGIN IMMEDIATE");
    boolean done = false;
    try {
      for (String sql : step) {
        statement.execute(sql);
      }
      statement.execute("PRAGMA user_version = " + version);
      statement.execute("COMMIT");
      done = true;
    } finally {
      if (!done) {
        rollBack(statement);
      }
    }
  }

  private static void rollBack(Statement statement) {
    try {
      statement.execute("ROLLBACK");
    } catch (SQLException e) {
      // SQLite has rolled back by itself; the first failure is the one to tell
    }
  }

  private static int number(Statement statement, String sql) throws SQLException {
    try (ResultSet row = statement.executeQuery(sql)) {
      return row.getInt(1);
    }
  }
}
