package org.phantomnet.protocol.devices;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.ProtocolException.Malformed.Reason;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.bytes.WireReader;
import org.phantomnet.protocol.bytes.WireWriter;
import org.phantomnet.protocol.id.DeviceAddress;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.mailbox.AccountCodec;
import org.phantomnet.protocol.mailbox.Registration;

/**
 * The devices of an account (spec/17-devices). Authentic only where a {@link SignedDeviceList} was
 * opened. Immutable.
 *
 * @param version rises with every change, from 1
 * @param identityKey the account's, as libsignal serializes it, 33 bytes
 * @param listKey the primary's Ed25519 public key, 32 bytes
 * @param devices by rising number, the primary first, at most {@link #MAX_DEVICES}
 */
public record DeviceList(
    UserAddress address, long version, Bytes identityKey, Bytes listKey, List<Entry> devices) {
  public static final int MAX_DEVICES = 5;

  /** The device that signs. */
  public static final int PRIMARY = 1;

  private static final long MAX_VERSION = 0xffff_ffffL;
  private static final int MAX_ADDRESS = 200;
  private static final int FORM = 1;

  public DeviceList {
    devices = List.copyOf(devices);
    if (version < 1
        || version > MAX_VERSION
        || identityKey.length() != Registration.IDENTITY_KEY_LENGTH
        || listKey.length() != ListKey.PUBLIC_KEY_LENGTH
        || devices.isEmpty()
        || devices.size() > MAX_DEVICES
        || devices.get(0).device() != PRIMARY) {
      throw new IllegalArgumentException("device list");
    }
    for (int i = 1; i < devices.size(); i++) {
      if (devices.get(i).device() <= devices.get(i - 1).device()) {
        throw new IllegalArgumentException("device list");
      }
    }
  }

  /** One installation. */
  public record Entry(int device, int registrationId) {
    public Entry {
      if (device < 1
          || device > DeviceAddress.MAX_DEVICE
          || registrationId < 1
          || registrationId > DeviceAddress.MAX_REGISTRATION_ID) {
        throw new IllegalArgumentException("device");
      }
    }
  }

  public boolean has(int device, int registrationId) {
    return devices.contains(new Entry(device, registrationId));
  }

  public Optional<Entry> find(int device) {
    return devices.stream().filter(entry -> entry.device() == device).findFirst();
  }

  /** The next version, with {@code changed} devices. */
  public DeviceList next(List<Entry> changed) {
    return new DeviceList(address, version + 1, identityKey, listKey, changed);
  }

  public Bytes encode() {
    WireWriter writer =
        new WireWriter()
            .u8(FORM)
            .u32(version)
            .text8(address.text())
            .fixed(identityKey, Registration.IDENTITY_KEY_LENGTH)
            .fixed(listKey, ListKey.PUBLIC_KEY_LENGTH)
            .u8(devices.size());
    devices.forEach(entry -> writer.u8(entry.device()).u16(entry.registrationId()));
    return writer.noExtensions().toBytes();
  }

  public static DeviceList decode(Bytes wire) throws ProtocolException {
    WireReader reader = new WireReader(wire);
    reader.version(FORM);
    long version = reader.u32();
    if (version < 1) {
      throw new Malformed(Reason.BAD_VALUE);
    }
    UserAddress address = readAddress(reader);
    Bytes identityKey = reader.fixed(Registration.IDENTITY_KEY_LENGTH);
    Bytes listKey = reader.fixed(ListKey.PUBLIC_KEY_LENGTH);
    List<Entry> devices = readDevices(reader);
    reader.end();
    if (devices.get(0).device() != PRIMARY) {
      throw new Malformed(Reason.BAD_VALUE);
    }
    return new DeviceList(address, version, identityKey, listKey, devices);
  }

  private static List<Entry> readDevices(WireReader reader) throws Malformed {
    int count = reader.count(MAX_DEVICES);
    if (count == 0) {
      throw new Malformed(Reason.MISSING_FIELD);
    }
    List<Entry> devices = new ArrayList<>(count);
    int previous = 0;
    for (int i = 0; i < count; i++) {
      int device = AccountCodec.readDevice(reader);
      if (device <= previous) {
        throw new Malformed(Reason.DUPLICATE_FIELD);
      }
      previous = device;
      devices.add(new Entry(device, AccountCodec.readRegistrationId(reader)));
    }
    return devices;
  }

  static UserAddress readAddress(WireReader reader) throws Malformed {
    String text = reader.text8(MAX_ADDRESS);
    if (!UserAddress.isAddress(text)) {
      throw new Malformed(Reason.BAD_VALUE);
    }
    return UserAddress.parse(text);
  }

  @Override
  public String toString() {
    return "DeviceList";
  }
}
