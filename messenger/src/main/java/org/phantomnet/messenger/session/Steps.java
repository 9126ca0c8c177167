package org.phantomnet.messenger.session;

import java.time.Clock;
import java.util.function.Function;
import org.phantomnet.messenger.store.Meta;
import org.phantomnet.messenger.store.RollbackCounter;
import org.phantomnet.messenger.store.SqlStore;
import org.phantomnet.messenger.store.SqlValue;
import org.phantomnet.messenger.store.StoreException;

/**
 * Runs steps, counts generations, and holds back every effect until the counter outside the
 * database knows of it (STORE-5). {@link #run} on the session thread only; {@link #beforeEffect}
 * from any thread.
 */
public final class Steps {
  private final SqlStore store;
  private final RollbackCounter counter;
  private final Clock clock;
  private final Object effects = new Object();
  private long committed;
  private boolean uncertain;

  public Steps(SqlStore store, RollbackCounter counter, Clock clock) {
    this.store = store;
    this.counter = counter;
    this.clock = clock;
    this.committed = generation();
  }

  /**
   * @throws StoreException if the step may not have happened; ask the store which
   */
  public <T> T run(Function<Step, T> work) {
    Result<T> result;
    try {
      result =
          store.inTransaction(
              sql -> {
                Step step = new Step(sql, clock.instant());
                T value = work.apply(step);
                long generation = Meta.GENERATION.number(sql).orElse(0L);
                if (step.isAdvanced()) {
                  generation++;
                  Meta.GENERATION.set(sql, SqlValue.of(generation));
                }
                return new Result<>(value, generation, step);
              });
    } catch (StoreException e) {
      synchronized (effects) {
        uncertain = true;
      }
      throw e;
    }
    synchronized (effects) {
      committed = Math.max(committed, result.generation);
    }
    result.step.actions().forEach(Runnable::run);
    return result.value;
  }

  /**
   * Call before a ciphertext or prekey leaves this device and before an envelope is acknowledged.
   */
  public void beforeEffect() {
    synchronized (effects) {
      if (uncertain) {
        committed = generation();
        uncertain = false;
      }
      counter.raise(committed);
    }
  }

  private long generation() {
    return store.inTransaction(sql -> Meta.GENERATION.number(sql).orElse(0L));
  }

  private record Result<T>(T value, long generation, Step step) {}
}
