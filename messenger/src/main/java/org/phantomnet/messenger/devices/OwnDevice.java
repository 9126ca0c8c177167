package org.phantomnet.messenger.devices;

import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.DeviceAddress;
import org.phantomnet.protocol.mailbox.AccountId;

/**
 * This installation, once registered. Immutable.
 *
 * @param identity the account's identity public key, 33 bytes
 */
public record OwnDevice(DeviceAddress address, AccountId account, Bytes identity) {
  /** The first device of an account, which authenticates the others. */
  public static final int PRIMARY = 1;

  @Override
  public String toString() {
    return "OwnDevice";
  }
}
