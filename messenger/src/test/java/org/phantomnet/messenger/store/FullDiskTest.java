package org.phantomnet.messenger.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.messenger.TestRandom;

/**
 * A disk of a few megabytes that runs full, is freed, and goes on: a tmpfs where this user may
 * mount one, in a namespace of a child process; else a database that may grow no more.
 */
class FullDiskTest {
  private static final int CHUNK = 40_000;

  @TempDir Path directory;

  @Test
  void fullDisk_underARunningStore_losesNothingAndGoesOnWhenFreed()
      throws IOException, InterruptedException {
    assertEquals("DISK_FULL, then 2 rows", onSmallDisk());
  }

  private String onSmallDisk() throws IOException, InterruptedException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String mount =
        "mount -t tmpfs -o size=2m none \"$1\" 2>/dev/null || exit 77; shift; exec \"$@\"";
    List<String> command =
        List.of(
            "unshare",
            "--user",
            "--map-root-user",
            "--mount",
            "sh",
            "-c",
            mount,
            "sh",
            directory.toString(),
            java,
            "-cp",
            System.getProperty("java.class.path"),
            OnDisk.class.getName(),
            directory.toString());
    String said = "";
    int code = 77;
    try {
      Process child =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      code = child.waitFor();
    } catch (IOException e) {
      // no unshare here
    }
    return said.isEmpty() && code != 0 ? OnDisk.withoutRoom(directory) : said;
  }

  /** In the child, on the small disk. */
  static final class OnDisk {
    private OnDisk() {}

    public static void main(String[] args) throws IOException {
      Path directory = Path.of(args[0]);
      Path ballast = directory.resolve("ballast");
      try (SqlStore store = open(directory)) {
        fill(store);
        byte[] megabyte = new byte[1 << 20];
        try (var out = Files.newOutputStream(ballast)) {
          out.write(megabyte);
          out.write(megabyte);
        } catch (IOException full) {
          // as meant
        }
        StoreException.Reason reason = add(store, 40);
        Files.delete(ballast);
        System.out.print(reason + ", then " + after(store) + " rows");
      }
    }

    static String withoutRoom(Path directory) {
      try (SqlStore store = open(directory)) {
        fill(store);
        store.inTransaction(sql -> sql.query("PRAGMA max_page_count = 16", row -> row.number(0)));
        StoreException.Reason reason = add(store, 40);
        store.inTransaction(
            sql -> sql.query("PRAGMA max_page_count = 100000", row -> row.number(0)));
        return reason + ", then " + after(store) + " rows";
      }
    }

    private static SqlStore open(Path directory) {
      return JdbcSqlStore.factory(new TestRandom(1), PassphraseCost.INSECURE_FOR_TESTS)
          .open(directory, "correct horse".toCharArray());
    }

    private static void fill(SqlStore store) {
      store.inTransaction(sql -> sql.update("CREATE TABLE t(data BLOB)"));
      store.inTransaction(sql -> insert(sql, 1));
    }

    private static int insert(SqlStore.Sql sql, int length) {
      return sql.update("INSERT INTO t(data) VALUES(?)", SqlValue.of(new byte[length]));
    }

    private static StoreException.Reason add(SqlStore store, int rows) {
      return assertThrows(
              StoreException.class,
              () ->
                  store.inTransaction(
                      sql -> {
                        for (int i = 0; i < rows; i++) {
                          insert(sql, CHUNK);
                        }
                        return rows;
                      }))
          .reason();
    }

    private static long after(SqlStore store) {
      store.inTransaction(sql -> insert(sql, CHUNK));
      return store.inTransaction(
          sql -> sql.first("SELECT count(*) FROM t", row -> row.number(0)).orElse(0L));
    }
  }
}
