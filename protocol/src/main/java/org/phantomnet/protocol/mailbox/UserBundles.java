package org.phantomnet.protocol.mailbox;

import java.util.List;
import org.phantomnet.protocol.bytes.Bytes;

/**
 * The answer to a request for a user's prekeys.
 *
 * @param introduction a token with which a few envelopes may be sent to that user until the user's
 *     own delivery token is known (MBX-7), {@link Registration#DELIVERY_TOKEN_LENGTH} bytes;
 *     short-lived
 * @param deviceList the account's newest signed device list, encoded: it alone says which of {@code
 *     devices} are the person's (DEV-4)
 * @param devices primary first, never empty
 */
public record UserBundles(
    AccountId account, Bytes introduction, Bytes deviceList, List<DeviceBundle> devices) {
  public UserBundles {
    devices = List.copyOf(devices);
    if (devices.isEmpty()
        || deviceList.isEmpty()
        || deviceList.length() > Registration.MAX_DEVICE_LIST
        || introduction.length() != Registration.DELIVERY_TOKEN_LENGTH) {
      throw new IllegalArgumentException("user bundles");
    }
  }

  @Override
  public String toString() {
    return "UserBundles";
  }
}
