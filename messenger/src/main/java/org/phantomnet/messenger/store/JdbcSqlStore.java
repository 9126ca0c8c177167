package org.phantomnet.messenger.store;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.rule.Rule;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteException;
import org.sqlite.mc.SQLiteMCConfig;
import org.sqlite.mc.SQLiteMCSqlCipherConfig;

/**
 * {@link SqlStore} on the JVM: SQLite with SQLCipher 4's format, write-ahead log, every commit
 * synced to the disk. Files: {@code messenger.db}, {@code store.header}, {@code store.lock}.
 */
public final class JdbcSqlStore implements SqlStore {
  static final String DATABASE = "messenger.db";
  static final String HEADER = "store.header";
  static final String LOCK = "store.lock";
  private static final int BUSY_TIMEOUT_MILLIS = 2_000;

  private final ReentrantLock one = new ReentrantLock();
  private final Connection connection;
  private final StoreLock lock;
  private final JdbcStatements statements;
  private boolean closed;

  private JdbcSqlStore(Connection connection, StoreLock lock) {
    this.connection = connection;
    this.lock = lock;
    this.statements = new JdbcStatements(connection);
  }

  /** Stores whose passphrase costs {@link PassphraseCost#STANDARD}. */
  public static Factory factory(RandomSource random) {
    return factory(random, PassphraseCost.STANDARD);
  }

  /**
   * @param cost for stores that are created; an existing one keeps the cost in its header
   */
  public static Factory factory(RandomSource random, PassphraseCost cost) {
    return factory(random, cost, () -> {});
  }

  /**
   * @param keyDerived run when the passphrase's key is there, so that start-up can be timed without
   *     it
   */
  public static Factory factory(RandomSource random, PassphraseCost cost, Runnable keyDerived) {
    return (directory, passphrase) -> open(directory, passphrase, random, cost, keyDerived);
  }

  /** Whether a store was made in that directory. */
  public static boolean exists(Path directory) {
    return Files.exists(directory.resolve(HEADER)) || Files.exists(directory.resolve(DATABASE));
  }

  private static JdbcSqlStore open(
      Path directory,
      char[] passphrase,
      RandomSource random,
      PassphraseCost cost,
      Runnable keyDerived) {
    try {
      DurableFile.makeDirectory(directory);
      StoreLock lock = StoreLock.take(directory.resolve(LOCK));
      JdbcSqlStore store = null;
      try (StoreKey key = unlock(directory, passphrase, random, cost)) {
        keyDerived.run();
        store = new JdbcSqlStore(connect(directory.resolve(DATABASE), key), lock);
        return store;
      } finally {
        if (store == null) {
          lock.close();
        }
      }
    } catch (IOException | ReadOnlyFileSystemException e) {
      throw new StoreException(reasonOf(e));
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  /**
   * Derives the key and proves it against the header, which is written before the first database
   * page.
   */
  @Rule("STORE-4")
  private static StoreKey unlock(
      Path directory, char[] passphrase, RandomSource random, PassphraseCost cost)
      throws IOException {
    Path file = directory.resolve(HEADER);
    Optional<StoreHeader> header = StoreHeader.read(file);
    if (header.isEmpty()) {
      if (Files.exists(directory.resolve(DATABASE))) {
        throw new StoreException(StoreException.Reason.CORRUPT);
      }
      Bytes salt = random.bytes(StoreKey.SALT_LENGTH);
      StoreKey key = StoreKey.derive(passphrase, salt, cost);
      new StoreHeader(cost, salt, key.check()).write(file);
      return key;
    }
    StoreKey key = StoreKey.derive(passphrase, header.get().salt(), header.get().cost());
    if (!MessageDigest.isEqual(key.check().toByteArray(), header.get().check().toByteArray())) {
      key.close();
      throw new StoreException(StoreException.Reason.WRONG_PASSPHRASE);
    }
    return key;
  }

  private static Connection connect(Path database, StoreKey key) throws SQLException {
    SQLiteMCConfig.Builder cipher =
        SQLiteMCSqlCipherConfig.getV4Defaults().withRawUnsaltedKey(key.databaseKey());
    SQLiteMCConfig config = cipher.build();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setTempStore(SQLiteConfig.TempStore.MEMORY);
    config.enforceForeignKeys(true);
    config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
    Connection connection = JDBC.createConnection("jdbc:sqlite:" + database, config.toProperties());
    boolean usable = false;
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA secure_delete=ON");
      statement.executeQuery("SELECT count(*) FROM sqlite_master").close();
      usable = true;
    } finally {
      if (!usable) {
        connection.close();
      }
    }
    return connection;
  }

  @Override
  public <T> T inTransaction(Work<T> work) {
    if (one.isHeldByCurrentThread()) {
      throw new IllegalStateException("transaction inside a transaction");
    }
    one.lock();
    try {
      if (closed) {
        throw new StoreException(StoreException.Reason.CLOSED);
      }
      statements.execute("BEGIN IMMEDIATE");
      boolean committed = false;
      try {
        T result = work.run(statements);
        statements.execute("COMMIT");
        committed = true;
        return result;
      } finally {
        if (!committed) {
          rollBack();
        }
      }
    } finally {
      one.unlock();
    }
  }

  @Override
  @Rule("STORE-10")
  public void scrub() {
    if (one.isHeldByCurrentThread()) {
      throw new IllegalStateException("scrub inside a transaction");
    }
    one.lock();
    try {
      if (closed) {
        throw new StoreException(StoreException.Reason.CLOSED);
      }
      statements.query("PRAGMA wal_checkpoint(TRUNCATE)", row -> row.number(0));
    } finally {
      one.unlock();
    }
  }

  private void rollBack() {
    try {
      statements.execute("ROLLBACK");
    } catch (StoreException e) {
      // SQLite rolled back by itself already (disk full, I/O error).
    }
  }

  @Override
  public void close() {
    one.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      statements.close();
      connection.close();
    } catch (SQLException e) {
      // Committed work is in the log; the next open takes it over.
    } finally {
      lock.close();
      one.unlock();
    }
  }

  static StoreException failure(SQLException e) {
    int code =
        e instanceof SQLiteException ? ((SQLiteException) e).getResultCode().code & 0xff : -1;
    return new StoreException(
        switch (code) {
          case 13 -> StoreException.Reason.DISK_FULL; // SQLITE_FULL
          case 8, 14, 3, 23 -> StoreException.Reason.READ_ONLY; // READONLY, CANTOPEN, PERM, AUTH
          case 11, 26 -> StoreException.Reason.CORRUPT; // CORRUPT, NOTADB
          case 5, 6 -> StoreException.Reason.IN_USE; // BUSY, LOCKED
          default -> StoreException.Reason.UNAVAILABLE;
        });
  }

  static StoreException.Reason reasonOf(Exception e) {
    if (e instanceof AccessDeniedException || e instanceof ReadOnlyFileSystemException) {
      return StoreException.Reason.READ_ONLY;
    }
    String system =
        e instanceof FileSystemException ? ((FileSystemException) e).getReason() : e.getMessage();
    String text = system == null ? "" : system.toLowerCase(Locale.ROOT);
    if (text.contains("no space") || text.contains("quota")) {
      return StoreException.Reason.DISK_FULL;
    }
    return text.contains("read-only") || text.contains("permission denied")
        ? StoreException.Reason.READ_ONLY
        : StoreException.Reason.UNAVAILABLE;
  }
}
