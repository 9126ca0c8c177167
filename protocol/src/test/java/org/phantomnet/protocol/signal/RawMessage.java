package org.phantomnet.protocol.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.ProtocolException.Unsupported;
import org.phantomnet.protocol.bytes.Bytes;

/** Writes protobuf by hand, so that tests can write what an encoder never would, and read. */
final class RawMessage {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  static RawMessage raw() {
    return new RawMessage();
  }

  /** Version, minimal version and call id. */
  static RawMessage core() {
    return raw().number(1, 1).number(2, 1).bytes(3, SampleMessages.CALL.value());
  }

  RawMessage number(int field, long value) {
    return varint((long) field << 3).varint(value);
  }

  RawMessage bytes(int field, Bytes value) {
    varint((long) field << 3 | 2).varint(value.length());
    out.writeBytes(value.toByteArray());
    return this;
  }

  RawMessage octets(int... octets) {
    for (int octet : octets) {
      out.write(octet);
    }
    return this;
  }

  RawMessage append(Bytes bytes) {
    out.writeBytes(bytes.toByteArray());
    return this;
  }

  private RawMessage varint(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) (rest & 0x7f | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
    return this;
  }

  Bytes build() {
    return Bytes.copyOf(out.toByteArray());
  }

  static Bytes text(String text) {
    return Bytes.copyOf(text.getBytes(StandardCharsets.US_ASCII));
  }

  static void assertMalformed(Malformed.Reason reason, MessageType type, Bytes core) {
    Malformed refused = assertThrows(Malformed.class, () -> SignalCodec.decodeCore(type, core));
    assertEquals(reason, refused.reason());
  }

  static void assertUnsupported(Unsupported.Reason reason, MessageType type, Bytes core) {
    Unsupported refused = assertThrows(Unsupported.class, () -> SignalCodec.decodeCore(type, core));
    assertEquals(reason, refused.reason());
  }

  /** The core without its top-level field {@code number}. */
  static Bytes without(Bytes core, int number) {
    byte[] data = core.toByteArray();
    RawMessage out = RawMessage.raw();
    int at = 0;
    while (at < data.length) {
      int start = at;
      int[] cursor = {at};
      long tag = varint(data, cursor);
      if ((tag & 7) == 0) {
        varint(data, cursor);
      } else {
        int length = (int) varint(data, cursor);
        cursor[0] += length;
      }
      at = cursor[0];
      if (tag >>> 3 != number) {
        out.append(Bytes.copyOf(data, start, at - start));
      }
    }
    return out.build();
  }

  /** The core with its top-level field {@code number} replaced, or put in its place. */
  static Bytes with(Bytes core, int number, RawMessage field) {
    byte[] rest = without(core, number).toByteArray();
    int[] cursor = {0};
    int place = 0;
    while (cursor[0] < rest.length) {
      long tag = varint(rest, cursor);
      if (tag >>> 3 > number) {
        break;
      }
      long skip = varint(rest, cursor);
      cursor[0] += (tag & 7) == 0 ? 0 : (int) skip;
      place = cursor[0];
    }
    return RawMessage.raw()
        .append(Bytes.copyOf(rest, 0, place))
        .append(field.build())
        .append(Bytes.copyOf(rest, place, rest.length - place))
        .build();
  }

  private static long varint(byte[] data, int[] cursor) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = data[cursor[0]++];
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }
}
