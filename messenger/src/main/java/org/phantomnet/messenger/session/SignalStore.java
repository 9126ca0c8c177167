package org.phantomnet.messenger.session;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.phantomnet.messenger.store.SqlStore;
import org.phantomnet.messenger.store.SqlValue;
import org.phantomnet.messenger.store.StoreException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Rule;
import org.signal.libsignal.protocol.IdentityKey;
import org.signal.libsignal.protocol.IdentityKeyPair;
import org.signal.libsignal.protocol.InvalidKeyException;
import org.signal.libsignal.protocol.InvalidKeyIdException;
import org.signal.libsignal.protocol.InvalidMessageException;
import org.signal.libsignal.protocol.InvalidSessionException;
import org.signal.libsignal.protocol.NoSessionException;
import org.signal.libsignal.protocol.ReusedBaseKeyException;
import org.signal.libsignal.protocol.SignalProtocolAddress;
import org.signal.libsignal.protocol.ecc.ECPublicKey;
import org.signal.libsignal.protocol.groups.state.SenderKeyRecord;
import org.signal.libsignal.protocol.state.KyberPreKeyRecord;
import org.signal.libsignal.protocol.state.PreKeyRecord;
import org.signal.libsignal.protocol.state.SessionRecord;
import org.signal.libsignal.protocol.state.SignalProtocolStore;
import org.signal.libsignal.protocol.state.SignedPreKeyRecord;

/**
 * libsignal's stores over the tables, for the length of one {@link Step}. A libsignal address is
 * (account UUID, device). Session thread only.
 */
final class SignalStore implements SignalProtocolStore {
  private final Step step;
  private final SqlStore.Sql sql;
  private final OwnKeys own;
  private final IdentityWatch watch;
  private boolean reuseRefused;

  /** Told of a key that differs from what was known of an account, inside the step that saw it. */
  interface IdentityWatch {
    void identity(Step step, String account, Bytes identity);
  }

  SignalStore(Step step, OwnKeys own, IdentityWatch watch) {
    this.step = step;
    this.sql = step.sql();
    this.own = own;
    this.watch = watch;
  }

  private static SqlValue account(SignalProtocolAddress address) {
    return SqlValue.of(address.getName());
  }

  private static SqlValue device(SignalProtocolAddress address) {
    return SqlValue.of(address.getDeviceId());
  }

  private SqlValue ownDevice() {
    return SqlValue.of(own.device());
  }

  // Identities

  @Override
  public IdentityKeyPair getIdentityKeyPair() {
    return own.identity();
  }

  @Override
  public int getLocalRegistrationId() {
    return own.registrationId();
  }

  @Override
  public IdentityChange saveIdentity(SignalProtocolAddress address, IdentityKey key) {
    Bytes fresh = Bytes.copyOf(key.serialize());
    Optional<Bytes> known = identity(address);
    sql.update(
        "INSERT OR REPLACE INTO identities(account, device, identity) VALUES(?, ?, ?)",
        account(address),
        device(address),
        SqlValue.of(fresh));
    watch.identity(step, address.getName(), fresh);
    return known.isPresent() && !known.get().equals(fresh)
        ? IdentityChange.REPLACED_EXISTING
        : IdentityChange.NEW_OR_UNCHANGED;
  }

  /**
   * What arrives is taken under a changed key and reported; nothing is sent to a key other than the
   * known one.
   */
  @Override
  public boolean isTrustedIdentity(
      SignalProtocolAddress address, IdentityKey key, Direction direction) {
    Optional<Bytes> known = identity(address);
    return direction == Direction.RECEIVING
        || known.isEmpty()
        || known.get().equals(Bytes.copyOf(key.serialize()));
  }

  @Override
  public @Nullable IdentityKey getIdentity(SignalProtocolAddress address) {
    Optional<Bytes> known = identity(address);
    try {
      return known.isPresent() ? new IdentityKey(known.get().toByteArray()) : null;
    } catch (InvalidKeyException e) {
      throw new StoreException(StoreException.Reason.CORRUPT);
    }
  }

  private Optional<Bytes> identity(SignalProtocolAddress address) {
    return sql.first(
        "SELECT identity FROM identities WHERE account = ? AND device = ?",
        row -> row.blob(0),
        account(address),
        device(address));
  }

  // Sessions

