package org.phantomnet.testkit;

import org.phantomnet.protocol.id.DeviceAddress;
import org.phantomnet.protocol.id.UserAddress;

/** The people of all tests. */
public final class People {
  public static final UserAddress ALICE = UserAddress.parse("alice@mailbox.example:443");
  public static final UserAddress BOB = UserAddress.parse("bob@mailbox.example:443");
  public static final UserAddress MALLORY = UserAddress.parse("mallory@elsewhere.example:443");

  private People() {}

  /**
   * A device of someone; its registration id follows from both, so that no two devices share one.
   */
  public static DeviceAddress device(UserAddress user, int device) {
    return new DeviceAddress(
        user, device, 1 + Math.floorMod(user.text().hashCode() * 31 + device, 0x3ffe));
  }
}
