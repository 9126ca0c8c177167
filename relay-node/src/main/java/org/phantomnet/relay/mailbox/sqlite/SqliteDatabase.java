package org.phantomnet.relay.mailbox.sqlite;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.relay.mailbox.storage.StorageException;

/**
 * The SQLite file, its prepared statements, and its failures as reasons. One thread at a time. A
 * transaction is durable when it is committed (WAL, synchronous=FULL).
 */
final class SqliteDatabase {
  private static final String OWNER_ONLY = "rw-------";

  private static final List<String> SETTINGS =
      List.of(
          "PRAGMA busy_timeout=2000",
          "PRAGMA locking_mode=EXCLUSIVE",
          "PRAGMA journal_mode=WAL",
          "PRAGMA synchronous=FULL",
          "PRAGMA secure_delete=ON");

  // https://www.sqlite.org/rescode.html; the low byte is the primary code
  private static final int PRIMARY = 0xff;
  private static final int BUSY = 5;
  private static final int LOCKED = 6;
  private static final int READ_ONLY = 8;
  private static final int CORRUPT = 11;
  private static final int FULL = 13;
  private static final int CANNOT_OPEN = 14;
  private static final int NOT_A_DATABASE = 26;

  private final Connection connection;
  private final Map<String, PreparedStatement> statements = new HashMap<>();

  private SqliteDatabase(Connection connection) {
    this.connection = connection;
  }

  /**
   * @param settings run after the standard ones
   */
  static SqliteDatabase open(Path file, List<List<String>> schema, List<String> settings)
      throws StorageException {
    create(file);
    try {
      Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file.toAbsolutePath());
      boolean done = false;
      try {
        try (Statement statement = connection.createStatement()) {
          for (String setting : SETTINGS) {
            statement.execute(setting);
          }
          for (String setting : settings) {
            statement.execute(setting);
          }
          check(statement);
        }
        SqliteSchema.migrate(connection, schema);
        done = true;
        return new SqliteDatabase(connection);
      } finally {
        if (!done) {
          connection.close();
        }
      }
    } catch (SQLException e) {
      throw reason(e);
    }
  }

  /** With the rights that its log inherits: who writes to whom is nobody else's business. */
  private static void create(Path file) throws StorageException {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
    } catch (IOException e) {
      throw new StorageException(StorageException.Reason.READ_ONLY);
    }
    try {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_ONLY)));
    } catch (FileAlreadyExistsException e) {
      // opened before
    } catch (IOException e) {
      throw new StorageException(StorageException.Reason.READ_ONLY);
    }
  }

  private static void check(Statement statement) throws SQLException, StorageException {
    try (ResultSet row = statement.executeQuery("PRAGMA quick_check(1)")) {
      if (!row.next() || !"ok".equals(row.getString(1))) {
        throw new StorageException(StorageException.Reason.CORRUPT);
      }
    }
  }

  static StorageException reason(SQLException failure) {
    return new StorageException(
        switch (failure.getErrorCode() & PRIMARY) {
          case BUSY, LOCKED -> StorageException.Reason.IN_USE;
          case READ_ONLY, CANNOT_OPEN -> StorageException.Reason.READ_ONLY;
          case CORRUPT, NOT_A_DATABASE -> StorageException.Reason.CORRUPT;
          case FULL -> StorageException.Reason.DISK_FULL;
          default -> StorageException.Reason.FAILED;
        });
  }

  void begin() throws StorageException {
    update("BEGIN");
  }

  void commit() throws StorageException {
    update("COMMIT");
  }

  /** After a failure that is told already; SQLite may have rolled back by itself. */
  void rollBack() {
    try {
      update("ROLLBACK");
    } catch (StorageException e) {
      // there was no transaction any more
    }
  }

  /** Reads one row; the values are copied out of it. */
  interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  /**
   * @param arguments numbers, texts, and blobs as {@code byte[]} or {@link Bytes}
   */
  <T> List<T> all(Row<T> reader, String sql, Object... arguments) throws StorageException {
    try (ResultSet rows = prepared(sql, arguments).executeQuery()) {
      List<T> read = new ArrayList<>();
      while (rows.next()) {
        read.add(reader.read(rows));
      }
      return read;
    } catch (SQLException e) {
      throw failed(sql, e);
    }
  }

  <T> Optional<T> first(Row<T> reader, String sql, Object... arguments) throws StorageException {
    try (ResultSet rows = prepared(sql, arguments).executeQuery()) {
      return rows.next() ? Optional.of(reader.read(rows)) : Optional.empty();
    } catch (SQLException e) {
      throw failed(sql, e);
    }
  }

  /**
   * @return how many rows changed
   */
  int update(String sql, Object... arguments) throws StorageException {
    try {
      return prepared(sql, arguments).executeUpdate();
    } catch (SQLException e) {
      throw failed(sql, e);
    }
  }

  /** A statement that failed once is of no more use: the driver has ended it. */
  private StorageException failed(String sql, SQLException failure) {
    PreparedStatement dead = statements.remove(sql);
    if (dead != null) {
      try {
        dead.close();
      } catch (SQLException e) {
        // the first failure is the one to tell
      }
    }
    return reason(failure);
  }

  private PreparedStatement prepared(String sql, Object... arguments) throws SQLException {
    PreparedStatement statement = statements.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      statements.put(sql, statement);
    }
    for (int i = 0; i < arguments.length; i++) {
      Object argument = arguments[i];
      if (argument instanceof byte[] blob) {
        statement.setBytes(i + 1, blob);
      } else if (argument instanceof Bytes blob) {
        statement.setBytes(i + 1, blob.toByteArray());
      } else {
        statement.setObject(i + 1, argument);
      }
    }
    return statement;
  }

  void close() throws StorageException {
    try {
      for (PreparedStatement statement : statements.values()) {
        statement.close();
      }
      connection.close();
    } catch (SQLException e) {
      throw reason(e);
    }
  }
}
