package org.phantomnet.relay.admission;

import java.io.IOException;
import java.nio.ByteBuffer;
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
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Rule;

/**
 * Which tokens were spent: a table for each epoch in one SQLite file of the relay, and the same in
 * memory. Holds hashes that nobody else can compute without the token. One thread.
 */
final class SpentTokens implements AutoCloseable {
  /** Length of an id, in bytes. */
  static final int ID_LENGTH = 16;

  private static final List<String> SETTINGS =
      List.of(
          "PRAGMA busy_timeout=2000",
          "PRAGMA locking_mode=EXCLUSIVE",
          "PRAGMA journal_mode=WAL",
          "PRAGMA synchronous=FULL",
          "PRAGMA secure_delete=ON",
          "CREATE TABLE IF NOT EXISTS epochs (epoch INTEGER PRIMARY KEY)",
          "CREATE TABLE IF NOT EXISTS spent (epoch INTEGER NOT NULL, id BLOB NOT NULL,"
              + " PRIMARY KEY (epoch, id)) WITHOUT ROWID");

  private static final int PAGE_BYTES = 4096; // SQLite's own choice for a new file

  private final Path file;
  private final long maxBytes;
  private final Map<Long, SpentSet> byEpoch = new HashMap<>();
  private Connection connection;
  private boolean broken;
  private long lowestEpoch;

  /** One token to be spent. */
  record Spending(long epoch, Bytes id) {
    @Override
    public String toString() {
      return "Spending";
    }
  }

  private SpentTokens(Path file, long maxBytes, Connection connection) {
    this.file = file;
    this.maxBytes = maxBytes;
    this.connection = connection;
  }

  /**
   * @param maxBytes what the file may grow to
   * @throws IOException if the file cannot be made, read or written; says nothing else
   */
  static SpentTokens open(Path file, long maxBytes) throws IOException {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } catch (FileAlreadyExistsException e) {
      // opened before
    }
    try {
      SpentTokens spent = new SpentTokens(file, maxBytes, connect(file, maxBytes));
      boolean read = false;
      try {
        spent.read();
        read = true;
        return spent;
      } finally {
        if (!read) {
          spent.connection.close();
        }
      }
    } catch (SQLException e) {
      throw new IOException("the store of spent tokens cannot be used");
    }
  }

  private static Connection connect(Path file, long maxBytes) throws SQLException {
    Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file.toAbsolutePath());
    boolean done = false;
    try (Statement statement = connection.createStatement()) {
      for (String setting : SETTINGS) {
        statement.execute(setting);
      }
      statement.execute("PRAGMA max_page_count=" + Math.max(1, maxBytes / PAGE_BYTES));
      connection.setAutoCommit(false);
      done = true;
      return connection;
    } finally {
      if (!done) {
        connection.close();
      }
    }
  }

  private void read() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      try (ResultSet row = statement.executeQuery("SELECT MAX(epoch) FROM epochs")) {
        lowestEpoch = row.next() ? Math.max(0, row.getLong(1) - 1) : 0;
      }
      try (ResultSet rows = statement.executeQuery("SELECT epoch, id FROM spent")) {
        while (rows.next()) {
          remember(rows.getLong(1), Bytes.copyOf(rows.getBytes(2)));
        }
      }
    }
    connection.commit();
  }

  /** Whether the token was spent, or is of an epoch whose tokens are forgotten. */
  boolean isSpent(Spending spending) {
    SpentSet set = byEpoch.get(spending.epoch());
    return spending.epoch() < lowestEpoch
        || set != null && set.contains(high(spending.id()), low(spending.id()));
  }

  /**
   * Spends all of them, or none; when it returns they are on the disk. What is older than the epoch
   * before the newest of them is forgotten, and its tokens count as spent from then on: a clock
   * that was wrong brings nothing back.
   *
   * @param fresh all different, none of them spent
   * @throws IOException if they could not be written
   */
  @Rule("TOK-9")
  void spend(List<Spending> fresh) throws IOException {
    long newest = fresh.stream().mapToLong(Spending::epoch).max().orElse(lowestEpoch);
    long lowest = Math.max(lowestEpoch, newest - 1);
    try {
      if (broken) {
        connection.close();
        connection = connect(file, maxBytes);
        broken = false;
      }
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO spent (epoch, id) VALUES (?, ?)")) {
        for (Spending spending : fresh) {
          insert.setLong(1, spending.epoch());
          insert.setBytes(2, spending.id().toByteArray());
          insert.executeUpdate();
        }
      }
      if (lowest > lowestEpoch) {
        forget(lowest, newest);
      }
      connection.commit();
    } catch (SQLException e) {
      broken = true;
      rollBack();
      throw new IOException("spent tokens cannot be written");
    }
    lowestEpoch = lowest;
    new ArrayList<>(byEpoch.keySet()).stream().filter(e -> e < lowest).forEach(byEpoch::remove);
    fresh.forEach(spending -> remember(spending.epoch(), spending.id()));
  }

  private void forget(long lowest, long newest) throws SQLException {
    try (PreparedStatement delete =
            connection.prepareStatement("DELETE FROM spent WHERE epoch < ?");
        PreparedStatement epoch =
            connection.prepareStatement("INSERT OR REPLACE INTO epochs (epoch) VALUES (?)")) {
      delete.setLong(1, lowest);
      delete.executeUpdate();
      epoch.setLong(1, newest);
      epoch.executeUpdate();
    }
  }

  private void rollBack() {
    try {
      connection.rollback();
    } catch (SQLException e) {
      // it is opened anew before it is used again
    }
  }

  private void remember(long epoch, Bytes id) {
    byEpoch.computeIfAbsent(epoch, e -> new SpentSet()).add(high(id), low(id));
  }

  private static long high(Bytes id) {
    return ByteBuffer.wrap(id.toByteArray()).getLong(0);
  }

  private static long low(Bytes id) {
    return ByteBuffer.wrap(id.toByteArray()).getLong(Long.BYTES);
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      // what was answered is on the disk
    }
  }
}
