package org.phantomnet.messenger.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Rule;

/** Prepared statements of one connection, kept for its life. Used under the store's lock only. */
final class JdbcStatements implements SqlStore.Sql {
  private final Connection connection;
  private final Map<String, PreparedStatement> prepared = new HashMap<>();

  JdbcStatements(Connection connection) {
    this.connection = connection;
  }

  void execute(String statement) {
    try {
      prepare(statement).execute();
    } catch (SQLException e) {
      throw failed(statement, e);
    }
  }

  @Override
  public int update(String statement, SqlValue... binds) {
    try {
      return bind(statement, binds).executeUpdate();
    } catch (SQLException e) {
      throw failed(statement, e);
    }
  }

  @Override
  public long insert(String statement, SqlValue... binds) {
    update(statement, binds);
    return first("SELECT last_insert_rowid()", row -> row.number(0)).orElse(0L);
  }

  @Override
  public <T> List<T> query(String statement, SqlStore.RowMapper<T> mapper, SqlValue... binds) {
    try (ResultSet result = bind(statement, binds).executeQuery()) {
      List<T> rows = new ArrayList<>();
      while (result.next()) {
        rows.add(mapped(mapper, new CurrentRow(result)));
      }
      return rows;
    } catch (SQLException e) {
      throw failed(statement, e);
    }
  }

  /** What a value's type refuses was not written by this program. */
  @Rule("STORE-8")
  private static <T> T mapped(SqlStore.RowMapper<T> mapper, CurrentRow row) {
    try {
      return mapper.map(row);
    } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
      throw new StoreException(StoreException.Reason.CORRUPT);
    }
  }

  /**
   * The driver finalizes a statement whose execution failed, so it is prepared anew the next time.
   */
  private StoreException failed(String statement, SQLException e) {
    prepared.remove(statement);
    return JdbcSqlStore.failure(e);
  }

  private PreparedStatement bind(String statement, SqlValue[] binds) throws SQLException {
    PreparedStatement target = prepare(statement);
    for (int i = 0; i < binds.length; i++) {
      SqlValue value = binds[i];
      if (value instanceof SqlValue.OfLong number) {
        target.setLong(i + 1, number.value());
      } else if (value instanceof SqlValue.OfText text) {
        target.setString(i + 1, text.value());
      } else if (value instanceof SqlValue.OfBlob blob) {
        target.setBytes(i + 1, blob.value().toByteArray());
      } else {
        target.setNull(i + 1, java.sql.Types.NULL);
      }
    }
    return target;
  }

  private PreparedStatement prepare(String statement) throws SQLException {
    PreparedStatement known = prepared.get(statement);
    if (known != null) {
      return known;
    }
    PreparedStatement fresh = connection.prepareStatement(statement);
    prepared.put(statement, fresh);
    return fresh;
  }

  void close() {
    for (PreparedStatement statement : prepared.values()) {
      try {
        statement.close();
      } catch (SQLException e) {
        // The connection is closed next.
      }
    }
    prepared.clear();
  }

  private record CurrentRow(ResultSet result) implements SqlStore.Row {
    @Override
    public boolean isNull(int column) {
      return value(column) == null;
    }

    @Override
    public long number(int column) {
      if (value(column) instanceof Number number
          && (number instanceof Long || number instanceof Integer)) {
        return number.longValue();
      }
      throw new StoreException(StoreException.Reason.CORRUPT);
    }

    @Override
    public String text(int column) {
      if (value(column) instanceof String text) {
        return text;
      }
      throw new StoreException(StoreException.Reason.CORRUPT);
    }

    @Override
    public Bytes blob(int column) {
      if (value(column) instanceof byte[] bytes) {
        return Bytes.copyOf(bytes);
      }
      throw new StoreException(StoreException.Reason.CORRUPT);
    }

    /** As SQLite holds it: a column's declared type does not keep others out. */
    private @Nullable Object value(int column) {
      try {
        return result.getObject(column + 1);
      } catch (SQLException e) {
        throw JdbcSqlStore.failure(e);
      }
    }
  }
}
