package org.phantomnet.relay.mailbox.storage;

/**
 * Where a mailbox keeps its accounts, prekeys, introductions and queues. It decides nothing:
 * limits, times and tokens' comparison are the desk's, above it.
 *
 * <p>Thread-safe; transactions run one after the other, as if there were one thread. Open until
 * {@link #close}; after a {@link StorageException} it may be used on, and what the failed
 * transaction wrote is not there.
 */
public interface MailboxStorage extends AutoCloseable {
  /**
   * Runs {@code work} as a whole or not at all: whatever it throws, nothing that it wrote stays.
   * When this returns, what was written outlives the death of the process and of the machine.
   *
   * <p>Transactions do not nest, and {@link Content} is of no use outside of its own.
   *
   * @param <T> what the work gives
   * @param <E> what the work refuses with
   * @throws StorageException if the storage cannot do it; nothing is written
   */
  <T, E extends Exception> T transact(Work<T, E> work) throws StorageException, E;

  @Override
  void close() throws StorageException;

  /** What a transaction does. */
  interface Work<T, E extends Exception> {
    T run(Content content) throws StorageException, E;
  }

  /** All that a mailbox keeps, inside one transaction. */
  interface Content {
    StoredAccounts accounts();

    StoredPreKeys preKeys();

    StoredIntroductions introductions();

    StoredQueues queues();

    StoredDeviceLists deviceLists();
  }
}
