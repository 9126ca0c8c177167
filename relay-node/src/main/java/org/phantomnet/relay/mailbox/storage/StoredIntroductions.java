package org.phantomnet.relay.mailbox.storage;

import java.time.Instant;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.mailbox.AccountId;

/** Introductions: tokens for a few envelopes to one account. Inside a transaction. */
public interface StoredIntroductions {
  /**
   * @param tokenHash SHA-256 of a fresh token
   * @param expires the first instant at which it is worth nothing, in whole milliseconds
   */
  void add(Bytes tokenHash, AccountId to, Instant expires, int sends) throws StorageException;

  /**
   * Takes one send off the introduction.
   *
   * @return false, and nothing is taken, if it is not there, for another account, expired or used
   *     up
   */
  boolean use(Bytes tokenHash, AccountId to, Instant now) throws StorageException;

  /** Deletes those that are expired or used up. */
  void sweep(Instant now) throws StorageException;
}
