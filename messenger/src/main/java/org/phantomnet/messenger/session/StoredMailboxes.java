package org.phantomnet.messenger.session;

import java.util.Optional;
import org.phantomnet.messenger.mailbox.KnownMailboxes;
import org.phantomnet.messenger.store.Meta;
import org.phantomnet.messenger.store.SqlStore;
import org.phantomnet.messenger.store.SqlValue;
import org.phantomnet.messenger.store.StoreException;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.mailbox.MailboxDocument;
import org.phantomnet.protocol.mailbox.MailboxKeys;

/** Pinned mailboxes and their documents, in the store. Thread-safe. */
public final class StoredMailboxes implements KnownMailboxes {
  private final SqlStore store;

  public StoredMailboxes(SqlStore store) {
    this.store = store;
  }

  /** The first pin stays: keys of a mailbox never change silently. */
  public static void pin(SqlStore.Sql sql, MailboxKeys mailbox) {
    sql.update(
        "INSERT OR IGNORE INTO mailboxes(mailbox, tls_pin, trust_root) VALUES(?, ?, ?)",
        SqlValue.of(mailbox.mailbox()),
        SqlValue.of(mailbox.tlsPin()),
        SqlValue.of(mailbox.trustRoot()));
  }

  public static Optional<MailboxKeys> pinned(SqlStore.Sql sql, String mailbox) {
    return sql.first(
        "SELECT tls_pin, trust_root FROM mailboxes WHERE mailbox = ?",
        row -> new MailboxKeys(mailbox, row.blob(0), row.blob(1)),
        SqlValue.of(mailbox));
  }

  /** Whether it is not the own one. */
  static boolean isForeign(SqlStore.Sql sql, String mailbox) {
    return Meta.NAME
        .text(sql)
        .filter(own -> !UserAddress.parse(own).mailbox().equals(mailbox))
        .isPresent();
  }

  /** The last document that was taken of a pinned mailbox. */
  public static Optional<MailboxDocument> document(SqlStore.Sql sql, String mailbox) {
    return sql.first(
            "SELECT document FROM mailboxes WHERE mailbox = ?",
            row -> row.optionalBlob(0),
            SqlValue.of(mailbox))
        .flatMap(found -> found)
        .map(StoredMailboxes::decoded);
  }

  /** The own mailbox's document, encoded, by which people of other mailboxes know it. */
  static Optional<Bytes> own(Step step) {
    return Meta.NAME
        .text(step.sql())
        .flatMap(name -> document(step.sql(), UserAddress.parse(name).mailbox()))
        .filter(document -> document.isValidAt(step.now()))
        .map(MailboxDocument::encode);
  }

  /** Of a pinned mailbox; an older one than there is changes nothing. */
  public static void keep(SqlStore.Sql sql, MailboxDocument document) {
    if (document(sql, document.mailbox())
        .filter(held -> held.serial() > document.serial())
        .isPresent()) {
      return;
    }
    sql.update(
        "UPDATE mailboxes SET document = ? WHERE mailbox = ? AND trust_root = ?",
        SqlValue.of(document.encode()),
        SqlValue.of(document.mailbox()),
        SqlValue.of(document.trustRoot()));
  }

  @Override
  public Optional<Bytes> trustRoot(String mailbox) {
    return store.inTransaction(sql -> pinned(sql, mailbox)).map(MailboxKeys::trustRoot);
  }

  @Override
  public Optional<MailboxDocument> document(String mailbox) {
    return store.inTransaction(sql -> document(sql, mailbox));
  }

  @Override
  public void keep(MailboxDocument document) {
    store.inTransaction(
        sql -> {
          keep(sql, document);
          return document;
        });
  }

  private static MailboxDocument decoded(Bytes stored) {
    try {
      return MailboxDocument.decode(stored);
    } catch (ProtocolException e) {
      throw new StoreException(StoreException.Reason.CORRUPT);
    }
  }
}
