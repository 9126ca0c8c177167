package org.phantomnet.conformance.transactions;

import java.util.List;
import java.util.Optional;
import org.phantomnet.messenger.store.Meta;
import org.phantomnet.messenger.store.SqlStore;
import org.phantomnet.messenger.store.StoreException;

/**
 * A store whose process can die at the next transaction that moves the generation, before or after
 * its commit: from then on nothing happens. It also tells when a thread that works off a queue
 * found it empty. Thread-safe.
 */
final class DyingStore implements SqlStore {
  /** Where the process dies. */
  enum Death {
    BEFORE_COMMIT,
    AFTER_COMMIT
  }

  /** Told of an empty queue, on the thread that found it so. */
  interface Watch {
    void foundNothing(String thread);

    void died();
  }

  private final SqlStore real;
  private final Watch watch;
  private Optional<Death> armed = Optional.empty();
  private boolean dead;

  DyingStore(SqlStore real, Watch watch) {
    this.real = real;
    this.watch = watch;
  }

  synchronized void arm(Death death) {
    armed = Optional.of(death);
  }

  synchronized boolean isArmed() {
    return armed.isPresent();
  }

  synchronized boolean isDead() {
    return dead;
  }

  /** The process dies now. */
  void die() {
    synchronized (this) {
      dead = true;
      armed = Optional.empty();
    }
    watch.died();
  }

  @Override
  public <T> T inTransaction(Work<T> work) {
    if (isDead()) {
      throw new StoreException(StoreException.Reason.CLOSED);
    }
    T result;
    boolean[] struck = {false};
    try {
      result = real.inTransaction(sql -> run(work, sql, struck));
    } finally {
      if (struck[0]) {
        die();
      }
    }
    if (struck[0]) {
      throw new StoreException(StoreException.Reason.CLOSED);
    }
    if (isNothing(result)) {
      watch.foundNothing(Thread.currentThread().getName());
    }
    return result;
  }

  private <T> T run(Work<T> work, Sql sql, boolean[] struck) {
    if (isDead()) {
      throw new StoreException(StoreException.Reason.CLOSED);
    }
    Optional<Death> death;
    synchronized (this) {
      death = armed;
    }
    long before = death.isPresent() ? generation(sql) : 0;
    T result = work.run(sql);
    if (death.isPresent() && generation(sql) > before) {
      struck[0] = true;
      if (death.get() == Death.BEFORE_COMMIT) {
        throw new StoreException(StoreException.Reason.CLOSED);
      }
    }
    return result;
  }

  static long generation(Sql sql) {
    return Meta.GENERATION.number(sql).orElse(0L);
  }

  private static boolean isNothing(Object result) {
    return result.equals(List.of()) || result.equals(Optional.empty());
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
