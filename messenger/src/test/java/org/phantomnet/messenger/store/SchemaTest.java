package org.phantomnet.messenger.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.messenger.TestRandom;
import org.phantomnet.protocol.rule.Covers;

class SchemaTest {
  @TempDir Path directory;
  private SqlStore store;

  @BeforeEach
  void open() {
    store =
        JdbcSqlStore.factory(new TestRandom(1), PassphraseCost.INSECURE_FOR_TESTS)
            .open(directory, "passphrase".toCharArray());
  }

  @AfterEach
  void close() {
    store.close();
  }

  private long version() {
    return store.inTransaction(
        sql -> sql.first("SELECT version FROM schema_version", row -> row.number(0)).orElse(-1L));
  }

  @Test
  @Covers("STORE-7")
  void firstVersion_withRows_migratesAndKeepsThem() {
    Schema.migrate(store, 1);
    store.inTransaction(
        sql ->
            sql.update(
                "INSERT INTO contacts(address, state, default_mode, floor, require_pq, blocked, verified, talked,"
                    + " identity_acknowledged, created_at) VALUES('bob@mail.example', 2, 1, 0, 0, 0, 1, 0, 1, 5)"));
    store.inTransaction(
        sql -> sql.update("INSERT INTO sessions VALUES('account', 1, 77, x'0102')"));

    Schema.migrate(store);

    assertEquals(Schema.VERSION, version());
    assertEquals(
        List.of("bob@mail.example 1 0"),
        store.inTransaction(
            sql ->
                sql.query(
                    "SELECT address, verified, auto_delete_seconds FROM contacts",
                    row -> row.text(0) + " " + row.number(1) + " " + row.number(2))));
    assertEquals(
        List.of(77L),
        store.inTransaction(
            sql -> sql.query("SELECT registration_id FROM sessions", row -> row.number(0))));
  }

  @Test
  void currentVersion_migratedAgain_staysAsItIs() {
    Schema.migrate(store);
    Schema.migrate(store);

    assertEquals(Schema.VERSION, version());
  }

  @Test
  @Covers("STORE-7")
  void newerVersion_onMigration_isRefusedUnchanged() {
    Schema.migrate(store);
    store.inTransaction(
        sql ->
            sql.update("UPDATE schema_version SET version = ?", SqlValue.of(Schema.VERSION + 1)));

    StoreException e = assertThrows(StoreException.class, () -> Schema.migrate(store));

    assertEquals(StoreException.Reason.NEWER_VERSION, e.reason());
    assertEquals(Schema.VERSION + 1, version());
  }
}
