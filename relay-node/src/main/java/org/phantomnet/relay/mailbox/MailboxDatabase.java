package org.phantomnet.relay.mailbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import org.phantomnet.relay.https.Refused;

/**
 * The mailbox's SQLite file and its prepared statements. Used on the mailbox's worker thread only.
 * Every transaction is durable when it returns (WAL, synchronous=FULL).
 */
final class MailboxDatabase implements AutoCloseable {
  private static final int SCHEMA_VERSION = 1;

  private static final String[] SCHEMA = {
    "CREATE TABLE accounts (id BLOB PRIMARY KEY, name TEXT NOT NULL UNIQUE, identity BLOB NOT NULL,"
        + " delivery_hash BLOB NOT NULL) WITHOUT ROWID",
    "CREATE TABLE devices (account BLOB NOT NULL, device INTEGER NOT NULL, registration_id INTEGER NOT NULL,"
        + " auth_hash BLOB NOT NULL, PRIMARY KEY (account, device)) WITHOUT ROWID",
    // kind: 1 signed EC prekey, 2 Kyber last resort
    "CREATE TABLE signed_keys (account BLOB NOT NULL, device INTEGER NOT NULL, kind INTEGER NOT NULL,"
        + " id INTEGER NOT NULL, public BLOB NOT NULL, signature BLOB NOT NULL, PRIMARY KEY (account, device, kind))",
    // kind: 1 EC (empty signature), 2 Kyber
    "CREATE TABLE one_time_keys (seq INTEGER PRIMARY KEY AUTOINCREMENT, account BLOB NOT NULL,"
        + " device INTEGER NOT NULL, kind INTEGER NOT NULL, id INTEGER NOT NULL, public BLOB NOT NULL,"
        + " signature BLOB NOT NULL, UNIQUE (account, device, kind, id))",
    "CREATE TABLE introductions (token_hash BLOB PRIMARY KEY, account BLOB NOT NULL, expires INTEGER NOT NULL,"
        + " sends_left INTEGER NOT NULL) WITHOUT ROWID",
    // an acknowledged envelope keeps its id for a while and nothing else
    "CREATE TABLE envelopes (seq INTEGER PRIMARY KEY AUTOINCREMENT, account BLOB NOT NULL, device INTEGER NOT NULL,"
        + " envelope_id BLOB NOT NULL, queued_at INTEGER NOT NULL, size INTEGER NOT NULL, padded BLOB,"
        + " acked_at INTEGER, UNIQUE (account, device, envelope_id))",
    "CREATE INDEX queue ON envelopes (account, device, seq, size) WHERE acked_at IS NULL",
    "CREATE INDEX waiting_age ON envelopes (queued_at) WHERE acked_at IS NULL",
    "CREATE INDEX acknowledged_age ON envelopes (acked_at) WHERE acked_at IS NOT NULL",
  };

  private final Connection connection;
  private final Map<String, PreparedStatement> statements = new HashMap<>();

  private MailboxDatabase(Connection connection) {
    this.connection = connection;
  }

  static MailboxDatabase open(Path file) throws SQLException, IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file.toAbsolutePath());
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA locking_mode=EXCLUSIVE");
      statement.execute("PRAGMA journal_mode=WAL");
      statement.execute("PRAGMA synchronous=FULL");
      statement.execute("PRAGMA secure_delete=ON");
      statement.execute("PRAGMA busy_timeout=2000");
      migrate(connection, statement);
      return new MailboxDatabase(connection);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  private static void migrate(Connection connection, Statement statement) throws SQLException {
    int version;
    try (ResultSet result = statement.executeQuery("PRAGMA user_version")) {
      version = result.getInt(1);
    }
    if (version > SCHEMA_VERSION) {
      throw new SQLException("the mailbox's database was written by a newer version");
    }
    if (version == 0) {
      connection.setAutoCommit(false);
      for (String sql : SCHEMA) {
        statement.execute(sql);
      }
      statement.execute("PRAGMA user_version = " + SCHEMA_VERSION);
      connection.commit();
      connection.setAutoCommit(true);
    }
  }

  /** Runs {@code work} in one transaction, rolled back if it throws. */
  <T> T transact(Work<T> work) throws SQLException, Refused {
    connection.setAutoCommit(false);
    boolean done = false;
    try {
      T result = work.run();
      connection.commit();
      done = true;
      return result;
    } finally {
      if (!done) {
        connection.rollback();
      }
      connection.setAutoCommit(true);
    }
  }

  /** The prepared statement for {@code sql} with its arguments set; blobs as {@code byte[]}. */
  PreparedStatement prepared(String sql, Object... arguments) throws SQLException {
    PreparedStatement statement = statements.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      statements.put(sql, statement);
    }
    for (int i = 0; i < arguments.length; i++) {
      Object argument = arguments[i];
      if (argument instanceof byte[] blob) {
        statement.setBytes(i + 1, blob);
      } else {
        statement.setObject(i + 1, argument);
      }
    }
    return statement;
  }

  int update(String sql, Object... arguments) throws SQLException {
    return prepared(sql, arguments).executeUpdate();
  }

  @Override
  public void close() throws SQLException {
    for (PreparedStatement statement : statements.values()) {
      statement.close();
    }
    connection.close();
  }

  /** Database work. */
  interface Work<T> {
    T run() throws SQLException, Refused;
  }
}
