package org.phantomnet.protocol.mailbox;

import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.DeviceAddress;
import org.phantomnet.protocol.id.UserAddress;

/**
 * What a client sends to open an account. The client chooses both tokens and keeps them durably
 * before it asks, so a registration whose answer was lost is simply repeated: same name, identity
 * and auth token give the same account.
 *
 * @param identityKey identity public key as libsignal serializes it (33 bytes)
 * @param authToken 32 random bytes that later requests of this device carry; a secret
 * @param deliveryToken 16 random bytes that contacts' sealed sends carry
 * @param deviceList the account's signed device list, of version 1 (DEV-8), encoded
 * @param proof XEdDSA by the identity key over {@link RegistrationProof#signedBytes}, 64 bytes
 *     (MBX-2)
 */
public record Registration(
    String name,
    Bytes identityKey,
    int device,
    int registrationId,
    Bytes authToken,
    Bytes deliveryToken,
    PreKeyUpload keys,
    Bytes deviceList,
    Bytes proof) {
  public static final int IDENTITY_KEY_LENGTH = 33;
  public static final int AUTH_TOKEN_LENGTH = 32;
  public static final int DELIVERY_TOKEN_LENGTH = 16;

  /** Largest signed device list, in bytes. */
  public static final int MAX_DEVICE_LIST = 1_024;

  public Registration {
    if (!UserAddress.isName(name)
        || identityKey.length() != IDENTITY_KEY_LENGTH
        || device < 1
        || device > DeviceAddress.MAX_DEVICE
        || registrationId < 1
        || registrationId > DeviceAddress.MAX_REGISTRATION_ID
        || authToken.length() != AUTH_TOKEN_LENGTH
        || deliveryToken.length() != DELIVERY_TOKEN_LENGTH
        || deviceList.isEmpty()
        || deviceList.length() > MAX_DEVICE_LIST
        || proof.length() != SignedPreKey.SIGNATURE_LENGTH) {
      throw new IllegalArgumentException("registration");
    }
  }

  @Override
  public String toString() {
    return "Registration";
  }
}
