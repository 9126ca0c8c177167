package org.phantomnet.relay.mailbox.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.relay.mailbox.storage.StorageBed;
import org.phantomnet.relay.mailbox.storage.StorageException;
import org.phantomnet.relay.mailbox.storage.StoredAccounts;
import org.phantomnet.relay.mailbox.storage.StoredPreKeys;
import org.phantomnet.relay.mailbox.storage.StoredQueues;

/** Files of every version that there was, brought to the present one. */
class SqliteMigrationTest {
  /** The tables of version 1, as the first release wrote them; never changed. */
  private static final List<String> VERSION_1 =
      List.of(
          "CREATE TABLE accounts (id BLOB PRIMARY KEY, name TEXT NOT NULL UNIQUE, identity BLOB NOT NULL,"
              + " delivery_hash BLOB NOT NULL) WITHOUT ROWID",
          "CREATE TABLE devices (account BLOB NOT NULL, device INTEGER NOT NULL, registration_id INTEGER NOT NULL,"
              + " auth_hash BLOB NOT NULL, PRIMARY KEY (account, device)) WITHOUT ROWID",
          "CREATE TABLE signed_keys (account BLOB NOT NULL, device INTEGER NOT NULL, kind INTEGER NOT NULL,"
              + " id INTEGER NOT NULL, public BLOB NOT NULL, signature BLOB NOT NULL, PRIMARY KEY (account, device, kind))",
          "CREATE TABLE one_time_keys (seq INTEGER PRIMARY KEY AUTOINCREMENT, account BLOB NOT NULL,"
              + " device INTEGER NOT NULL, kind INTEGER NOT NULL, id INTEGER NOT NULL, public BLOB NOT NULL,"
              + " signature BLOB NOT NULL, UNIQUE (account, device, kind, id))",
          "CREATE TABLE introductions (token_hash BLOB PRIMARY KEY, account BLOB NOT NULL, expires INTEGER NOT NULL,"
              + " sends_left INTEGER NOT NULL) WITHOUT ROWID",
          "CREATE TABLE envelopes (seq INTEGER PRIMARY KEY AUTOINCREMENT, account BLOB NOT NULL, device INTEGER NOT NULL,"
              + " envelope_id BLOB NOT NULL, queued_at INTEGER NOT NULL, size INTEGER NOT NULL, padded BLOB,"
              + " acked_at INTEGER, UNIQUE (account, device, envelope_id))",
          "CREATE INDEX queue ON envelopes (account, device, seq, size) WHERE acked_at IS NULL",
          "CREATE INDEX waiting_age ON envelopes (queued_at) WHERE acked_at IS NULL",
          "CREATE INDEX acknowledged_age ON envelopes (acked_at) WHERE acked_at IS NOT NULL",
          "PRAGMA user_version = 1");

  @TempDir Path directory;

  private Path file() {
    return directory.resolve("mailbox.db");
  }

  private Connection connect() throws Exception {
    return DriverManager.getConnection("jdbc:sqlite:" + file());
  }

