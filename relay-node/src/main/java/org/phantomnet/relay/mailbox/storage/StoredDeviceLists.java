package org.phantomnet.relay.mailbox.storage;

import java.time.Instant;
import java.util.Optional;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.mailbox.AccountId;

/** Accounts' device lists, and who may register as a new device. Inside a transaction. */
public interface StoredDeviceLists {
  /**
   * A device that may register.
   *
   * @param tokenHash SHA-256 of its link token
   * @param expires the first instant at which it may not any more, in whole milliseconds
   */
  record Invited(int device, int registrationId, Bytes tokenHash, Instant expires) {
    @Override
    public String toString() {
      return "Invited";
    }
  }

  /** The newest list, as the primary signed it. */
  Optional<Bytes> list(AccountId id) throws StorageException;

  /** Replaces the list. Requires that the account is there. */
  void put(AccountId id, Bytes list) throws StorageException;

  Optional<Invited> invited(AccountId id) throws StorageException;

  /** Replaces whoever was invited before. */
  void invite(AccountId id, Invited device) throws StorageException;

  /** Nobody is invited any more. */
  void uninvite(AccountId id) throws StorageException;
}
