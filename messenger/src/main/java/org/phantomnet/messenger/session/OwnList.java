package org.phantomnet.messenger.session;

import java.util.List;
import java.util.Optional;
import org.phantomnet.messenger.devices.OwnDevice;
import org.phantomnet.messenger.store.Meta;
import org.phantomnet.messenger.store.SqlStore;
import org.phantomnet.messenger.store.SqlValue;
import org.phantomnet.messenger.store.StoreException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.devices.DeviceList;
import org.phantomnet.protocol.devices.ListKey;
import org.phantomnet.protocol.devices.SignedDeviceList;
import org.phantomnet.protocol.id.UserAddress;

/** The primary's list key and the lists it signs. Stateless; inside the caller's step. */
public final class OwnList {
  private OwnList() {}

  /** Whether this device may sign lists. */
  static boolean isPrimary(SqlStore.Sql sql) {
    return Meta.LIST_KEY.bytes(sql).isPresent();
  }

  /**
   * The list of version 1, with this device alone, under a list key that is made if there is none.
   */
  static Bytes first(Step step, UserAddress address, OwnKeys keys, RandomSource random) {
    SqlStore.Sql sql = step.sql();
    if (Meta.LIST_KEY.bytes(sql).isEmpty()) {
      try (ListKey key = ListKey.generate(random)) {
        Meta.LIST_KEY.set(sql, SqlValue.of(key.discloseSeed()));
      }
    }
    try (ListKey key = key(sql)) {
      Bytes bound = SignedDeviceList.bindingBytes(address, key.publicKey());
      Bytes binding =
          Bytes.copyOf(keys.identity().getPrivateKey().calculateSignature(bound.toByteArray()));
      Meta.LIST_BINDING.set(sql, SqlValue.of(binding));
      DeviceList list =
          new DeviceList(
              address,
              1,
              keys.publicKey(),
              key.publicKey(),
              List.of(new DeviceList.Entry(keys.device(), keys.registrationId())));
      Bytes signed = SignedDeviceList.sign(list, binding, key).encode();
      sql.update("DELETE FROM device_lists WHERE identity = ?", SqlValue.of(keys.publicKey()));
      sql.update(
          "INSERT INTO device_lists(address, identity, signed, fetched, taken_at)"
              + " VALUES(?, ?, ?, 0, ?)",
          SqlValue.of(address.text()),
          SqlValue.of(keys.publicKey()),
          SqlValue.of(signed),
          SqlValue.of(step.now()));
      return signed;
    }
  }

  /** The next version of the list, signed; not yet taken by anyone. */
  public static Bytes next(SqlStore.Sql sql, DeviceList newest, List<DeviceList.Entry> devices) {
    try (ListKey key = key(sql)) {
      return SignedDeviceList.sign(
              newest.next(devices), Meta.required(Meta.LIST_BINDING.bytes(sql)), key)
          .encode();
    }
  }

  /** The newest own list, for the facade. */
  public static DeviceList newest(SqlStore.Sql sql, OwnDevice own) {
    return newest(sql, AccountHolder.of(own));
  }

  /** The newest own list. */
  static DeviceList newest(SqlStore.Sql sql, AccountHolder own) {
    return Meta.required(DeviceLists.newest(sql, own.address(), own.identity()));
  }

  static Bytes signed(SqlStore.Sql sql, AccountHolder own) {
    return Meta.required(DeviceLists.signed(sql, own.address(), own.identity()));
  }

  private static ListKey key(SqlStore.Sql sql) {
    Optional<Bytes> seed = Meta.LIST_KEY.bytes(sql);
    try {
      return ListKey.ofSeed(Meta.required(seed));
    } catch (IllegalArgumentException e) {
      throw new StoreException(StoreException.Reason.CORRUPT);
    }
  }
}
