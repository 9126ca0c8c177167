package org.phantomnet.relay.mailbox.storage;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.mailbox.AccountId;
import org.phantomnet.protocol.mailbox.PreKey;
import org.phantomnet.protocol.mailbox.PreKeyUpload;
import org.phantomnet.protocol.mailbox.SignedPreKey;

/** What the contracts stand on: an empty storage for each test, and values to put into it. */
public interface StorageBed {
  AccountId ALICE = new AccountId(new UUID(0xa11ceL, 1));
  AccountId BOB = new AccountId(new UUID(0xb0bL, 2));
  Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
  Bytes SMALL = filled(4_100, 1);

  MailboxStorage storage();

  /** Ends the storage and opens it again over what it kept. */
  void reopen() throws StorageException;

  static Bytes filled(int length, int with) {
    byte[] value = new byte[length];
    Arrays.fill(value, (byte) with);
    return Bytes.copyOf(value);
  }

  static Bytes hash(int of) {
    return filled(32, of);
  }

  static UUID envelope(int number) {
    return new UUID(7, number);
  }

  static StoredAccounts.Account account(AccountId id, String name) {
    return new StoredAccounts.Account(id, name, filled(33, 5), hash(3));
  }

  static StoredAccounts.Device device(int number) {
    return new StoredAccounts.Device(number, 1_000 + number, hash(number));
  }

  static SignedPreKey signedKey(int id, int length) {
    return new SignedPreKey(id, filled(length, id), filled(64, id));
  }

  /** One-time keys with ids {@code from} to {@code until} - 1 of both kinds. */
  static PreKeyUpload upload(int lasting, int from, int until) {
    List<PreKey> ec =
        IntStream.range(from, until).mapToObj(id -> new PreKey(id, filled(33, id))).toList();
    List<SignedPreKey> kyber =
        IntStream.range(from, until).mapToObj(id -> signedKey(id, 1_569)).toList();
    return new PreKeyUpload(signedKey(lasting, 33), signedKey(lasting, 1_569), ec, kyber);
  }

  /** Alice and Bob with device 1 each. */
  default void people() throws StorageException {
    storage()
        .transact(
            content -> {
              content.accounts().add(account(ALICE, "alice"));
              content.accounts().addDevice(ALICE, device(1));
              content.accounts().add(account(BOB, "bob"));
              content.accounts().addDevice(BOB, device(1));
              return content;
            });
  }

  default boolean queue(AccountId to, int number, Instant at) throws StorageException {
    return storage().transact(content -> content.queues().add(to, 1, envelope(number), SMALL, at));
  }

  default boolean acknowledge(AccountId by, int number, Instant at) throws StorageException {
    return storage().transact(content -> content.queues().acknowledge(by, 1, envelope(number), at));
  }

  default boolean isKnown(AccountId to, int number) throws StorageException {
    return storage().transact(content -> content.queues().isKnown(to, 1, envelope(number)));
  }

  /** What waits for device 1. */
  default List<UUID> waiting(AccountId of) throws StorageException {
    return storage().transact(content -> content.queues().next(of, 1, 0, 2_000)).stream()
        .map(StoredQueues.Waiting::envelopeId)
        .toList();
  }
}
