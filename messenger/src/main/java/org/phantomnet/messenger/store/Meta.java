package org.phantomnet.messenger.store;

import java.util.Optional;
import org.phantomnet.protocol.bytes.Bytes;

/** The store's single values by name. Stateless; inside a transaction. */
public enum Meta {
  STORE_KEY,
  GENERATION,
  NAME,
  ACCOUNT,
  OWN_DEVICE,
  REGISTRATION_ID,
  IDENTITY_KEY_PAIR,
  AUTH_TOKEN,
  DELIVERY_TOKEN,
  DELIVERY_TOKEN_DUE,
  SENDER_CERTIFICATE,
  NEXT_PREKEY_ID,
  PREKEYS_DUE,
  RELAY_LIST,
  /** Passes for issuers of tokens, a line each. */
  TOKEN_PASSES,
  FAST_WARNED,
  /** The primary's Ed25519 seed; linked devices have none. */
  LIST_KEY,
  /** The identity key's signature over the list key. */
  LIST_BINDING,
  /** A device upload that the mailbox does not have yet. */
  DEVICES_DUE,
  /** A linking that has not registered yet: its link token. */
  LINK_TOKEN,
  /** The account of that linking. */
  LINK_ACCOUNT,
  /** What this device calls itself until the primary knows. */
  DEVICE_NAME,
  /** This device is not the account's any more. */
  UNLINKED;

  public Optional<Bytes> bytes(SqlStore.Sql sql) {
    return sql.first(
        "SELECT value FROM meta WHERE name = ?", row -> row.blob(0), SqlValue.of(name()));
  }

  public Optional<String> text(SqlStore.Sql sql) {
    return sql.first(
        "SELECT value FROM meta WHERE name = ?", row -> row.text(0), SqlValue.of(name()));
  }

  public Optional<Long> number(SqlStore.Sql sql) {
    return sql.first(
        "SELECT value FROM meta WHERE name = ?", row -> row.number(0), SqlValue.of(name()));
  }

  public void set(SqlStore.Sql sql, SqlValue value) {
    sql.update("INSERT OR REPLACE INTO meta(name, value) VALUES(?, ?)", SqlValue.of(name()), value);
  }

  public void clear(SqlStore.Sql sql) {
    sql.update("DELETE FROM meta WHERE name = ?", SqlValue.of(name()));
  }

  /** A value that must be there by now. */
  public static <T> T required(Optional<T> value) {
    return value.orElseThrow(() -> new StoreException(StoreException.Reason.CORRUPT));
  }
}
