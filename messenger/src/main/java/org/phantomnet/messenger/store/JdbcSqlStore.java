package org.phantomnet.messenger.store;

/** {@link SqlStore} on the JVM: SQLite with SQLCipher 4's format. */
public final class JdbcSqlStore {
  private JdbcSqlStore() {}

  public static SqlStore.Factory factory() {
    throw new UnsupportedOperationException();
  }
}
