package org.phantomnet.relay.mailbox.sqlite;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.mailbox.AccountId;
import org.phantomnet.relay.mailbox.storage.StorageException;
import org.phantomnet.relay.mailbox.storage.StoredQueues;

/** The table {@code envelopes}. */
final class SqliteQueues implements StoredQueues {
  private static final String WAITING = " WHERE account = ? AND device = ? AND acked_at IS NULL";

  private final SqliteDatabase database;

  SqliteQueues(SqliteDatabase database) {
    this.database = database;
  }

  @Override
  public boolean isKnown(AccountId id, int device, UUID envelopeId) throws StorageException {
    return database
        .first(
            row -> row.getInt(1),
            "SELECT 1 FROM envelopes WHERE account = ? AND device = ? AND envelope_id = ?",
            Blobs.of(id),
            device,
            Blobs.of(envelopeId))
        .isPresent();
  }

  @Override
  public Load load(AccountId id, int device) throws StorageException {
    return database
        .first(
            row -> new Load(row.getInt(1), row.getLong(2)),
            "SELECT COUNT(*), COALESCE(SUM(size), 0) FROM envelopes" + WAITING,
            Blobs.of(id),
            device)
        .orElseThrow();
  }

  @Override
  public boolean add(AccountId id, int device, UUID envelopeId, Bytes padded, Instant now)
      throws StorageException {
    return database.update(
            "INSERT INTO envelopes (account, device, envelope_id, queued_at, size, padded)"
                + " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (account, device, envelope_id) DO NOTHING",
            Blobs.of(id),
            device,
            Blobs.of(envelopeId),
            now.toEpochMilli(),
            padded.length(),
            padded)
        == 1;
  }

  @Override
  public List<Waiting> next(AccountId id, int device, long afterSeq, int most)
      throws StorageException {
    return database.all(
        row ->
            new Waiting(
                row.getLong(1),
                Blobs.uuid(row.getBytes(2)),
                Instant.ofEpochMilli(row.getLong(3)),
                Bytes.copyOf(row.getBytes(4))),
        "SELECT seq, envelope_id, queued_at, padded FROM envelopes"
            + WAITING
            + " AND seq > ? ORDER BY seq LIMIT ?",
        Blobs.of(id),
        device,
        afterSeq,
        most);
  }

  @Override
  public boolean acknowledge(AccountId id, int device, UUID envelopeId, Instant now)
      throws StorageException {
    return database.update(
            "UPDATE envelopes SET padded = NULL, size = 0, acked_at = ?"
                + " WHERE account = ? AND device = ? AND envelope_id = ? AND acked_at IS NULL",
            now.toEpochMilli(),
            Blobs.of(id),
            device,
            Blobs.of(envelopeId))
        == 1;
  }

  @Override
  public int expire(Instant queuedUntil) throws StorageException {
    return database.update(
        "DELETE FROM envelopes WHERE acked_at IS NULL AND queued_at <= ?",
        queuedUntil.toEpochMilli());
  }

  @Override
  public void forget(Instant acknowledgedUntil) throws StorageException {
    database.update(
        "DELETE FROM envelopes WHERE acked_at IS NOT NULL AND acked_at <= ?",
        acknowledgedUntil.toEpochMilli());
  }
}
