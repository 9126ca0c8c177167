package org.phantomnet.protocol.mailbox;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.ProtocolException.Malformed.Reason;
import org.phantomnet.protocol.ProtocolException.Unsupported;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.bytes.WireReader;
import org.phantomnet.protocol.bytes.WireWriter;

/** One binary message of the receiving WebSocket. */
public sealed interface PushFrame {
  /** Mailbox to client, first on every connection: its time, whole seconds. */
  record Hello(Instant now) implements PushFrame {}

  /**
   * Mailbox to client: a queued envelope.
   *
   * @param padded as {@link EnvelopePadding} made it
   */
  record Deliver(UUID envelopeId, Duration heldFor, Bytes padded) implements PushFrame {
    @Override
    public String toString() {
      return "Deliver";
    }
  }

  /** Mailbox to client: all that was queued when the connection opened has been delivered. */
  record QueueDelivered() implements PushFrame {}

  /** Client to mailbox: delete that envelope. An unknown id is no error. */
  record Acknowledge(UUID envelopeId) implements PushFrame {
    @Override
    public String toString() {
      return "Acknowledge";
    }
  }

  int VERSION = 1;
  int DELIVER = 1;
  int QUEUE_DELIVERED = 2;
  int ACKNOWLEDGE = 3;
  int HELLO = 4;

  /** The end of year 9999. */
  long MAX_SECONDS = 253_402_300_799L;

  /** Longer holding times are reported as this. */
  Duration MAX_HELD = Duration.ofDays(365);

  static Bytes encode(PushFrame frame) {
    WireWriter writer = new WireWriter().u8(VERSION);
    if (frame instanceof Deliver deliver) {
      writer.u8(DELIVER);
      AccountCodec.write(writer, deliver.envelopeId);
      long held = Math.max(0, Math.min(deliver.heldFor.toMillis(), MAX_HELD.toMillis()));
      writer.u64(held).bytes32(deliver.padded);
    } else if (frame instanceof Hello hello) {
      writer.u8(HELLO).u64(hello.now.getEpochSecond());
    } else if (frame instanceof QueueDelivered) {
      writer.u8(QUEUE_DELIVERED);
    } else if (frame instanceof Acknowledge acknowledge) {
      writer.u8(ACKNOWLEDGE);
      AccountCodec.write(writer, acknowledge.envelopeId);
    }
    return writer.noExtensions().toBytes();
  }

  static PushFrame decode(Bytes wire) throws ProtocolException {
    WireReader reader = new WireReader(wire);
    reader.version(VERSION);
    PushFrame frame;
    switch (reader.u8()) {
      case DELIVER:
        frame =
            new Deliver(
                AccountCodec.readUuid(reader),
                readHeld(reader),
                reader.bytes32(EnvelopePadding.MAX_PADDED));
        break;
      case QUEUE_DELIVERED:
        frame = new QueueDelivered();
        break;
      case ACKNOWLEDGE:
        frame = new Acknowledge(AccountCodec.readUuid(reader));
        break;
      case HELLO:
        frame = new Hello(readInstant(reader));
        break;
      default:
        throw new Unsupported(Unsupported.Reason.MESSAGE_TYPE);
    }
    reader.end();
    return frame;
  }

  private static Instant readInstant(WireReader reader) throws Malformed {
    long seconds = reader.u64();
    if (seconds > MAX_SECONDS) {
      throw new Malformed(Reason.BAD_VALUE);
    }
    return Instant.ofEpochSecond(seconds);
  }

  private static Duration readHeld(WireReader reader) throws Malformed {
    long millis = reader.u64();
    if (millis > MAX_HELD.toMillis()) {
      throw new Malformed(Reason.BAD_VALUE);
    }
    return Duration.ofMillis(millis);
  }
}
