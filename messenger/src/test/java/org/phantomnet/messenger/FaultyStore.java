package org.phantomnet.messenger;

import org.phantomnet.messenger.store.SqlStore;
import org.phantomnet.messenger.store.StoreException;

/**
 * A store whose process dies at a chosen transaction, before or after its commit: from then on
 * nothing happens.
 */
final class FaultyStore implements SqlStore {
  private final SqlStore real;
  private int untilDeath = Integer.MAX_VALUE;
  private boolean commitFirst;
  private boolean dead;
  private int transactions;
  private Runnable onDeath = () -> {};

  FaultyStore(SqlStore real) {
    this.real = real;
  }

  /**
   * @param transactions how many more transactions are let through
   */
  synchronized void dieAfter(int more, boolean committing, Runnable then) {
    untilDeath = more;
    commitFirst = committing;
    onDeath = then;
  }

  synchronized int transactions() {
    return transactions;
  }

  @Override
  public <T> T inTransaction(Work<T> work) {
    boolean dying;
    synchronized (this) {
      if (dead) {
        throw new StoreException(StoreException.Reason.CLOSED);
      }
      transactions++;
      dying = untilDeath-- == 0;
      dead = dying;
    }
    if (!dying) {
      return real.inTransaction(work);
    }
    try {
      real.inTransaction(
          sql -> {
            T result = work.run(sql);
            if (!commitFirst) {
              throw new StoreException(StoreException.Reason.CLOSED);
            }
            return result;
          });
      throw new StoreException(StoreException.Reason.CLOSED);
    } finally {
      onDeath.run();
    }
  }

  @Override
  public void scrub() {
    real.scrub();
  }

  @Override
  public void close() {
    real.close();
  }
}
