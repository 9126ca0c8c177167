package org.phantomnet.protocol.devices;

import java.util.List;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.UserAddress;

/** Alice's device list. Her identity key's signatures are whatever a test says they are. */
final class SignedListFixture {
  static final UserAddress ALICE = UserAddress.parse("alice@mail.example:443");
  static final Bytes IDENTITY = bytes(33, 5);
  static final Bytes BINDING = bytes(64, 6);
  static final SignedDeviceList.IdentityCheck BOUND =
      (identity, message, signature) -> identity.equals(IDENTITY) && signature.equals(BINDING);

  private SignedListFixture() {}

  static Bytes bytes(int length, int value) {
    byte[] bytes = new byte[length];
    java.util.Arrays.fill(bytes, (byte) value);
    return Bytes.copyOf(bytes);
  }

  static ListKey key(int seed) {
    return ListKey.ofSeed(bytes(ListKey.SEED_LENGTH, seed));
  }

  static DeviceList list(long version, int... devices) {
    return new DeviceList(
        ALICE,
        version,
        IDENTITY,
        key(1).publicKey(),
        java.util.Arrays.stream(devices)
            .mapToObj(device -> new DeviceList.Entry(device, 100 + device))
            .toList());
  }

  static SignedDeviceList signed(DeviceList list) {
    return SignedDeviceList.sign(list, BINDING, key(1));
  }

  static List<DeviceList> samples() {
    return List.of(list(1, 1), list(7, 1, 2, 3, 4, 127));
  }
}
