package org.phantomnet.relay.mailbox.storage;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.mailbox.AccountId;

/** Sealed envelopes that wait for devices, oldest first. Inside a transaction. */
public interface StoredQueues {
  /**
   * @param seq rises in the order of queueing, and is never given twice
   * @param queuedAt in whole milliseconds
   */
  record Waiting(long seq, UUID envelopeId, Instant queuedAt, Bytes padded) {
    @Override
    public String toString() {
      return "Waiting";
    }
  }

  /** What waits for a device. */
  record Load(int envelopes, long bytes) {}

  /** Whether that id waits for the device, or is remembered after its acknowledgement. */
  boolean isKnown(AccountId id, int device, UUID envelopeId) throws StorageException;

  Load load(AccountId id, int device) throws StorageException;

  /**
   * Behind all that waits for the device.
   *
   * @return false, and nothing is queued, if the id is known
   */
  boolean add(AccountId id, int device, UUID envelopeId, Bytes padded, Instant now)
      throws StorageException;

  /** The oldest that wait after {@code afterSeq}, at most {@code most}. */
  List<Waiting> next(AccountId id, int device, long afterSeq, int most) throws StorageException;

  /**
   * The envelope is deleted, and its id remembered.
   *
   * @return false, and nothing changes, if that id does not wait for the device
   */
  boolean acknowledge(AccountId id, int device, UUID envelopeId, Instant now)
      throws StorageException;

  /**
   * Deletes, ids included, what was queued at or before {@code queuedUntil} and still waits.
   *
   * @return how many
   */
  int expire(Instant queuedUntil) throws StorageException;

  /** Forgets the ids of what was acknowledged at or before {@code acknowledgedUntil}. */
  void forget(Instant acknowledgedUntil) throws StorageException;
}
