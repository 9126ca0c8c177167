package org.phantomnet.relay.mailbox.sqlite;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.mailbox.AccountId;
import org.phantomnet.relay.mailbox.storage.StorageException;
import org.phantomnet.relay.mailbox.storage.StoredAccounts;

/** The tables {@code accounts} and {@code devices}. */
final class SqliteAccounts implements StoredAccounts {
  private static final String SELECT_ACCOUNT =
      "SELECT id, name, identity, delivery_hash FROM accounts WHERE ";
  private static final String SELECT_DEVICE =
      "SELECT device, registration_id, auth_hash FROM devices WHERE account = ?";

  private final SqliteDatabase database;

  SqliteAccounts(SqliteDatabase database) {
    this.database = database;
  }

  @Override
  public Optional<Account> byName(String name) throws StorageException {
    return database.first(SqliteAccounts::account, SELECT_ACCOUNT + "name = ?", name);
  }

  @Override
  public Optional<Account> byId(AccountId id) throws StorageException {
    return database.first(SqliteAccounts::account, SELECT_ACCOUNT + "id = ?", Blobs.of(id));
  }

  @Override
  public void add(Account account) throws StorageException {
    database.update(
        "INSERT INTO accounts (id, name, identity, delivery_hash) VALUES (?, ?, ?, ?)",
        Blobs.of(account.id()),
        account.name(),
        account.identity(),
        account.deliveryHash());
  }

  @Override
  public void replaceDeliveryHash(AccountId id, Bytes deliveryHash) throws StorageException {
    database.update(
        "UPDATE accounts SET delivery_hash = ? WHERE id = ?", deliveryHash, Blobs.of(id));
  }

  @Override
  public Optional<Device> device(AccountId id, int device) throws StorageException {
    return database.first(
        SqliteAccounts::device, SELECT_DEVICE + " AND device = ?", Blobs.of(id), device);
  }

  @Override
  public List<Device> devices(AccountId id) throws StorageException {
    return database.all(SqliteAccounts::device, SELECT_DEVICE + " ORDER BY device", Blobs.of(id));
  }

  @Override
  public void addDevice(AccountId id, Device device) throws StorageException {
    database.update(
        "INSERT INTO devices (account, device, registration_id, auth_hash) VALUES (?, ?, ?, ?)",
        Blobs.of(id),
        device.device(),
        device.registrationId(),
        device.authHash());
  }

  @Override
  public void removeDevice(AccountId id, int device) throws StorageException {
    for (String table : List.of("devices", "signed_keys", "one_time_keys", "envelopes")) {
      database.update(
          "DELETE FROM " + table + " WHERE account = ? AND device = ?", Blobs.of(id), device);
    }
  }

  private static Account account(ResultSet row) throws SQLException {
    return new Account(
        new AccountId(Blobs.uuid(row.getBytes(1))),
        row.getString(2),
        Bytes.copyOf(row.getBytes(3)),
        Bytes.copyOf(row.getBytes(4)));
  }

  private static Device device(ResultSet row) throws SQLException {
    return new Device(row.getInt(1), row.getInt(2), Bytes.copyOf(row.getBytes(3)));
  }
}
