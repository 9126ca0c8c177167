package org.phantomnet.messenger.mailbox;

import java.util.Optional;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.mailbox.MailboxDocument;

/** The mailboxes that this account has pinned, and what they last said. Thread-safe; durable. */
public interface KnownMailboxes {
  /** The pinned trust root, 33 bytes. */
  Optional<Bytes> trustRoot(String mailbox);

  /** The last one taken, valid or not by now. */
  Optional<MailboxDocument> document(String mailbox);

  /** Keeps a document that {@link DocumentCheck} took for a pinned mailbox. */
  void keep(MailboxDocument document);

  /** Knows none. */
  static KnownMailboxes none() {
    return new KnownMailboxes() {
      @Override
      public Optional<Bytes> trustRoot(String mailbox) {
        return Optional.empty();
      }

      @Override
      public Optional<MailboxDocument> document(String mailbox) {
        return Optional.empty();
      }

      @Override
      public void keep(MailboxDocument document) {}
    };
  }
}
