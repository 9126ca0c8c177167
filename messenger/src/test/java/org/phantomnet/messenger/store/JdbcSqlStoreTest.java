package org.phantomnet.messenger.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.phantomnet.messenger.TestRandom;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Covers;

class JdbcSqlStoreTest {
  private static final SqlStore.Factory FACTORY =
      JdbcSqlStore.factory(new TestRandom(1), PassphraseCost.INSECURE_FOR_TESTS);

  @TempDir Path directory;

  private SqlStore open() {
    return FACTORY.open(directory, "correct horse".toCharArray());
  }

  private static void fill(SqlStore store) {
    store.inTransaction(
        sql -> {
          sql.update("CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT, data BLOB)");
          return sql.insert(
              "INSERT INTO t(name, data) VALUES(?, ?)",
              SqlValue.of("a readable secret"),
              SqlValue.of(Bytes.copyOf(new byte[] {1, 2, 3})));
        });
  }

  private static List<String> names(SqlStore store) {
    return store.inTransaction(
        sql -> sql.query("SELECT name FROM t ORDER BY id", row -> row.text(0)));
  }

  private StoreException.Reason reasonOfOpening(String passphrase) {
    return assertThrows(
            StoreException.class, () -> FACTORY.open(directory, passphrase.toCharArray()).close())
        .reason();
  }

  @Test
  void committedRows_afterReopening_areThere() {
    try (SqlStore store = open()) {
      fill(store);
    }

    try (SqlStore store = open()) {
      assertEquals(List.of("a readable secret"), names(store));
    }
  }

  @Test
  @Covers({"STORE-1", "STORE-4"})
  void database_onDisk_isNotReadable() throws IOException {
    try (SqlStore store = open()) {
      fill(store);
    }

    try (var files = Files.list(directory)) {
      for (Path file : files.toList()) {
        String content = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertFalse(content.contains("readable") || content.contains("SQLite format"));
      }
    }
  }

  @Test
  @Covers("STORE-4")
  void wrongPassphrase_onOpening_isNamedAndChangesNothing() throws IOException {
    try (SqlStore store = open()) {
      fill(store);
    }
    byte[] before = Files.readAllBytes(directory.resolve(JdbcSqlStore.DATABASE));

    assertEquals(StoreException.Reason.WRONG_PASSPHRASE, reasonOfOpening("correct horsf"));

    assertArrayEquals(before, Files.readAllBytes(directory.resolve(JdbcSqlStore.DATABASE)));
    try (SqlStore store = open()) {
      assertEquals(1, names(store).size());
    }
  }

  @Test
  @Covers("STORE-2")
  void damagedHeader_onOpening_isCorrupt() throws IOException {
    open().close();
    flip(directory.resolve(JdbcSqlStore.HEADER), 20);

    assertEquals(StoreException.Reason.CORRUPT, reasonOfOpening("correct horse"));
  }

  @Test
  @Covers("STORE-4")
  void missingHeader_besideADatabase_isCorruptAndNotReplaced() throws IOException {
    try (SqlStore store = open()) {
      fill(store);
    }
    Files.delete(directory.resolve(JdbcSqlStore.HEADER));

    assertEquals(StoreException.Reason.CORRUPT, reasonOfOpening("correct horse"));
    assertFalse(Files.exists(directory.resolve(JdbcSqlStore.HEADER)));
  }

  @Test
  void headerOfANewerProgram_onOpening_isNamed() throws IOException {
    open().close();
    try (RandomAccessFile file =
        new RandomAccessFile(directory.resolve(JdbcSqlStore.HEADER).toFile(), "rw")) {
      file.seek(4);
      file.write(2);
    }

    assertEquals(StoreException.Reason.NEWER_VERSION, reasonOfOpening("correct horse"));
  }

  @Test
  void damagedDatabase_onOpening_isCorrupt() throws IOException {
    try (SqlStore store = open()) {
      fill(store);
    }
    flip(directory.resolve(JdbcSqlStore.DATABASE), 100);

    assertEquals(StoreException.Reason.CORRUPT, reasonOfOpening("correct horse"));
  }

