package org.phantomnet.relay.mailbox;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.mailbox.Account;
import org.phantomnet.protocol.mailbox.AccountId;
import org.phantomnet.protocol.mailbox.Refusal;
import org.phantomnet.protocol.mailbox.Registration;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.relay.https.Refused;

/** Accounts, their devices and their tokens. Used on the mailbox's worker thread. */
final class Accounts {
  static final int INTRODUCTION_SENDS = 20;
  static final Duration INTRODUCTION_LIFETIME = Duration.ofDays(7);

  private final MailboxDatabase database;
  private final Clock clock;
  private final RandomSource random;

  Accounts(MailboxDatabase database, Clock clock, RandomSource random) {
    this.database = database;
    this.clock = clock;
    this.random = random;
  }

  /**
   * @param identity 33 bytes
   */
  record Known(AccountId id, String name, Bytes identity) {
    @Override
    public String toString() {
      return "Known";
    }
  }

  /**
   * Inside a transaction. A repeat of the same registration gives the same account; else the name
   * is taken.
   */
  @Rule("MBX-1")
  AccountId open(Registration registration) throws SQLException, Refused {
    if (registration.device() != 1) {
      throw new Refused(
          Refusal.NO_SUCH_DEVICE); // further devices are linked by the primary one, not registered
    }
    Optional<Known> known = byName(registration.name());
    if (known.isPresent()) {
      AccountId id = known.get().id();
      boolean same = known.get().identity().equals(registration.identityKey());
      if (!same || !isAuthentic(new Account(id, registration.device(), registration.authToken()))) {
        throw new Refused(Refusal.NAME_TAKEN);
      }
      return id;
    }
    AccountId id = new AccountId(randomUuid());
    byte[] account = Blobs.of(id.value());
    database.update(
        "INSERT INTO accounts (id, name, identity, delivery_hash) VALUES (?, ?, ?, ?)",
        account,
        registration.name(),
        registration.identityKey().toByteArray(),
        Blobs.hash(registration.deliveryToken()));
    database.update(
        "INSERT INTO devices (account, device, registration_id, auth_hash) VALUES (?, ?, ?, ?)",
        account,
        registration.device(),
        registration.registrationId(),
        Blobs.hash(registration.authToken()));
    return id;
  }

  Optional<Known> byName(String name) throws SQLException {
    try (ResultSet row =
        database
            .prepared("SELECT id, identity FROM accounts WHERE name = ?", name)
            .executeQuery()) {
      return row.next()
          ? Optional.of(
              new Known(
                  new AccountId(Blobs.uuid(row.getBytes(1))), name, Bytes.copyOf(row.getBytes(2))))
          : Optional.empty();
    }
  }

  Optional<Known> byId(AccountId id) throws SQLException {
    byte[] account = Blobs.of(id.value());
    try (ResultSet row =
        database
            .prepared("SELECT name, identity FROM accounts WHERE id = ?", account)
            .executeQuery()) {
      return row.next()
          ? Optional.of(new Known(id, row.getString(1), Bytes.copyOf(row.getBytes(2))))
          : Optional.empty();
    }
  }

  @Rule("MBX-3")
  boolean isAuthentic(Account claimed) throws SQLException {
    byte[] account = Blobs.of(claimed.id().value());
    try (ResultSet row =
        database
            .prepared(
                "SELECT auth_hash FROM devices WHERE account = ? AND device = ?",
                account,
                claimed.device())
            .executeQuery()) {
      return row.next() && Blobs.same(row.getBytes(1), Blobs.hash(claimed.authToken()));
    }
  }

  boolean hasDevice(AccountId id, int device) throws SQLException {
    byte[] account = Blobs.of(id.value());
    try (ResultSet row =
        database
            .prepared("SELECT 1 FROM devices WHERE account = ? AND device = ?", account, device)
            .executeQuery()) {
      return row.next();
    }
  }

  void replaceDeliveryToken(AccountId id, Bytes token) throws SQLException {
    byte[] account = Blobs.of(id.value());
    database.update(
        "UPDATE accounts SET delivery_hash = ? WHERE id = ?", Blobs.hash(token), account);
  }

  /** A new introduction to that account, good for a few sends. */
  Bytes introduce(AccountId to) throws SQLException {
    Bytes token = random.bytes(Registration.DELIVERY_TOKEN_LENGTH);
    database.update(
        "INSERT INTO introductions (token_hash, account, expires, sends_left) VALUES (?, ?, ?, ?)",
        Blobs.hash(token),
        Blobs.of(to.value()),
        clock.instant().plus(INTRODUCTION_LIFETIME).toEpochMilli(),
        INTRODUCTION_SENDS);
    return token;
  }

  /**
   * Whether {@code token} lets a stranger send to {@code to}: the delivery token, or an
   * introduction with uses left.
   */
  @Rule({"MBX-7", "MBX-8"})
  boolean admits(AccountId to, Bytes token) throws SQLException {
    byte[] account = Blobs.of(to.value());
    byte[] hash = Blobs.hash(token);
    try (ResultSet row =
        database
            .prepared("SELECT delivery_hash FROM accounts WHERE id = ?", account)
            .executeQuery()) {
      if (row.next() && Blobs.same(row.getBytes(1), hash)) {
        return true;
      }
    }
    return database.update(
            "UPDATE introductions SET sends_left = sends_left - 1"
                + " WHERE token_hash = ? AND account = ? AND expires > ? AND sends_left > 0",
            hash,
            account,
            clock.millis())
        == 1;
  }

  void sweep() throws SQLException {
    database.update(
        "DELETE FROM introductions WHERE expires <= ? OR sends_left <= 0", clock.millis());
  }

  private UUID randomUuid() {
    byte[] value = random.bytes(16).toByteArray();
    value[6] = (byte) (value[6] & 0x0f | 0x40); // RFC 9562 version 4
    value[8] = (byte) (value[8] & 0x3f | 0x80);
    return Blobs.uuid(value);
  }
}
