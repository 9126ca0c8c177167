package org.phantomnet.relay.mailbox.storage;

import java.util.Optional;
import org.phantomnet.protocol.mailbox.AccountId;
import org.phantomnet.protocol.mailbox.PreKey;
import org.phantomnet.protocol.mailbox.PreKeyCounts;
import org.phantomnet.protocol.mailbox.PreKeyUpload;
import org.phantomnet.protocol.mailbox.SignedPreKey;

/** Published prekeys of devices; opaque bytes. Inside a transaction. */
public interface StoredPreKeys {
  /** The keys of a device that do not run out. */
  record Lasting(SignedPreKey signed, SignedPreKey lastResortKyber) {}

  /**
   * Replaces the lasting keys and adds the one-time keys; one whose id is there is replaced and
   * becomes the newest. Of each kind the newest {@code mostOneTime} stay.
   */
  void store(AccountId id, int device, PreKeyUpload upload, int mostOneTime)
      throws StorageException;

  /** How many one-time keys are left. */
  PreKeyCounts counts(AccountId id, int device) throws StorageException;

  Optional<Lasting> lasting(AccountId id, int device) throws StorageException;

  /** The oldest one-time key, which is gone afterwards. */
  Optional<PreKey> takeOneTime(AccountId id, int device) throws StorageException;

  /** The oldest one-time Kyber key, which is gone afterwards. */
  Optional<SignedPreKey> takeOneTimeKyber(AccountId id, int device) throws StorageException;
}
