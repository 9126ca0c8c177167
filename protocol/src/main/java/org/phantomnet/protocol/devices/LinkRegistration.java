package org.phantomnet.protocol.devices;

import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.DeviceAddress;
import org.phantomnet.protocol.mailbox.AccountId;
import org.phantomnet.protocol.mailbox.PreKeyUpload;
import org.phantomnet.protocol.mailbox.Registration;

/**
 * How a linked device registers itself. Kept until it succeeded, so that a lost answer is repeated.
 *
 * @param authToken 32 random bytes that later requests of this device carry; a secret
 * @param linkToken the 32 bytes from the provisioning message; a secret
 */
public record LinkRegistration(
    AccountId account, int device, Bytes authToken, Bytes linkToken, PreKeyUpload keys) {
  public static final int TOKEN_LENGTH = 32;

  public LinkRegistration {
    if (device < 1
        || device > DeviceAddress.MAX_DEVICE
        || authToken.length() != Registration.AUTH_TOKEN_LENGTH
        || linkToken.length() != TOKEN_LENGTH) {
      throw new IllegalArgumentException("link registration");
    }
  }

  @Override
  public String toString() {
    return "LinkRegistration";
  }
}
