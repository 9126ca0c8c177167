package org.phantomnet.messenger.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
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

  /** Every table's rows of that version, as text. */
  private List<String> rows(List<String> columns) {
    return store.inTransaction(
        sql ->
            columns.stream()
                .flatMap(
                    column -> {
                      String[] parts = column.split("\\.", -1);
                      return sql
                          .query(
                              "SELECT quote(" + parts[1] + ") FROM " + parts[0] + " ORDER BY 1",
                              row -> column + " " + row.text(0))
                          .stream();
                    })
                .toList());
  }

  private List<String> columns() {
    return store.inTransaction(
        sql ->
            sql.query(
                "SELECT m.name, p.name FROM sqlite_master m JOIN pragma_table_info(m.name) p WHERE"
                    + " m.type = 'table' AND m.name NOT LIKE 'sqlite%' AND m.name <> 'schema_version'"
                    + " ORDER BY 1, 2",
                row -> row.text(0) + "." + row.text(1)));
  }

  /** One row in every table, each value one that its column takes. */
  private void fill() {
    store.inTransaction(
        sql -> {
          List<String> tables =
              sql.query(
                  "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
                      + " AND name <> 'schema_version'",
                  row -> row.text(0));
          for (String table : tables) {
            List<String> values =
                sql.query(
                    "SELECT type, cid FROM pragma_table_info('" + table + "') ORDER BY cid",
                    row -> value(row.text(0), row.number(1)));
            sql.update("INSERT INTO " + table + " VALUES(" + String.join(", ", values) + ")");
          }
          return tables;
        });
  }

  private static String value(String type, long column) {
    return switch (type) {
      case "INTEGER" -> String.valueOf(40 + column);
      case "TEXT" -> "'text " + column + "'";
      default -> "x'0a0b0" + column % 10 + "'";
    };
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  @Covers("STORE-7")
  void everyReleasedVersion_withARowInEveryTable_migratesAndKeepsThemAll(int released) {
    Schema.migrate(store, released);
    fill();
    List<String> columns = columns();
    List<String> before = rows(columns);

    Schema.migrate(store);

    assertEquals(Schema.VERSION, version());
    assertEquals(before, rows(columns));
    assertTrue(before.size() > 40);
  }

  private StoreException.Reason refusal() {
    return assertThrows(StoreException.class, () -> Schema.migrate(store)).reason();
  }

  @Test
  @Covers("STORE-7")
  void databaseOfAnotherProgram_isRefusedUnchanged() {
    store.inTransaction(sql -> sql.update("CREATE TABLE meta(name TEXT, value TEXT)"));

    assertEquals(StoreException.Reason.CORRUPT, refusal());

    assertEquals(List.of("meta.name", "meta.value"), columns());
  }

  @Test
  @Covers("STORE-7")
  void tablesOfALaterVersion_underAnEarlierNumber_areRefusedUnchanged() {
    Schema.migrate(store);
    List<String> before = columns();
    store.inTransaction(sql -> sql.update("UPDATE schema_version SET version = 2"));

    assertEquals(StoreException.Reason.CORRUPT, refusal());

    assertEquals(before, columns());
    assertEquals(2, version());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INSERT INTO schema_version(version) VALUES(1)",
        "DELETE FROM schema_version",
        "UPDATE schema_version SET version = -1",
        "UPDATE schema_version SET version = 'three'"
      })
  @Covers("STORE-7")
  void versionThatIsNone_isRefused(String damage) {
    Schema.migrate(store);
    store.inTransaction(sql -> sql.update(damage));

    assertEquals(StoreException.Reason.CORRUPT, refusal());
  }
}
