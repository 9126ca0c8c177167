package org.phantomnet.protocol.mailbox;

import java.util.UUID;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.ProtocolException.Malformed.Reason;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.bytes.WireReader;
import org.phantomnet.protocol.bytes.WireWriter;
import org.phantomnet.protocol.id.DeviceAddress;
import org.phantomnet.protocol.id.UserAddress;

/** Registration and the small account requests on the wire (spec/08-mailbox, "Messages"). */
public final class AccountCodec {
  /**
   * Room for the longest name (ID-1); names travel padded to it, so that TLS record lengths do not
   * tell them apart.
   */
  public static final int NAME_FIELD = 32;

  private static final int VERSION = 1;
  private static final int UUID_LENGTH = 16;

  private AccountCodec() {}

  public static Bytes encode(Registration registration) {
    WireWriter writer =
        new WireWriter()
            .u8(VERSION)
            .paddedText(registration.name(), NAME_FIELD)
            .fixed(registration.identityKey(), Registration.IDENTITY_KEY_LENGTH)
            .u8(registration.device())
            .u16(registration.registrationId())
            .fixed(registration.authToken(), Registration.AUTH_TOKEN_LENGTH)
            .fixed(registration.deliveryToken(), Registration.DELIVERY_TOKEN_LENGTH);
    KeysCodec.write(writer, registration.keys());
    return writer
        .bytes16(registration.deviceList())
        .fixed(registration.proof(), SignedPreKey.SIGNATURE_LENGTH)
        .noExtensions()
        .toBytes();
  }

  public static Registration decodeRegistration(Bytes wire) throws ProtocolException {
    WireReader reader = new WireReader(wire);
    reader.version(VERSION);
    Registration registration =
        new Registration(
            readName(reader),
            reader.fixed(Registration.IDENTITY_KEY_LENGTH),
            readDevice(reader),
            readRegistrationId(reader),
            reader.fixed(Registration.AUTH_TOKEN_LENGTH),
            reader.fixed(Registration.DELIVERY_TOKEN_LENGTH),
            KeysCodec.readUpload(reader),
            readDeviceList(reader),
            reader.fixed(SignedPreKey.SIGNATURE_LENGTH));
    reader.end();
    return registration;
  }

  /** The answer to a registration, and to "which account is this name?". */
  public static Bytes encode(AccountId account) {
    WireWriter writer = new WireWriter().u8(VERSION);
    write(writer, account.value());
    return writer.noExtensions().toBytes();
  }

  public static AccountId decodeAccountId(Bytes wire) throws ProtocolException {
    WireReader reader = new WireReader(wire);
    reader.version(VERSION);
    AccountId account = readAccountId(reader);
    reader.end();
    return account;
  }

  /** A request that only names a user of this mailbox. */
  public static Bytes encodeName(String name) {
    return new WireWriter().u8(VERSION).paddedText(name, NAME_FIELD).noExtensions().toBytes();
  }

  public static String decodeName(Bytes wire) throws ProtocolException {
    WireReader reader = new WireReader(wire);
    reader.version(VERSION);
    String name = readName(reader);
    reader.end();
    return name;
  }

  /** A new delivery token. */
  public static Bytes encodeDeliveryToken(Bytes token) {
    return new WireWriter()
        .u8(VERSION)
        .fixed(token, Registration.DELIVERY_TOKEN_LENGTH)
        .noExtensions()
        .toBytes();
  }

  public static Bytes decodeDeliveryToken(Bytes wire) throws ProtocolException {
    WireReader reader = new WireReader(wire);
    reader.version(VERSION);
    Bytes token = reader.fixed(Registration.DELIVERY_TOKEN_LENGTH);
    reader.end();
    return token;
  }

  static Bytes readDeviceList(WireReader reader) throws Malformed {
    Bytes list = reader.bytes16(Registration.MAX_DEVICE_LIST);
    if (list.isEmpty()) {
      throw new Malformed(Reason.BAD_LENGTH);
    }
    return list;
  }

  static String readName(WireReader reader) throws Malformed {
    String name = reader.paddedText(NAME_FIELD);
    if (!UserAddress.isName(name)) {
      throw new Malformed(Reason.BAD_VALUE);
    }
    return name;
  }

  public static int readDevice(WireReader reader) throws Malformed {
    int device = reader.u8();
    if (device < 1 || device > DeviceAddress.MAX_DEVICE) {
      throw new Malformed(Reason.BAD_VALUE);
    }
    return device;
  }

  public static int readRegistrationId(WireReader reader) throws Malformed {
    int id = reader.u16();
    if (id < 1 || id > DeviceAddress.MAX_REGISTRATION_ID) {
      throw new Malformed(Reason.BAD_VALUE);
    }
    return id;
  }

  public static AccountId readAccountId(WireReader reader) throws Malformed {
    return new AccountId(readUuid(reader));
  }

  static UUID readUuid(WireReader reader) throws Malformed {
    byte[] value = reader.fixed(UUID_LENGTH).toByteArray();
    return new UUID(toLong(value, 0), toLong(value, 8));
  }

  public static void write(WireWriter writer, UUID value) {
    byte[] bytes = new byte[UUID_LENGTH];
    for (int i = 0; i < 8; i++) {
      bytes[i] = (byte) (value.getMostSignificantBits() >>> (56 - 8 * i));
      bytes[8 + i] = (byte) (value.getLeastSignificantBits() >>> (56 - 8 * i));
    }
    writer.fixed(Bytes.copyOf(bytes), UUID_LENGTH);
  }

  private static long toLong(byte[] value, int offset) {
    long result = 0;
    for (int i = 0; i < 8; i++) {
      result = result << 8 | value[offset + i] & 0xff;
    }
    return result;
  }
}