  @Override
  public SessionRecord loadSession(SignalProtocolAddress address) {
    return session(address).orElseGet(SessionRecord::new);
  }

  Optional<SessionRecord> session(SignalProtocolAddress address) {
    return sql.first(
            "SELECT record FROM sessions WHERE account = ? AND device = ?",
            row -> row.blob(0),
            account(address),
            device(address))
        .map(
            record -> {
              try {
                return new SessionRecord(record.toByteArray());
              } catch (InvalidMessageException | InvalidSessionException e) {
                throw new StoreException(StoreException.Reason.CORRUPT);
              }
            });
  }

  @Override
  public List<SessionRecord> loadExistingSessions(List<SignalProtocolAddress> addresses)
      throws NoSessionException {
    List<SessionRecord> found =
        addresses.stream().map(this::session).flatMap(Optional::stream).toList();
    if (found.size() != addresses.size()) {
      throw new NoSessionException("session");
    }
    return found;
  }

  @Override
  public List<Integer> getSubDeviceSessions(String name) {
    return sql.query(
        "SELECT device FROM sessions WHERE account = ? AND device <> 1",
        row -> (int) row.number(0),
        SqlValue.of(name));
  }

  @Override
  public void storeSession(SignalProtocolAddress address, SessionRecord record) {
    step.advanced();
    sql.update(
        "INSERT OR REPLACE INTO sessions(account, device, registration_id, record) VALUES(?, ?, ?, ?)",
        account(address),
        device(address),
        SqlValue.of(record.getRemoteRegistrationId()),
        SqlValue.of(record.serialize()));
  }

  @Override
  public boolean containsSession(SignalProtocolAddress address) {
    return session(address).filter(SessionRecord::hasSenderChain).isPresent();
  }

  @Override
  public void deleteSession(SignalProtocolAddress address) {
    step.advanced();
    sql.update(
        "DELETE FROM sessions WHERE account = ? AND device = ?", account(address), device(address));
  }

  @Override
  public void deleteAllSessions(String name) {
    step.forgetSessions(name);
  }

  // Prekeys

  @Override
  public PreKeyRecord loadPreKey(int id) throws InvalidKeyIdException {
    try {
      return new PreKeyRecord(
          required(record("SELECT record FROM prekeys WHERE own_device = ? AND id = ?", id)));
    } catch (InvalidMessageException e) {
      throw new StoreException(StoreException.Reason.CORRUPT);
    }
  }

  @Override
  public void storePreKey(int id, PreKeyRecord record) {
    step.advanced();
    sql.update(
        "INSERT OR REPLACE INTO prekeys(own_device, id, record) VALUES(?, ?, ?)",
        ownDevice(),
        SqlValue.of(id),
        SqlValue.of(record.serialize()));
  }

  @Override
  public boolean containsPreKey(int id) {
    return record("SELECT record FROM prekeys WHERE own_device = ? AND id = ?", id).isPresent();
  }

  @Override
  public void removePreKey(int id) {
    step.advanced();
    sql.update("DELETE FROM prekeys WHERE own_device = ? AND id = ?", ownDevice(), SqlValue.of(id));
  }

  @Override
  public SignedPreKeyRecord loadSignedPreKey(int id) throws InvalidKeyIdException {
    return signed(
        required(record("SELECT record FROM signed_prekeys WHERE own_device = ? AND id = ?", id)));
  }

  @Override
  public List<SignedPreKeyRecord> loadSignedPreKeys() {
    return sql.query(
        "SELECT record FROM signed_prekeys WHERE own_device = ?",
        row -> signed(row.blob(0).toByteArray()),
        ownDevice());
  }

  @Override
  public void storeSignedPreKey(int id, SignedPreKeyRecord record) {
    step.advanced();
    sql.update(
        "INSERT OR REPLACE INTO signed_prekeys(own_device, id, record, created_at) VALUES(?, ?, ?, ?)",
        ownDevice(),
        SqlValue.of(id),
        SqlValue.of(record.serialize()),
        SqlValue.of(record.getTimestamp()));
  }

  @Override
  public boolean containsSignedPreKey(int id) {
    return record("SELECT record FROM signed_prekeys WHERE own_device = ? AND id = ?", id)
        .isPresent();
  }

  @Override
  public void removeSignedPreKey(int id) {
    sql.update(
        "DELETE FROM signed_prekeys WHERE own_device = ? AND id = ?", ownDevice(), SqlValue.of(id));
  }

