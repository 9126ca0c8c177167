package org.phantomnet.relay.mailbox.sqlite;

import java.time.Instant;
import java.util.Optional;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.mailbox.AccountId;
import org.phantomnet.relay.mailbox.storage.StorageException;
import org.phantomnet.relay.mailbox.storage.StoredDeviceLists;

/** The tables {@code device_lists} and {@code invited_devices}. */
final class SqliteDeviceLists implements StoredDeviceLists {
  private final SqliteDatabase database;

  SqliteDeviceLists(SqliteDatabase database) {
    this.database = database;
  }

  @Override
  public Optional<Bytes> list(AccountId id) throws StorageException {
    return database.first(
        row -> Bytes.copyOf(row.getBytes(1)),
        "SELECT list FROM device_lists WHERE account = ?",
        Blobs.of(id));
  }

  @Override
  public void put(AccountId id, Bytes list) throws StorageException {
    database.update(
        "INSERT OR REPLACE INTO device_lists (account, list) VALUES (?, ?)", Blobs.of(id), list);
  }

  @Override
  public Optional<Invited> invited(AccountId id) throws StorageException {
    return database.first(
        row ->
            new Invited(
                row.getInt(1),
                row.getInt(2),
                Bytes.copyOf(row.getBytes(3)),
                Instant.ofEpochMilli(row.getLong(4))),
        "SELECT device, registration_id, token_hash, expires FROM invited_devices"
            + " WHERE account = ?",
        Blobs.of(id));
  }

  @Override
  public void invite(AccountId id, Invited device) throws StorageException {
    database.update(
        "INSERT OR REPLACE INTO invited_devices"
            + " (account, device, registration_id, token_hash, expires) VALUES (?, ?, ?, ?, ?)",
        Blobs.of(id),
        device.device(),
        device.registrationId(),
        device.tokenHash(),
        device.expires().toEpochMilli());
  }

  @Override
  public void uninvite(AccountId id) throws StorageException {
    database.update("DELETE FROM invited_devices WHERE account = ?", Blobs.of(id));
  }
}
