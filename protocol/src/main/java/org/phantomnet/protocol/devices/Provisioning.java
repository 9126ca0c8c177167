package org.phantomnet.protocol.devices;

import javax.security.auth.Destroyable;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.bytes.WireReader;
import org.phantomnet.protocol.bytes.WireWriter;
import org.phantomnet.protocol.crypto.SecretKey;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.mailbox.AccountCodec;
import org.phantomnet.protocol.mailbox.AccountId;
import org.phantomnet.protocol.mailbox.Registration;

/**
 * All that makes an installation a device of an account: what the primary seals for it. Holds the
 * identity's private key. Owned by whoever made it, who closes it.
 */
public final class Provisioning implements Destroyable, AutoCloseable {
  public static final int PRIVATE_KEY_LENGTH = 32;
  private static final int VERSION = 1;

  private final AccountId account;
  private final UserAddress address;
  private final SecretKey identityPrivateKey;
  private final DeviceList.Entry device;
  private final SecretKey linkToken;
  private final Bytes deliveryToken;
  private final Bytes list;

  /**
   * @param identityPrivateKey 32 bytes; owned by this object from now on
   * @param linkToken 32 bytes; owned by this object from now on
   * @param list a signed device list, encoded
   */
  public Provisioning(
      AccountId account,
      UserAddress address,
      SecretKey identityPrivateKey,
      DeviceList.Entry device,
      SecretKey linkToken,
      Bytes deliveryToken,
      Bytes list) {
    if (identityPrivateKey.length() != PRIVATE_KEY_LENGTH
        || device.device() == DeviceList.PRIMARY
        || linkToken.length() != LinkRegistration.TOKEN_LENGTH
        || deliveryToken.length() != Registration.DELIVERY_TOKEN_LENGTH
        || list.isEmpty()
        || list.length() > SignedDeviceList.MAX_LENGTH) {
      throw new IllegalArgumentException("provisioning");
    }
    this.account = account;
    this.address = address;
    this.identityPrivateKey = identityPrivateKey;
    this.device = device;
    this.linkToken = linkToken;
    this.deliveryToken = deliveryToken;
    this.list = list;
  }

  public AccountId account() {
    return account;
  }

  public UserAddress address() {
    return address;
  }

  /** Stays this object's. */
  public SecretKey identityPrivateKey() {
    return identityPrivateKey;
  }

  public DeviceList.Entry device() {
    return device;
  }

  /** Stays this object's. */
  public SecretKey linkToken() {
    return linkToken;
  }

  public Bytes deliveryToken() {
    return deliveryToken;
  }

  public Bytes list() {
    return list;
  }

  /** To be sealed at once: the copy of the secrets in it cannot be wiped. */
  public Bytes encode() {
    WireWriter writer = new WireWriter().u8(VERSION);
    AccountCodec.write(writer, account.value());
    return writer
        .text8(address.text())
        .fixed(identityPrivateKey.disclose(), PRIVATE_KEY_LENGTH)
        .u8(device.device())
        .u16(device.registrationId())
        .fixed(linkToken.disclose(), LinkRegistration.TOKEN_LENGTH)
        .fixed(deliveryToken, Registration.DELIVERY_TOKEN_LENGTH)
        .bytes16(list)
        .noExtensions()
        .toBytes();
  }

  public static Provisioning decode(Bytes wire) throws ProtocolException {
    WireReader reader = new WireReader(wire);
    reader.version(VERSION);
    AccountId account = AccountCodec.readAccountId(reader);
    UserAddress address = DeviceList.readAddress(reader);
    Bytes privateKey = reader.fixed(PRIVATE_KEY_LENGTH);
    int device = AccountCodec.readDevice(reader);
    if (device == DeviceList.PRIMARY) {
      throw new Malformed(Malformed.Reason.BAD_VALUE);
    }
    int registrationId = AccountCodec.readRegistrationId(reader);
    Bytes linkToken = reader.fixed(LinkRegistration.TOKEN_LENGTH);
    Bytes deliveryToken = reader.fixed(Registration.DELIVERY_TOKEN_LENGTH);
    Bytes list = reader.bytes16(SignedDeviceList.MAX_LENGTH);
    if (list.isEmpty()) {
      throw new Malformed(Malformed.Reason.BAD_LENGTH);
    }
    reader.end();
    return new Provisioning(
        account,
        address,
        SecretKey.of(privateKey),
        new DeviceList.Entry(device, registrationId),
        SecretKey.of(linkToken),
        deliveryToken,
        list);
  }

  @Override
  public void destroy() {
    identityPrivateKey.destroy();
    linkToken.destroy();
  }

  @Override
  public boolean isDestroyed() {
    return identityPrivateKey.isDestroyed() && linkToken.isDestroyed();
  }

  @Override
  public void close() {
    destroy();
  }
}
