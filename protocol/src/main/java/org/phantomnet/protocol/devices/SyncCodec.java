package org.phantomnet.protocol.devices;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.ProtocolException.Malformed.Reason;
import org.phantomnet.protocol.ProtocolException.Unsupported;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.bytes.WireReader;
import org.phantomnet.protocol.bytes.WireWriter;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.mailbox.AccountCodec;
import org.phantomnet.protocol.mailbox.Content;
import org.phantomnet.protocol.mailbox.MailboxKeys;
import org.phantomnet.protocol.mailbox.Registration;
import org.phantomnet.protocol.signal.CallMode;

/** {@link Sync} to and from bytes (spec/17-devices). Stateless; thread-safe. */
public final class SyncCodec {
  private static final int VERSION = 1;
  private static final int SENT_LINE = 1;
  private static final int CONTACT = 2;
  private static final int BLOCKED = 3;
  private static final int MODES = 4;
  private static final int TRUST = 5;
  private static final int AUTO_DELETE = 6;
  private static final int READ = 7;
  private static final int OWN_TOKEN = 8;
  private static final int DEVICE_NAME = 9;
  private static final int MAILBOX_PIN = 10;
  private static final int COMING_CALL = 11;
  private static final int MAX_MAILBOX = 128;

  private SyncCodec() {}

  public static Bytes encode(Sync sync) {
    WireWriter writer = new WireWriter().u8(VERSION);
    if (sync instanceof Sync.SentLine sent) {
      text(address(writer.u8(SENT_LINE), sent.to()), sent.text());
    } else if (sync instanceof Sync.ContactThere there) {
      address(mark(writer.u8(CONTACT), there.mark()), there.contact())
          .u8(there.consent().ordinal() + 1)
          .flag(there.known().isPresent());
      there.known().ifPresent(known -> known(writer, known));
    } else if (sync instanceof Sync.Blocked blocked) {
      address(mark(writer.u8(BLOCKED), blocked.mark()), blocked.contact()).flag(blocked.blocked());
    } else if (sync instanceof Sync.Modes modes) {
      address(mark(writer.u8(MODES), modes.mark()), modes.contact())
          .u8(modes.defaultMode().ordinal() + 1)
          .u8(modes.floor().ordinal() + 1)
          .flag(modes.requirePq());
    } else if (sync instanceof Sync.Trust trust) {
      address(mark(writer.u8(TRUST), trust.mark()), trust.contact())
          .fixed(trust.identity(), Registration.IDENTITY_KEY_LENGTH)
          .flag(trust.verified())
          .flag(trust.acknowledged())
          .flag(trust.talked());
    } else if (sync instanceof Sync.AutoDelete delete) {
      address(mark(writer.u8(AUTO_DELETE), delete.mark()), delete.contact()).u32(delete.seconds());
    } else if (sync instanceof Sync.Read read) {
      address(writer.u8(READ), read.contact()).fixed(read.message(), Content.ID_LENGTH);
    } else if (sync instanceof Sync.OwnToken token) {
      mark(writer.u8(OWN_TOKEN), token.mark())
          .fixed(token.token(), Registration.DELIVERY_TOKEN_LENGTH);
    } else if (sync instanceof Sync.DeviceName name) {
      text(writer.u8(DEVICE_NAME).u8(name.device()), name.name());
    } else if (sync instanceof Sync.MailboxPin pin) {
      writer
          .u8(MAILBOX_PIN)
          .text8(pin.keys().mailbox())
          .fixed(pin.keys().tlsPin(), MailboxKeys.PIN_LENGTH)
          .fixed(pin.keys().trustRoot(), MailboxKeys.TRUST_ROOT_LENGTH);
    } else if (sync instanceof Sync.ComingCall coming) {
      address(writer.u8(COMING_CALL), coming.contact())
          .fixed(coming.call().value(), CallId.LENGTH)
          .u8(coming.device());
    }
    return writer.noExtensions().toBytes();
  }

  private static WireWriter mark(WireWriter writer, Sync.Mark mark) {
    return writer.u64(mark.millis()).u8(mark.device());
  }

  private static WireWriter address(WireWriter writer, UserAddress address) {
    return writer.text8(address.text());
  }

