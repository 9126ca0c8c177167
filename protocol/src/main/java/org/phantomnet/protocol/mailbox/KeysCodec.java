package org.phantomnet.protocol.mailbox;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.ProtocolException.Malformed.Reason;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.bytes.WireReader;
import org.phantomnet.protocol.bytes.WireWriter;

/** Prekeys on the wire (spec/08-mailbox, "Messages"). */
public final class KeysCodec {
  /** DESIGN 3: at most five devices an account. */
  public static final int MAX_DEVICES = 5;

  private static final int VERSION = 1;

  private KeysCodec() {}

  public static Bytes encode(PreKeyUpload upload) {
    WireWriter writer = new WireWriter().u8(VERSION);
    write(writer, upload);
    return writer.noExtensions().toBytes();
  }

  public static PreKeyUpload decodeUpload(Bytes wire) throws ProtocolException {
    WireReader reader = new WireReader(wire);
    reader.version(VERSION);
    PreKeyUpload upload = readUpload(reader);
    reader.end();
    return upload;
  }

  public static Bytes encode(PreKeyCounts counts) {
    return new WireWriter()
        .u8(VERSION)
        .u16(counts.oneTime())
        .u16(counts.oneTimeKyber())
        .noExtensions()
        .toBytes();
  }

  public static PreKeyCounts decodeCounts(Bytes wire) throws ProtocolException {
    WireReader reader = new WireReader(wire);
    reader.version(VERSION);
    PreKeyCounts counts = new PreKeyCounts(reader.u16(), reader.u16());
    reader.end();
    return counts;
  }

  public static Bytes encode(UserBundles user) {
    WireWriter writer = new WireWriter().u8(VERSION);
    AccountCodec.write(writer, user.account().value());
    writer
        .fixed(user.introduction(), Registration.DELIVERY_TOKEN_LENGTH)
        .bytes16(user.deviceList())
        .u8(user.devices().size());
    for (DeviceBundle bundle : user.devices()) {
      writer
          .u8(bundle.device())
          .u16(bundle.registrationId())
          .fixed(bundle.identityKey(), Registration.IDENTITY_KEY_LENGTH);
      write(writer, bundle.signed());
      writer.flag(bundle.oneTime().isPresent());
      bundle.oneTime().ifPresent(key -> write(writer, key));
      write(writer, bundle.kyber());
    }
    return writer.noExtensions().toBytes();
  }

  public static UserBundles decodeBundles(Bytes wire) throws ProtocolException {
    WireReader reader = new WireReader(wire);
    reader.version(VERSION);
    AccountId account = AccountCodec.readAccountId(reader);
    Bytes introduction = reader.fixed(Registration.DELIVERY_TOKEN_LENGTH);
    Bytes deviceList = AccountCodec.readDeviceList(reader);
    int count = reader.count(MAX_DEVICES);
    if (count == 0) {
      throw new Malformed(Reason.MISSING_FIELD);
    }
    List<DeviceBundle> devices = new ArrayList<>(count);
    int previousDevice = 0;
    for (int i = 0; i < count; i++) {
      int device = AccountCodec.readDevice(reader);
      if (device <= previousDevice) {
        throw new Malformed(Reason.DUPLICATE_FIELD);
      }
      previousDevice = device;
      devices.add(
          new DeviceBundle(
              account,
              device,
              AccountCodec.readRegistrationId(reader),
              reader.fixed(Registration.IDENTITY_KEY_LENGTH),
              readSigned(reader),
              reader.flag() ? Optional.of(readPreKey(reader)) : Optional.empty(),
              readSigned(reader)));
    }
    reader.end();
    return new UserBundles(account, introduction, deviceList, devices);
  }

  public static void write(WireWriter writer, PreKeyUpload upload) {
    write(writer, upload.signed());
    write(writer, upload.lastResortKyber());
    writer.u8(upload.oneTime().size());
    upload.oneTime().forEach(key -> write(writer, key));
    writer.u8(upload.oneTimeKyber().size());
    upload.oneTimeKyber().forEach(key -> write(writer, key));
  }

  public static PreKeyUpload readUpload(WireReader reader) throws ProtocolException {
    SignedPreKey signed = readSigned(reader);
    SignedPreKey lastResort = readSigned(reader);
    Set<Integer> ids = new HashSet<>();
    List<PreKey> oneTime = new ArrayList<>();
    for (int left = reader.count(PreKeyUpload.MAX_ONE_TIME); left > 0; left--) {
      PreKey key = readPreKey(reader);
      requireNew(ids, key.id());
      oneTime.add(key);
    }
    ids.clear();
    List<SignedPreKey> oneTimeKyber = new ArrayList<>();
    for (int left = reader.count(PreKeyUpload.MAX_ONE_TIME); left > 0; left--) {
      SignedPreKey key = readSigned(reader);
      requireNew(ids, key.id());
      oneTimeKyber.add(key);
    }
    return new PreKeyUpload(signed, lastResort, oneTime, oneTimeKyber);
  }

  private static void requireNew(Set<Integer> ids, int id) throws Malformed {
    if (!ids.add(id)) {
      throw new Malformed(Reason.DUPLICATE_FIELD);
    }
  }

  private static void write(WireWriter writer, PreKey key) {
    writer.u32(key.id()).fixed(key.publicKey(), PreKey.PUBLIC_KEY_LENGTH);
  }

  private static PreKey readPreKey(WireReader reader) throws Malformed {
    return new PreKey(readId(reader), reader.fixed(PreKey.PUBLIC_KEY_LENGTH));
  }

  private static void write(WireWriter writer, SignedPreKey key) {
    writer
        .u32(key.id())
        .bytes16(key.publicKey())
        .fixed(key.signature(), SignedPreKey.SIGNATURE_LENGTH);
  }

  private static SignedPreKey readSigned(WireReader reader) throws Malformed {
    int id = readId(reader);
    Bytes publicKey = reader.bytes16(SignedPreKey.MAX_PUBLIC_KEY_LENGTH);
    if (publicKey.isEmpty()) {
      throw new Malformed(Reason.BAD_LENGTH);
    }
    return new SignedPreKey(id, publicKey, reader.fixed(SignedPreKey.SIGNATURE_LENGTH));
  }

  private static int readId(WireReader reader) throws Malformed {
    long id = reader.u32();
    if (id > PreKey.MAX_ID) {
      throw new Malformed(Reason.BAD_VALUE);
    }
    return (int) id;
  }
}
