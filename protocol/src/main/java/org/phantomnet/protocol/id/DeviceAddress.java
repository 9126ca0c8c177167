package org.phantomnet.protocol.id;

import org.phantomnet.protocol.rule.Rule;

/**
 * One device of one user.
 *
 * @param device 1 to 127; 1 is the primary device
 * @param registrationId libsignal's 14-bit registration id of that installation
 */
public record DeviceAddress(UserAddress user, int device, int registrationId) {
  public static final int MAX_DEVICE = 127;
  public static final int MAX_REGISTRATION_ID = 0x3fff;

  @Rule("ID-3")
  public DeviceAddress {
    if (device < 1
        || device > MAX_DEVICE
        || registrationId < 1
        || registrationId > MAX_REGISTRATION_ID) {
      throw new IllegalArgumentException("device address");
    }
  }

  @Override
  public String toString() {
    return "DeviceAddress";
  }
}
