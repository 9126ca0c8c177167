package org.phantomnet.messenger.store;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.phantomnet.protocol.bytes.Bytes;

/**
 * One encrypted SQLite database in SQLCipher 4's format. On the desktop {@link JdbcSqlStore}; on
 * Android zetetic's library behind the same port.
 *
 * <p>Thread-safe: transactions run one at a time, each on its caller's thread, and are durable when
 * {@link #inTransaction} returns. A transaction inside a transaction is a bug ({@link
 * IllegalStateException}).
 */
public interface SqlStore extends AutoCloseable {
  /**
   * Runs {@code work} in one transaction: committed if it returns, rolled back if it throws.
   * Whatever it throws comes through.
   *
   * @throws StoreException if the store fails; nothing of the transaction is kept then, unless the
   *     failure struck while the commit was reported, in which case all of it is kept
   */
  <T> T inTransaction(Work<T> work);

  /**
   * Leaves no copy of what was deleted in the files: empties the write-ahead log, whose pages
   * outlive the deletion else. Not in a transaction. Where another use of the files keeps it from
   * that, the next one does it.
   */
  void scrub();

  /** Flushes, closes and wipes the key. Idempotent. */
  @Override
  void close();

  /** What runs in a transaction. {@code sql} must not be used after it returned. */
  interface Work<T> {
    T run(Sql sql);
  }

  /** Prepared statements of the running transaction; '?' placeholders, bound in order. */
  interface Sql {
    /**
     * @return the number of rows changed
     */
    int update(String statement, SqlValue... binds);

    /**
     * @return the row id of the inserted row
     */
    long insert(String statement, SqlValue... binds);

    <T> List<T> query(String statement, RowMapper<T> mapper, SqlValue... binds);

    /** The first row, if any. */
    default <T> Optional<T> first(String statement, RowMapper<T> mapper, SqlValue... binds) {
      return query(statement, mapper, binds).stream().findFirst();
    }
  }

  /** Turns a row into a value. */
  interface RowMapper<T> {
    T map(Row row);
  }

  /**
   * The current row; columns count from 0. A NULL or another type where a value is asked for is
   * CORRUPT.
   */
  interface Row {
    boolean isNull(int column);

    long number(int column);

    String text(int column);

    Bytes blob(int column);

    default boolean flag(int column) {
      return number(column) != 0;
    }

    default Instant instant(int column) {
      return Instant.ofEpochMilli(number(column));
    }

    default Optional<Bytes> optionalBlob(int column) {
      return isNull(column) ? Optional.empty() : Optional.of(blob(column));
    }

    default Optional<String> optionalText(int column) {
      return isNull(column) ? Optional.empty() : Optional.of(text(column));
    }
  }

  /** Opens or creates the store of a directory. */
  interface Factory {
    /**
     * @param passphrase the caller's; not kept, not wiped here
     * @throws StoreException with any reason but CLOSED
     */
    SqlStore open(Path directory, char[] passphrase);
  }
}
