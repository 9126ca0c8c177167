package org.phantomnet.protocol.devices;

import java.util.Optional;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.bytes.WireReader;
import org.phantomnet.protocol.bytes.WireWriter;
import org.phantomnet.protocol.mailbox.AccountCodec;
import org.phantomnet.protocol.mailbox.KeysCodec;
import org.phantomnet.protocol.mailbox.Registration;

/** What the two devices of a linking say to their mailbox, on the wire (spec/17-devices). */
public final class LinkCodec {
  /** Largest sealed provisioning message, in bytes. */
  public static final int MAX_SEALED = 2_048;

  private static final int VERSION = 1;

  private LinkCodec() {}

  public static Bytes encode(DeviceUpload upload) {
    WireWriter writer =
        new WireWriter().u8(VERSION).bytes16(upload.list()).flag(upload.link().isPresent());
    upload
        .link()
        .ifPresent(
            link -> writer.u8(link.device()).fixed(link.tokenHash(), DeviceUpload.HASH_LENGTH));
    return writer.noExtensions().toBytes();
  }

  public static DeviceUpload decodeUpload(Bytes wire) throws ProtocolException {
    WireReader reader = new WireReader(wire);
    reader.version(VERSION);
    Bytes list = reader.bytes16(SignedDeviceList.MAX_LENGTH);
    if (list.isEmpty()) {
      throw new Malformed(Malformed.Reason.BAD_LENGTH);
    }
    Optional<DeviceUpload.Link> link =
        reader.flag()
            ? Optional.of(
                new DeviceUpload.Link(
                    AccountCodec.readDevice(reader), reader.fixed(DeviceUpload.HASH_LENGTH)))
            : Optional.empty();
    reader.end();
    return new DeviceUpload(list, link);
  }

  public static Bytes encodeSlot(Bytes slot) {
    return new WireWriter().u8(VERSION).fixed(slot, LinkCode.SLOT_LENGTH).noExtensions().toBytes();
  }

  public static Bytes decodeSlot(Bytes wire) throws ProtocolException {
    WireReader reader = new WireReader(wire);
    reader.version(VERSION);
    Bytes slot = reader.fixed(LinkCode.SLOT_LENGTH);
    reader.end();
    return slot;
  }

  public static Bytes encode(LinkDeposit deposit) {
    return new WireWriter()
        .u8(VERSION)
        .fixed(deposit.slot(), LinkCode.SLOT_LENGTH)
        .bytes16(deposit.sealed())
        .noExtensions()
        .toBytes();
  }

  public static LinkDeposit decodeDeposit(Bytes wire) throws ProtocolException {
    WireReader reader = new WireReader(wire);
    reader.version(VERSION);
    LinkDeposit deposit = new LinkDeposit(reader.fixed(LinkCode.SLOT_LENGTH), readSealed(reader));
    reader.end();
    return deposit;
  }

  /** Empty while nothing was put into the slot. */
  public static Bytes encodeAnswer(Optional<Bytes> sealed) {
    WireWriter writer = new WireWriter().u8(VERSION).flag(sealed.isPresent());
    sealed.ifPresent(writer::bytes16);
    return writer.noExtensions().toBytes();
  }

  public static Optional<Bytes> decodeAnswer(Bytes wire) throws ProtocolException {
    WireReader reader = new WireReader(wire);
    reader.version(VERSION);
    Optional<Bytes> sealed = reader.flag() ? Optional.of(readSealed(reader)) : Optional.empty();
    reader.end();
    return sealed;
  }

  private static Bytes readSealed(WireReader reader) throws Malformed {
    Bytes sealed = reader.bytes16(MAX_SEALED);
    if (sealed.isEmpty()) {
      throw new Malformed(Malformed.Reason.BAD_LENGTH);
    }
    return sealed;
  }

  public static Bytes encode(LinkRegistration registration) {
    WireWriter writer = new WireWriter().u8(VERSION);
    AccountCodec.write(writer, registration.account().value());
    writer
        .u8(registration.device())
        .fixed(registration.authToken(), Registration.AUTH_TOKEN_LENGTH)
        .fixed(registration.linkToken(), LinkRegistration.TOKEN_LENGTH);
    KeysCodec.write(writer, registration.keys());
    return writer.noExtensions().toBytes();
  }

  public static LinkRegistration decodeRegistration(Bytes wire) throws ProtocolException {
    WireReader reader = new WireReader(wire);
    reader.version(VERSION);
    LinkRegistration registration =
        new LinkRegistration(
            AccountCodec.readAccountId(reader),
            AccountCodec.readDevice(reader),
            reader.fixed(Registration.AUTH_TOKEN_LENGTH),
            reader.fixed(LinkRegistration.TOKEN_LENGTH),
            KeysCodec.readUpload(reader));
    reader.end();
    return registration;
  }
}