  private static SignedPreKeyRecord signed(byte[] record) {
    try {
      return new SignedPreKeyRecord(record);
    } catch (InvalidMessageException e) {
      throw new StoreException(StoreException.Reason.CORRUPT);
    }
  }

  // Kyber prekeys

  @Override
  public KyberPreKeyRecord loadKyberPreKey(int id) throws InvalidKeyIdException {
    return kyber(
        required(record("SELECT record FROM kyber_prekeys WHERE own_device = ? AND id = ?", id)));
  }

  @Override
  public List<KyberPreKeyRecord> loadKyberPreKeys() {
    return sql.query(
        "SELECT record FROM kyber_prekeys WHERE own_device = ?",
        row -> kyber(row.blob(0).toByteArray()),
        ownDevice());
  }

  @Override
  public void storeKyberPreKey(int id, KyberPreKeyRecord record) {
    storeKyber(id, record, false);
  }

  void storeKyber(int id, KyberPreKeyRecord record, boolean lastResort) {
    step.advanced();
    sql.update(
        "INSERT OR REPLACE INTO kyber_prekeys(own_device, id, record, last_resort, created_at) VALUES(?, ?, ?, ?, ?)",
        ownDevice(),
        SqlValue.of(id),
        SqlValue.of(record.serialize()),
        SqlValue.of(lastResort),
        SqlValue.of(Instant.ofEpochMilli(record.getTimestamp())));
  }

  @Override
  public boolean containsKyberPreKey(int id) {
    return record("SELECT record FROM kyber_prekeys WHERE own_device = ? AND id = ?", id)
        .isPresent();
  }

  /** What is being opened was opened before, in a session that is gone. */
  boolean reuseRefused() {
    return reuseRefused;
  }

  @Override
  @Rule("SESS-4")
  public void markKyberPreKeyUsed(int kyberId, int signedId, ECPublicKey baseKey)
      throws ReusedBaseKeyException {
    step.advanced();
    int added =
        sql.update(
            "INSERT OR IGNORE INTO kyber_used(own_device, kyber_id, signed_id, base_key) VALUES(?, ?, ?, ?)",
            ownDevice(),
            SqlValue.of(kyberId),
            SqlValue.of(signedId),
            SqlValue.of(baseKey.serialize()));
    if (added == 0) {
      reuseRefused = true;
      throw new ReusedBaseKeyException("kyber prekey");
    }
    sql.update(
        "DELETE FROM kyber_prekeys WHERE own_device = ? AND id = ? AND last_resort = 0",
        ownDevice(),
        SqlValue.of(kyberId));
  }

  private static KyberPreKeyRecord kyber(byte[] record) {
    try {
      return new KyberPreKeyRecord(record);
    } catch (InvalidMessageException e) {
      throw new StoreException(StoreException.Reason.CORRUPT);
    }
  }

  private Optional<byte[]> record(String statement, int id) {
    return sql.first(statement, row -> row.blob(0).toByteArray(), ownDevice(), SqlValue.of(id));
  }

  private static byte[] required(Optional<byte[]> record) throws InvalidKeyIdException {
    return record.orElseThrow(() -> new InvalidKeyIdException("prekey"));
  }

  // Sender keys: room for group rooms

  @Override
  public void storeSenderKey(
      SignalProtocolAddress sender, UUID distribution, SenderKeyRecord record) {
    step.advanced();
    sql.update(
        "INSERT OR REPLACE INTO sender_keys(account, device, distribution, record) VALUES(?, ?, ?, ?)",
        account(sender),
        device(sender),
        SqlValue.of(distribution.toString()),
        SqlValue.of(record.serialize()));
  }

  @Override
  public @Nullable SenderKeyRecord loadSenderKey(SignalProtocolAddress sender, UUID distribution) {
    Optional<Bytes> record =
        sql.first(
            "SELECT record FROM sender_keys WHERE account = ? AND device = ? AND distribution = ?",
            row -> row.blob(0),
            account(sender),
            device(sender),
            SqlValue.of(distribution.toString()));
    try {
      return record.isPresent() ? new SenderKeyRecord(record.get().toByteArray()) : null;
    } catch (InvalidMessageException e) {
      throw new StoreException(StoreException.Reason.CORRUPT);
    }
  }
}