  private void version1() throws Exception {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String sql : VERSION_1) {
        statement.execute(sql);
      }
      byte[] bob = Blobs.of(StorageBed.BOB);
      insert(
          connection,
          "INSERT INTO accounts VALUES (?, ?, ?, ?)",
          bob,
          "bob",
          StorageBed.filled(33, 5).toByteArray(),
          StorageBed.hash(3).toByteArray());
      insert(
          connection,
          "INSERT INTO devices VALUES (?, ?, ?, ?)",
          bob,
          1,
          1_001,
          StorageBed.hash(1).toByteArray());
      for (int kind = 1; kind <= 2; kind++) {
        insert(
            connection,
            "INSERT INTO signed_keys VALUES (?, ?, ?, ?, ?, ?)",
            bob,
            1,
            kind,
            4,
            StorageBed.signedKey(4, kind == 1 ? 33 : 1_569).publicKey().toByteArray(),
            StorageBed.filled(64, 4).toByteArray());
      }
      insert(
          connection,
          "INSERT INTO one_time_keys (account, device, kind, id, public, signature) VALUES (?, ?, ?, ?, ?, ?)",
          bob,
          1,
          1,
          9,
          StorageBed.filled(33, 9).toByteArray(),
          new byte[0]);
      insert(
          connection,
          "INSERT INTO introductions VALUES (?, ?, ?, ?)",
          StorageBed.hash(7).toByteArray(),
          bob,
          StorageBed.NOON.toEpochMilli(),
          2);
      insert(
          connection,
          "INSERT INTO envelopes (account, device, envelope_id, queued_at, size, padded) VALUES (?, ?, ?, ?, ?, ?)",
          bob,
          1,
          Blobs.of(new UUID(7, 1)),
          StorageBed.NOON.toEpochMilli(),
          StorageBed.SMALL.length(),
          StorageBed.SMALL.toByteArray());
    }
  }

  private static void insert(Connection connection, String sql, Object... values) throws Exception {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      statement.executeUpdate();
    }
  }

  @Test
  void version1_opensWithAllThatItHolds() throws Exception {
    version1();

    try (SqliteStorage storage = SqliteStorage.open(file())) {
      storage.transact(
          content -> {
            StoredAccounts.Account bob = content.accounts().byName("bob").orElseThrow();
            assertEquals(StorageBed.account(StorageBed.BOB, "bob"), bob);
            assertEquals(List.of(StorageBed.device(1)), content.accounts().devices(StorageBed.BOB));
            assertEquals(
                new StoredPreKeys.Lasting(
                    StorageBed.signedKey(4, 33), StorageBed.signedKey(4, 1_569)),
                content.preKeys().lasting(StorageBed.BOB, 1).orElseThrow());
            assertEquals(9, content.preKeys().takeOneTime(StorageBed.BOB, 1).orElseThrow().id());
            assertTrue(
                content
                    .introductions()
                    .use(StorageBed.hash(7), StorageBed.BOB, StorageBed.NOON.minusSeconds(1)));
            StoredQueues.Waiting waiting = content.queues().next(StorageBed.BOB, 1, 0, 10).get(0);
            assertEquals(StorageBed.SMALL, waiting.padded());
            assertEquals(StorageBed.NOON, waiting.queuedAt());
            return content;
          });
    }
  }

  @Test
  void firstStep_isWhatWasReleased() throws Exception {
    version1();
    List<String> released = tables();
    Path other = directory.resolve("other");
    SqliteStorage.open(other.resolve("mailbox.db"), SqliteSchema.STEPS.subList(0, 1), List.of())
        .close();

    try (Connection connection =
        DriverManager.getConnection("jdbc:sqlite:" + other.resolve("mailbox.db"))) {
      assertEquals(released, tables(connection));
    }
  }

  private List<String> tables() throws Exception {
    try (Connection connection = connect()) {
      return tables(connection);
    }
  }

  private static List<String> tables(Connection connection) throws Exception {
    List<String> all = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name")) {
      while (rows.next()) {
        all.add(rows.getString(1).replaceAll("\\s+", " "));
      }
    }
    return all;
  }

  @Test
  void stepThatFails_leavesTheVersionBeforeItWhole() throws Exception {
    version1();
    List<List<String>> steps = new ArrayList<>(SqliteSchema.STEPS.subList(0, 1));
    steps.add(
        List.of("CREATE TABLE half (x)", "DELETE FROM envelopes", "CREATE TABLE accounts (x)"));

    assertThrows(StorageException.class, () -> SqliteStorage.open(file(), steps, List.of()));

    version1IsWhole();
  }

  private void version1IsWhole() throws Exception {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet count =
            statement.executeQuery(
                "SELECT (SELECT COUNT(*) FROM envelopes),"
                    + " (SELECT COUNT(*) FROM sqlite_master WHERE name = 'half'),"
                    + " user_version FROM pragma_user_version")) {
      assertEquals(1, count.getInt(1));
      assertEquals(0, count.getInt(2));
      assertEquals(1, count.getInt(3));
    }
  }
}
