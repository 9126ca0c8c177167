package org.phantomnet.relay.mailbox.storage;

/** The fake keeps the contract. */
class MemoryStorageTest
    implements TransactionContract,
        AccountContract,
        PreKeyContract,
        IntroductionContract,
        QueueContract,
        DeviceListContract {
  private final MemoryStorage storage = new MemoryStorage();

  @Override
  public MailboxStorage storage() {
    return storage;
  }

  @Override
  public void reopen() {
    storage.close();
  }
}
