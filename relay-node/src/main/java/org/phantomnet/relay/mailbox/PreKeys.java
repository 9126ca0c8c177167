package org.phantomnet.relay.mailbox;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.mailbox.AccountId;
import org.phantomnet.protocol.mailbox.DeviceBundle;
import org.phantomnet.protocol.mailbox.PreKey;
import org.phantomnet.protocol.mailbox.PreKeyCounts;
import org.phantomnet.protocol.mailbox.PreKeyUpload;
import org.phantomnet.protocol.mailbox.SignedPreKey;
import org.phantomnet.protocol.rule.Rule;

/** Published prekeys; opaque bytes. Used on the mailbox's worker thread, inside a transaction. */
final class PreKeys {
  private static final int EC = 1;
  private static final int KYBER = 2;

  private final MailboxDatabase database;

  PreKeys(MailboxDatabase database) {
    this.database = database;
  }

  void store(AccountId id, int device, PreKeyUpload upload) throws SQLException {
    byte[] account = Blobs.of(id.value());
    storeSigned(account, device, EC, upload.signed());
    storeSigned(account, device, KYBER, upload.lastResortKyber());
    for (PreKey key : upload.oneTime()) {
      storeOneTime(account, device, EC, key.id(), key.publicKey(), Bytes.EMPTY);
    }
    for (SignedPreKey key : upload.oneTimeKyber()) {
      storeOneTime(account, device, KYBER, key.id(), key.publicKey(), key.signature());
    }
    forgetOldest(account, device, EC);
    forgetOldest(account, device, KYBER);
  }

  PreKeyCounts counts(AccountId id, int device) throws SQLException {
    byte[] account = Blobs.of(id.value());
    return new PreKeyCounts(count(account, device, EC), count(account, device, KYBER));
  }

  /** One bundle for each device, primary first; its one-time keys are gone afterwards. */
  @Rule("MBX-4")
  List<DeviceBundle> take(AccountId id, Bytes identity) throws SQLException {
    byte[] account = Blobs.of(id.value());
    List<int[]> devices = new ArrayList<>();
    try (ResultSet rows =
        database
            .prepared(
                "SELECT device, registration_id FROM devices WHERE account = ? ORDER BY device",
                account)
            .executeQuery()) {
      while (rows.next()) {
        devices.add(new int[] {rows.getInt(1), rows.getInt(2)});
      }
    }
    List<DeviceBundle> bundles = new ArrayList<>();
    for (int[] device : devices) {
      SignedPreKey signed = signed(account, device[0], EC);
      Optional<SignedPreKey> kyber = takeOneTime(account, device[0], KYBER);
      SignedPreKey kyberOrLast =
          kyber.isPresent() ? kyber.get() : signed(account, device[0], KYBER);
      bundles.add(
          new DeviceBundle(
              id, device[0], device[1], identity, signed, takeEc(account, device[0]), kyberOrLast));
    }
    return bundles;
  }

  private Optional<PreKey> takeEc(byte[] account, int device) throws SQLException {
    Optional<OneTime> taken = takeRow(account, device, EC);
    return taken.map(key -> new PreKey(key.id(), key.publicKey()));
  }

  private Optional<SignedPreKey> takeOneTime(byte[] account, int device, int kind)
      throws SQLException {
    Optional<OneTime> taken = takeRow(account, device, kind);
    return taken.map(key -> new SignedPreKey(key.id(), key.publicKey(), key.signature()));
  }

  private record OneTime(long seq, int id, Bytes publicKey, Bytes signature) {}

  private Optional<OneTime> takeRow(byte[] account, int device, int kind) throws SQLException {
    OneTime oldest;
    try (ResultSet row =
        database
            .prepared(
                "SELECT seq, id, public, signature FROM one_time_keys"
                    + " WHERE account = ? AND device = ? AND kind = ? ORDER BY seq LIMIT 1",
                account,
                device,
                kind)
            .executeQuery()) {
      if (!row.next()) {
        return Optional.empty();
      }
      oldest =
          new OneTime(
              row.getLong(1),
              row.getInt(2),
              Bytes.copyOf(row.getBytes(3)),
              Bytes.copyOf(row.getBytes(4)));
    }
    database.update("DELETE FROM one_time_keys WHERE seq = ?", oldest.seq());
    return Optional.of(oldest);
  }

  private SignedPreKey signed(byte[] account, int device, int kind) throws SQLException {
    try (ResultSet row =
        database
            .prepared(
                "SELECT id, public, signature FROM signed_keys WHERE account = ? AND device = ? AND kind = ?",
                account,
                device,
                kind)
            .executeQuery()) {
      if (!row.next()) {
        throw new IllegalStateException("a device without signed keys");
      }
      return new SignedPreKey(
          row.getInt(1), Bytes.copyOf(row.getBytes(2)), Bytes.copyOf(row.getBytes(3)));
    }
  }

  private int count(byte[] account, int device, int kind) throws SQLException {
    try (ResultSet row =
        database
            .prepared(
                "SELECT COUNT(*) FROM one_time_keys WHERE account = ? AND device = ? AND kind = ?",
                account,
                device,
                kind)
            .executeQuery()) {
      return row.getInt(1);
    }
  }

  private void storeSigned(byte[] account, int device, int kind, SignedPreKey key)
      throws SQLException {
    database.update(
        "INSERT OR REPLACE INTO signed_keys (account, device, kind, id, public, signature) VALUES (?, ?, ?, ?, ?, ?)",
        account,
        device,
        kind,
        key.id(),
        key.publicKey().toByteArray(),
        key.signature().toByteArray());
  }

  private void storeOneTime(
      byte[] account, int device, int kind, int id, Bytes publicKey, Bytes signature)
      throws SQLException {
    database.update(
        "INSERT OR REPLACE INTO one_time_keys (account, device, kind, id, public, signature) VALUES (?, ?, ?, ?, ?, ?)",
        account,
        device,
        kind,
        id,
        publicKey.toByteArray(),
        signature.toByteArray());
  }

  private void forgetOldest(byte[] account, int device, int kind) throws SQLException {
    database.update(
        "DELETE FROM one_time_keys WHERE account = ?1 AND device = ?2 AND kind = ?3 AND seq NOT IN"
            + " (SELECT seq FROM one_time_keys WHERE account = ?1 AND device = ?2 AND kind = ?3"
            + " ORDER BY seq DESC LIMIT ?4)",
        account,
        device,
        kind,
        PreKeyUpload.MAX_ONE_TIME);
  }
}
