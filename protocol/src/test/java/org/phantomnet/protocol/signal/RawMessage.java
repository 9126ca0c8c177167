package org.phantomnet.protocol.signal;

import java.io.ByteArrayOutputStream;
import org.phantomnet.protocol.bytes.Bytes;

/** Writes protobuf by hand, so that tests can write what an encoder never would. */
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
}
