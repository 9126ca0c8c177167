package org.phantomnet.relay.mailbox.sqlite;

import java.nio.file.Path;
import java.util.List;
import org.phantomnet.relay.mailbox.storage.MailboxStorage;
import org.phantomnet.relay.mailbox.storage.StorageException;
import org.phantomnet.relay.mailbox.storage.StoredAccounts;
import org.phantomnet.relay.mailbox.storage.StoredDeviceLists;
import org.phantomnet.relay.mailbox.storage.StoredIntroductions;
import org.phantomnet.relay.mailbox.storage.StoredPreKeys;
import org.phantomnet.relay.mailbox.storage.StoredQueues;

/**
 * A mailbox's storage in a SQLite file that no other process may open meanwhile. Thread-safe: one
 * transaction at a time.
 */
public final class SqliteStorage implements MailboxStorage {
  private final SqliteDatabase database;
  private final Content content;
  private boolean inTransaction;

  private SqliteStorage(SqliteDatabase database) {
    this.database = database;
    this.content =
        new Tables(
            new SqliteAccounts(database),
            new SqlitePreKeys(database),
            new SqliteIntroductions(database),
            new SqliteQueues(database),
            new SqliteDeviceLists(database));
  }

  private record Tables(
      StoredAccounts accounts,
      StoredPreKeys preKeys,
      StoredIntroductions introductions,
      StoredQueues queues,
      StoredDeviceLists deviceLists)
      implements Content {}

  /**
   * Opens the file, made if it is not there, and brings it to this version's form.
   *
   * @throws StorageException if it cannot be used; it is then as it was
   */
  public static SqliteStorage open(Path file) throws StorageException {
    return open(file, SqliteSchema.STEPS, List.of());
  }

  static SqliteStorage open(Path file, List<List<String>> schema, List<String> settings)
      throws StorageException {
    return new SqliteStorage(SqliteDatabase.open(file, schema, settings));
  }

  @Override
  public synchronized <T, E extends Exception> T transact(Work<T, E> work)
      throws StorageException, E {
    if (inTransaction) {
      throw new IllegalStateException("a transaction inside another");
    }
    database.begin();
    inTransaction = true;
    boolean done = false;
    try {
      T result = work.run(content);
      database.commit();
      done = true;
      return result;
    } finally {
      inTransaction = false;
      if (!done) {
        database.rollBack();
      }
    }
  }

  @Override
  public synchronized void close() throws StorageException {
    database.close();
  }
}
