package org.phantomnet.messenger.session;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.phantomnet.messenger.store.SqlStore;
import org.phantomnet.messenger.store.SqlValue;
import org.phantomnet.messenger.store.StoreException;
import org.phantomnet.protocol.rule.Rule;

/**
 * One transaction on the session thread. What it writes, every ratchet it moves and what it tells
 * come true together. Not to be kept.
 */
public final class Step {
  private final RecordingSql sql;
  private final Instant now;
  private final List<Runnable> afterCommit = new ArrayList<>();
  private boolean advanced;

  Step(SqlStore.Sql sql, Instant now) {
    this.sql = new RecordingSql(sql);
    this.now = now;
  }

  public SqlStore.Sql sql() {
    return sql;
  }

  public Instant now() {
    return now;
  }

  /** Runs once the step is durable; must not throw. */
  public void afterCommit(Runnable action) {
    afterCommit.add(action);
  }

  /** A ratchet moved, or prekeys were made or used: the generation counts up. */
  public void advanced() {
    advanced = true;
  }

  /**
   * The next content for that account opens a session with prekeys fetched anew: what a request
   * that was never answered was encrypted to, nobody may be able to read.
   */
  @Rule("SESS-41")
  public void forgetSessions(String account) {
    advanced();
    sql.update("DELETE FROM sessions WHERE account = ?", SqlValue.of(account));
  }

  boolean isAdvanced() {
    return advanced;
  }

  List<Runnable> actions() {
    return afterCommit;
  }

  /** libsignal may dress up what a store callback threw; this is the truth. */
  void rethrowStoreFailure() {
    if (sql.failure.isPresent()) {
      throw sql.failure.get();
    }
  }

  private static final class RecordingSql implements SqlStore.Sql {
    private final SqlStore.Sql target;
    private Optional<StoreException> failure = Optional.empty();

    RecordingSql(SqlStore.Sql target) {
      this.target = target;
    }

    @Override
    public int update(String statement, SqlValue... binds) {
      try {
        return target.update(statement, binds);
      } catch (StoreException e) {
        failure = Optional.of(e);
        throw e;
      }
    }

    @Override
    public long insert(String statement, SqlValue... binds) {
      try {
        return target.insert(statement, binds);
      } catch (StoreException e) {
        failure = Optional.of(e);
        throw e;
      }
    }

    @Override
    public <T> List<T> query(String statement, SqlStore.RowMapper<T> mapper, SqlValue... binds) {
      try {
        return target.query(statement, mapper, binds);
      } catch (StoreException e) {
        failure = Optional.of(e);
        throw e;
      }
    }
  }
}