  @Test
  @Covers("STORE-3")
  void secondStore_onOneDirectory_isInUse() {
    try (SqlStore store = open()) {
      assertEquals(StoreException.Reason.IN_USE, reasonOfOpening("correct horse"));
      fill(store);
    }

    open().close();
  }

  @Test
  @Covers("STORE-3")
  void secondProcess_onOneDirectory_isInUse() throws Exception {
    try (SqlStore store = open()) {
      fill(store);

      Process other =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  OpenStore.class.getName(),
                  directory.toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();

      assertEquals(
          "IN_USE", new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
      assertEquals(0, other.waitFor());
    }
  }

  @Test
  void fullDisk_inATransaction_isNamedAndLosesNothing() {
    try (SqlStore store = open()) {
      fill(store);
      store.inTransaction(sql -> sql.query("PRAGMA max_page_count = 8", row -> row.number(0)));

      StoreException e =
          assertThrows(
              StoreException.class,
              () ->
                  store.inTransaction(
                      sql ->
                          sql.insert(
                              "INSERT INTO t(name, data) VALUES('big', ?)",
                              SqlValue.of(new byte[100_000]))));

      assertEquals(StoreException.Reason.DISK_FULL, e.reason());
      assertEquals(List.of("a readable secret"), names(store));
    }
  }

  @Test
  void readOnlyDatabase_inATransaction_isNamed() {
    try (SqlStore store = open()) {
      fill(store);
      store.inTransaction(sql -> sql.update("PRAGMA query_only = ON"));

      StoreException e =
          assertThrows(
              StoreException.class, () -> store.inTransaction(sql -> sql.update("DELETE FROM t")));

      assertEquals(StoreException.Reason.READ_ONLY, e.reason());
    }
  }

  @Test
  void throwingWork_inATransaction_leavesNothing() {
    try (SqlStore store = open()) {
      fill(store);

      assertThrows(
          IllegalArgumentException.class,
          () ->
              store.inTransaction(
                  sql -> {
                    sql.update("DELETE FROM t");
                    throw new IllegalArgumentException();
                  }));

      assertEquals(1, names(store).size());
    }
  }

  @Test
  void transaction_insideATransaction_isRefused() {
    try (SqlStore store = open()) {
      assertThrows(
          IllegalStateException.class,
          () -> store.inTransaction(sql -> store.inTransaction(inner -> 1)));
    }
  }

  @Test
  void closedStore_onUse_isNamed() {
    SqlStore store = open();
    store.close();
    store.close();

    assertEquals(
        StoreException.Reason.CLOSED,
        assertThrows(StoreException.class, () -> store.inTransaction(sql -> 1)).reason());
  }

  @Test
  void killedProcess_withoutClosing_keepsWhatWasCommitted() throws IOException {
    try (SqlStore store = open()) {
      fill(store);
      Path copy = Files.createDirectory(directory.resolve("copy"));
      for (String name : List.of("messenger.db", "messenger.db-wal", "store.header")) {
        Files.copy(
            directory.resolve(name), copy.resolve(name), StandardCopyOption.REPLACE_EXISTING);
      }

      try (SqlStore again = FACTORY.open(copy, "correct horse".toCharArray())) {
        assertEquals(1, names(again).size());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(StoreException.Reason.class)
  void everyReason_toAPerson_saysWhatToDo(StoreException.Reason reason) {
    assertTrue(reason.advice().endsWith("."));
  }

  private static void flip(Path path, int offset) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.seek(offset);
      int value = file.read();
      file.seek(offset);
      file.write(value ^ 1);
    }
  }

  /** Another process. */
  static final class OpenStore {
    private OpenStore() {}

    public static void main(String[] args) {
      try {
        FACTORY.open(Path.of(args[0]), "correct horse".toCharArray()).close();
        System.out.print("opened");
      } catch (StoreException e) {
        System.out.print(e.reason());
      }
    }
  }
}
