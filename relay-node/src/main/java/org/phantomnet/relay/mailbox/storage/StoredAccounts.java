package org.phantomnet.relay.mailbox.storage;

import java.util.List;
import java.util.Optional;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.mailbox.AccountId;

/** Accounts by name and id, and their devices. Inside a transaction. */
public interface StoredAccounts {
  /**
   * @param identity 33 bytes
   * @param deliveryHash SHA-256 of the delivery token
   */
  record Account(AccountId id, String name, Bytes identity, Bytes deliveryHash) {
    @Override
    public String toString() {
      return "Account";
    }
  }

  /**
   * @param authHash SHA-256 of the auth token
   */
  record Device(int device, int registrationId, Bytes authHash) {
    @Override
    public String toString() {
      return "Device";
    }
  }

  Optional<Account> byName(String name) throws StorageException;

  Optional<Account> byId(AccountId id) throws StorageException;

  /** Requires that neither its id nor its name is there yet. */
  void add(Account account) throws StorageException;

  /** Without effect if there is no such account. */
  void replaceDeliveryHash(AccountId id, Bytes deliveryHash) throws StorageException;

  Optional<Device> device(AccountId id, int device) throws StorageException;

  /** Rising by number. */
  List<Device> devices(AccountId id) throws StorageException;

  /** Requires that the account is there and the device is not. */
  void addDevice(AccountId id, Device device) throws StorageException;

  /** The device goes, and with it its prekeys and its queue. Without effect if it is not there. */
  void removeDevice(AccountId id, int device) throws StorageException;
}
