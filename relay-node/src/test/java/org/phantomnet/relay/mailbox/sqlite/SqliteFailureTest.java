package org.phantomnet.relay.mailbox.sqlite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.relay.mailbox.storage.StorageBed;
import org.phantomnet.relay.mailbox.storage.StorageException;
import org.phantomnet.relay.mailbox.storage.StorageException.Reason;
import org.phantomnet.relay.mailbox.storage.StoredQueues;

/** What stands in the way of a file is told as what it is, and takes nothing with it. */
class SqliteFailureTest {
  @TempDir Path directory;

  private Path file() {
    return directory.resolve("mailbox.db");
  }

  private static void assertReason(Reason reason, Executable call) {
    assertEquals(reason, assertThrows(StorageException.class, call).reason());
  }

  private static boolean queue(SqliteStorage storage, int number) throws StorageException {
    return storage.transact(
        content ->
            content
                .queues()
                .add(
                    StorageBed.BOB,
                    1,
                    StorageBed.envelope(number),
                    StorageBed.SMALL,
                    StorageBed.NOON));
  }

  private static List<UUID> queued(SqliteStorage storage) throws StorageException {
    return storage
        .transact(content -> content.queues().next(StorageBed.BOB, 1, 0, 100_000))
        .stream()
        .map(StoredQueues.Waiting::envelopeId)
        .toList();
  }

  private void sql(String... statements) throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  @Test
  void fullDisk_refusesTheWrite_keepsWhatWasThere_andGoesOnWhenThereIsRoom() throws Exception {
    List<UUID> taken = new ArrayList<>();
    try (SqliteStorage storage =
        SqliteStorage.open(file(), SqliteSchema.STEPS, List.of("PRAGMA max_page_count=60"))) {
      StorageException full =
          assertThrows(
              StorageException.class,
              () -> {
                for (int number = 0; number < 1_000; number++) {
                  queue(storage, number);
                  taken.add(StorageBed.envelope(number));
                }
              });

      assertEquals(Reason.DISK_FULL, full.reason());
      assertFalse(taken.isEmpty());
      assertEquals(taken, queued(storage));
      storage.transact(
          content -> {
            for (UUID each : taken.subList(0, 5)) {
              content.queues().acknowledge(StorageBed.BOB, 1, each, StorageBed.NOON);
            }
            return taken;
          });
      assertTrue(queue(storage, 2_000));
    }

    try (SqliteStorage storage = SqliteStorage.open(file())) {
      List<UUID> expected = new ArrayList<>(taken.subList(5, taken.size()));
      expected.add(StorageBed.envelope(2_000));
      assertEquals(expected, queued(storage));
    }
  }

  @Test
  void fileThatCannotBeWritten_isReadOnly_andWhatIsInItCanBeRead() throws Exception {
    try (SqliteStorage storage = SqliteStorage.open(file())) {
      queue(storage, 1);
    }

    try (SqliteStorage storage =
        SqliteStorage.open(file(), SqliteSchema.STEPS, List.of("PRAGMA query_only=ON"))) {
      assertReason(Reason.READ_ONLY, () -> queue(storage, 2));
      assertReason(
          Reason.READ_ONLY,
          () ->
              storage.transact(
                  content ->
                      content
                          .queues()
                          .acknowledge(
                              StorageBed.BOB, 1, StorageBed.envelope(1), StorageBed.NOON)));
      assertEquals(List.of(StorageBed.envelope(1)), queued(storage));
    }
  }

  @Test
  void folderThatIsAFile_cannotBeWritten() throws Exception {
    Path plain = Files.createFile(directory.resolve("plain"));

    assertReason(Reason.READ_ONLY, () -> SqliteStorage.open(plain.resolve("mailbox.db")));
  }

  @Test
  void newerSchema_isRefusedAndLeftAlone() throws Exception {
    SqliteStorage.open(file()).close();
    sql("PRAGMA user_version = 1000", "CREATE TABLE from_the_future (x)");
    byte[] before = Files.readAllBytes(file());

    assertReason(Reason.NEWER_SCHEMA, () -> SqliteStorage.open(file()));

    assertArrayEquals(before, Files.readAllBytes(file()));
  }

  @Test
  void anotherProgramsFile_isRefusedAndLeftAlone() throws Exception {
    sql("CREATE TABLE recipes (dish TEXT)");

    assertReason(Reason.CORRUPT, () -> SqliteStorage.open(file()));

    sql("INSERT INTO recipes VALUES ('soup')", "SELECT dish FROM recipes");
  }

  @Test
  void garbage_isRefusedAndLeftAlone() throws Exception {
    byte[] garbage = new byte[20_000];
    new Random(1).nextBytes(garbage);
    Files.write(file(), garbage);

    assertReason(Reason.CORRUPT, () -> SqliteStorage.open(file()));

    assertArrayEquals(garbage, Files.readAllBytes(file()));
  }

  @Test
  void anyDamagedPage_isFoundAtTheStart() throws Exception {
    try (SqliteStorage storage = SqliteStorage.open(file())) {
      for (int number = 0; number < 12; number++) {
        queue(storage, number);
      }
    }
    byte[] whole = Files.readAllBytes(file());
    int page = 4_096;

    for (int at = 0; at < whole.length; at += page) {
      byte[] damaged = whole.clone();
      for (int i = at; i < at + 200; i++) {
        damaged[i] ^= (byte) 0xa5;
      }
      Files.write(file(), damaged);
      // the first bytes of a page that only holds the rest of a value are its content: no damage
      // that SQLite could know of
      if (isStructure(whole, at)) {
        assertReason(Reason.CORRUPT, () -> SqliteStorage.open(file()));
      }
    }

    Files.write(file(), whole);
    try (SqliteStorage storage = SqliteStorage.open(file())) {
      assertEquals(12, queued(storage).size());
    }
  }

  /** The header page, or a page of a tree by its type byte (SQLite file format, section 1.6). */
  private static boolean isStructure(byte[] file, int at) {
    int type = file[at];
    return at == 0 || type == 2 || type == 5 || type == 10 || type == 13;
  }

  @Test
  void fileInUse_isToldAndTheFirstGoesOn() throws Exception {
    try (SqliteStorage first = SqliteStorage.open(file())) {
      queue(first, 1);

      assertReason(
          Reason.IN_USE,
          () -> SqliteStorage.open(file(), SqliteSchema.STEPS, List.of("PRAGMA busy_timeout=1")));

      assertTrue(queue(first, 2));
    }
  }

  @Test
  void files_areTheirOwnersOnly() throws Exception {
    try (SqliteStorage storage = SqliteStorage.open(file())) {
      queue(storage, 1);

      for (String name : List.of("mailbox.db", "mailbox.db-wal")) {
        assertEquals(
            "rw-------",
            PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(name))),
            name);
      }
    }
  }
}
