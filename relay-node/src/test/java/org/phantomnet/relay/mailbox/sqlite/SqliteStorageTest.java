package org.phantomnet.relay.mailbox.sqlite;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.relay.mailbox.storage.AccountContract;
import org.phantomnet.relay.mailbox.storage.DeviceListContract;
import org.phantomnet.relay.mailbox.storage.IntroductionContract;
import org.phantomnet.relay.mailbox.storage.MailboxStorage;
import org.phantomnet.relay.mailbox.storage.PreKeyContract;
import org.phantomnet.relay.mailbox.storage.QueueContract;
import org.phantomnet.relay.mailbox.storage.StorageException;
import org.phantomnet.relay.mailbox.storage.TransactionContract;

/** SQLite keeps the contract. */
class SqliteStorageTest
    implements TransactionContract,
        AccountContract,
        PreKeyContract,
        IntroductionContract,
        QueueContract,
        DeviceListContract {
  @TempDir Path directory;
  private SqliteStorage storage;

  @BeforeEach
  void open() throws StorageException {
    storage = SqliteStorage.open(directory.resolve("mailbox.db"));
  }

  @AfterEach
  void close() throws StorageException {
    storage.close();
  }

  @Override
  public MailboxStorage storage() {
    return storage;
  }

  @Override
  public void reopen() throws StorageException {
    close();
    open();
  }
}
