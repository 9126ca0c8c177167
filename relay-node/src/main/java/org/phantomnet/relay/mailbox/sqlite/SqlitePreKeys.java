package org.phantomnet.relay.mailbox.sqlite;

import java.util.Optional;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.mailbox.AccountId;
import org.phantomnet.protocol.mailbox.PreKey;
import org.phantomnet.protocol.mailbox.PreKeyCounts;
import org.phantomnet.protocol.mailbox.PreKeyUpload;
import org.phantomnet.protocol.mailbox.SignedPreKey;
import org.phantomnet.relay.mailbox.storage.StorageException;
import org.phantomnet.relay.mailbox.storage.StoredPreKeys;

/** The tables {@code signed_keys} and {@code one_time_keys}. */
final class SqlitePreKeys implements StoredPreKeys {
  private static final int EC = 1;
  private static final int KYBER = 2;

  private final SqliteDatabase database;

  SqlitePreKeys(SqliteDatabase database) {
    this.database = database;
  }

  @Override
  public void store(AccountId id, int device, PreKeyUpload upload, int mostOneTime)
      throws StorageException {
    byte[] account = Blobs.of(id);
    storeLasting(account, device, EC, upload.signed());
    storeLasting(account, device, KYBER, upload.lastResortKyber());
    for (PreKey key : upload.oneTime()) {
      storeOneTime(account, device, EC, key.id(), key.publicKey(), Bytes.EMPTY);
    }
    for (SignedPreKey key : upload.oneTimeKyber()) {
      storeOneTime(account, device, KYBER, key.id(), key.publicKey(), key.signature());
    }
    forgetOldest(account, device, EC, mostOneTime);
    forgetOldest(account, device, KYBER, mostOneTime);
  }

  @Override
  public PreKeyCounts counts(AccountId id, int device) throws StorageException {
    byte[] account = Blobs.of(id);
    return new PreKeyCounts(count(account, device, EC), count(account, device, KYBER));
  }

  @Override
  public Optional<Lasting> lasting(AccountId id, int device) throws StorageException {
    byte[] account = Blobs.of(id);
    Optional<SignedPreKey> signed = lasting(account, device, EC);
    Optional<SignedPreKey> kyber = lasting(account, device, KYBER);
    return signed.flatMap(ec -> kyber.map(lastResort -> new Lasting(ec, lastResort)));
  }

  @Override
  public Optional<PreKey> takeOneTime(AccountId id, int device) throws StorageException {
    return take(Blobs.of(id), device, EC).map(key -> new PreKey(key.id(), key.publicKey()));
  }

  @Override
  public Optional<SignedPreKey> takeOneTimeKyber(AccountId id, int device) throws StorageException {
    return take(Blobs.of(id), device, KYBER)
        .map(key -> new SignedPreKey(key.id(), key.publicKey(), key.signature()));
  }

  private record OneTime(long seq, int id, Bytes publicKey, Bytes signature) {}

  private Optional<OneTime> take(byte[] account, int device, int kind) throws StorageException {
    Optional<OneTime> oldest =
        database.first(
            row ->
                new OneTime(
                    row.getLong(1),
                    row.getInt(2),
                    Bytes.copyOf(row.getBytes(3)),
                    Bytes.copyOf(row.getBytes(4))),
            "SELECT seq, id, public, signature FROM one_time_keys"
                + " WHERE account = ? AND device = ? AND kind = ? ORDER BY seq LIMIT 1",
            account,
            device,
            kind);
    if (oldest.isPresent()) {
      database.update("DELETE FROM one_time_keys WHERE seq = ?", oldest.get().seq());
    }
    return oldest;
  }

  private Optional<SignedPreKey> lasting(byte[] account, int device, int kind)
      throws StorageException {
    return database.first(
        row ->
            new SignedPreKey(
                row.getInt(1), Bytes.copyOf(row.getBytes(2)), Bytes.copyOf(row.getBytes(3))),
        "SELECT id, public, signature FROM signed_keys"
            + " WHERE account = ? AND device = ? AND kind = ?",
        account,
        device,
        kind);
  }

  private int count(byte[] account, int device, int kind) throws StorageException {
    return database
        .first(
            row -> row.getInt(1),
            "SELECT COUNT(*) FROM one_time_keys WHERE account = ? AND device = ? AND kind = ?",
            account,
            device,
            kind)
        .orElse(0);
  }

  private void storeLasting(byte[] account, int device, int kind, SignedPreKey key)
      throws StorageException {
    database.update(
        "INSERT OR REPLACE INTO signed_keys (account, device, kind, id, public, signature)"
            + " VALUES (?, ?, ?, ?, ?, ?)",
        account,
        device,
        kind,
        key.id(),
        key.publicKey(),
        key.signature());
  }

  private void storeOneTime(
      byte[] account, int device, int kind, int id, Bytes publicKey, Bytes signature)
      throws StorageException {
    database.update(
        "INSERT OR REPLACE INTO one_time_keys (account, device, kind, id, public, signature)"
            + " VALUES (?, ?, ?, ?, ?, ?)",
        account,
        device,
        kind,
        id,
        publicKey,
        signature);
  }

  private void forgetOldest(byte[] account, int device, int kind, int most)
      throws StorageException {
    database.update(
        "DELETE FROM one_time_keys WHERE account = ?1 AND device = ?2 AND kind = ?3 AND seq NOT IN"
            + " (SELECT seq FROM one_time_keys WHERE account = ?1 AND device = ?2 AND kind = ?3"
            + " ORDER BY seq DESC LIMIT ?4)",
        account,
        device,
        kind,
        most);
  }
}