  private static void text(WireWriter writer, String text) {
    writer.bytes16(Bytes.copyOf(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static void known(WireWriter writer, Sync.Known known) {
    AccountCodec.write(writer, known.account().value());
    writer
        .fixed(known.identity(), Registration.IDENTITY_KEY_LENGTH)
        .flag(known.deliveryToken().isPresent());
    known
        .deliveryToken()
        .ifPresent(token -> writer.fixed(token, Registration.DELIVERY_TOKEN_LENGTH));
  }

  public static Sync decode(Bytes wire) throws ProtocolException {
    WireReader reader = new WireReader(wire);
    reader.version(VERSION);
    Sync sync = read(reader, reader.u8());
    reader.end();
    return sync;
  }

  private static Sync read(WireReader reader, int kind) throws ProtocolException {
    return switch (kind) {
      case SENT_LINE ->
          new Sync.SentLine(DeviceList.readAddress(reader), text(reader, Content.Chat.MAX_BYTES));
      case CONTACT ->
          new Sync.ContactThere(
              mark(reader),
              DeviceList.readAddress(reader),
              choice(reader, Sync.Consent.values()),
              reader.flag() ? Optional.of(known(reader)) : Optional.empty());
      case BLOCKED -> new Sync.Blocked(mark(reader), DeviceList.readAddress(reader), reader.flag());
      case MODES ->
          new Sync.Modes(
              mark(reader),
              DeviceList.readAddress(reader),
              choice(reader, CallMode.values()),
              choice(reader, CallMode.values()),
              reader.flag());
      case TRUST ->
          new Sync.Trust(
              mark(reader),
              DeviceList.readAddress(reader),
              reader.fixed(Registration.IDENTITY_KEY_LENGTH),
              reader.flag(),
              reader.flag(),
              reader.flag());
      case AUTO_DELETE ->
          new Sync.AutoDelete(mark(reader), DeviceList.readAddress(reader), reader.u32());
      case READ -> new Sync.Read(DeviceList.readAddress(reader), reader.fixed(Content.ID_LENGTH));
      case OWN_TOKEN ->
          new Sync.OwnToken(mark(reader), reader.fixed(Registration.DELIVERY_TOKEN_LENGTH));
      case DEVICE_NAME ->
          new Sync.DeviceName(
              AccountCodec.readDevice(reader), text(reader, Sync.DeviceName.MAX_BYTES));
      case MAILBOX_PIN -> new Sync.MailboxPin(mailbox(reader));
      case COMING_CALL ->
          new Sync.ComingCall(
              DeviceList.readAddress(reader),
              new CallId(reader.fixed(CallId.LENGTH)),
              AccountCodec.readDevice(reader));
      default -> throw new Unsupported(Unsupported.Reason.MESSAGE_TYPE);
    };
  }

  private static Sync.Mark mark(WireReader reader) throws Malformed {
    long millis = reader.u64();
    if (millis < 1 || millis > Sync.MAX_MILLIS) {
      throw new Malformed(Reason.BAD_VALUE);
    }
    return new Sync.Mark(millis, AccountCodec.readDevice(reader));
  }

  private static <T> T choice(WireReader reader, T[] values) throws Malformed {
    int number = reader.u8();
    if (number < 1 || number > values.length) {
      throw new Malformed(Reason.BAD_VALUE);
    }
    return values[number - 1];
  }

  private static String text(WireReader reader, int most) throws Malformed {
    Bytes text = reader.bytes16(most);
    if (text.isEmpty()) {
      throw new Malformed(Reason.BAD_LENGTH);
    }
    ByteString utf8 = ByteString.copyFrom(text.toByteArray());
    if (!utf8.isValidUtf8()) {
      throw new Malformed(Reason.BAD_ENCODING);
    }
    return utf8.toStringUtf8();
  }

  private static Sync.Known known(WireReader reader) throws Malformed {
    return new Sync.Known(
        AccountCodec.readAccountId(reader),
        reader.fixed(Registration.IDENTITY_KEY_LENGTH),
        reader.flag()
            ? Optional.of(reader.fixed(Registration.DELIVERY_TOKEN_LENGTH))
            : Optional.empty());
  }

  private static MailboxKeys mailbox(WireReader reader) throws Malformed {
    String name = reader.text8(MAX_MAILBOX);
    if (!UserAddress.isMailbox(name)) {
      throw new Malformed(Reason.BAD_VALUE);
    }
    return new MailboxKeys(
        name, reader.fixed(MailboxKeys.PIN_LENGTH), reader.fixed(MailboxKeys.TRUST_ROOT_LENGTH));
  }
}
