package org.phantomnet.protocol.handshake;

import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.DeviceAddress;
import org.phantomnet.protocol.rule.Rule;

/**
 * One end of a call: a device, and the identity key its chat session is bound to.
 *
 * @param identity libsignal's serialized identity public key, 33 bytes: 0x05 and the Curve25519
 *     point
 */
public record Party(DeviceAddress device, Bytes identity) {
  public static final int IDENTITY_LENGTH = 33;

  @Rule("ID-5")
  public Party {
    if (identity.length() != IDENTITY_LENGTH) {
      throw new IllegalArgumentException("identity");
    }
  }

  @Override
  public String toString() {
    return "Party";
  }
}
