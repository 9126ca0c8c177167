package org.phantomnet.relay.mailbox.sqlite;

import java.time.Instant;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.mailbox.AccountId;
import org.phantomnet.relay.mailbox.storage.StorageException;
import org.phantomnet.relay.mailbox.storage.StoredIntroductions;

/** The table {@code introductions}. */
final class SqliteIntroductions implements StoredIntroductions {
  private final SqliteDatabase database;

  SqliteIntroductions(SqliteDatabase database) {
    this.database = database;
  }

  @Override
  public void add(Bytes tokenHash, AccountId to, Instant expires, int sends)
      throws StorageException {
    database.update(
        "INSERT INTO introductions (token_hash, account, expires, sends_left) VALUES (?, ?, ?, ?)",
        tokenHash,
        Blobs.of(to),
        expires.toEpochMilli(),
        sends);
  }

  @Override
  public boolean use(Bytes tokenHash, AccountId to, Instant now) throws StorageException {
    return database.update(
            "UPDATE introductions SET sends_left = sends_left - 1"
                + " WHERE token_hash = ? AND account = ? AND expires > ? AND sends_left > 0",
            tokenHash,
            Blobs.of(to),
            now.toEpochMilli())
        == 1;
  }

  @Override
  public void sweep(Instant now) throws StorageException {
    database.update(
        "DELETE FROM introductions WHERE expires <= ? OR sends_left <= 0", now.toEpochMilli());
  }
}
