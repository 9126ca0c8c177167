package org.phantomnet.desktop.media.pipe;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Rule;

/** Strict reading of one payload, big endian: every field bounded, nothing left over. */
final class PayloadReader {
  private final ByteBuffer buffer;

  PayloadReader(byte[] payload) {
    buffer = ByteBuffer.wrap(payload);
  }

  int u8() throws ProtocolException {
    require(1);
    return buffer.get() & 0xff;
  }

  int u16() throws ProtocolException {
    require(2);
    return buffer.getShort() & 0xffff;
  }

  /** Unsigned, at most {@code 2^31 - 1}. */
  int u31() throws ProtocolException {
    require(4);
    return (int) notNegative(buffer.getInt());
  }

  /** Unsigned, at most {@code 2^63 - 1}. */
  long u63() throws ProtocolException {
    require(8);
    return notNegative(buffer.getLong());
  }

  boolean flag() throws ProtocolException {
    return choice(2) == 1;
  }

  /** A number below {@code choices}. */
  int choice(int choices) throws ProtocolException {
    int value = u8();
    if (value >= choices) {
      throw new Malformed(Malformed.Reason.BAD_VALUE);
    }
    return value;
  }

  Bytes bytes(int length) throws ProtocolException {
    require(length);
    Bytes bytes = Bytes.copyOf(buffer.array(), buffer.position(), length);
    buffer.position(buffer.position() + length);
    return bytes;
  }

  /** Length (u16), then as many bytes of printable ASCII and line feeds. */
  byte[] ascii(int maxLength) throws ProtocolException {
    int length = u16();
    if (length > maxLength) {
      throw new Malformed(Malformed.Reason.TOO_LONG);
    }
    require(length);
    byte[] text = new byte[length];
    buffer.get(text);
    for (byte b : text) {
      if ((b < ' ' || b > '~') && b != '\n') {
        throw new Malformed(Malformed.Reason.BAD_ENCODING);
      }
    }
    return text;
  }

  String text(int maxLength) throws ProtocolException {
    return new String(ascii(maxLength), StandardCharsets.US_ASCII);
  }

  Bytes rest() throws ProtocolException {
    return bytes(buffer.remaining());
  }

  @Rule("ENG-2")
  void end() throws ProtocolException {
    if (buffer.hasRemaining()) {
      throw new Malformed(Malformed.Reason.TRAILING_BYTES);
    }
  }

  /** Overwrites the payload, for those that held a secret. */
  void wipe() {
    Arrays.fill(buffer.array(), (byte) 0);
  }

  private static long notNegative(long value) throws ProtocolException {
    if (value < 0) {
      throw new Malformed(Malformed.Reason.BAD_VALUE);
    }
    return value;
  }

  private void require(int length) throws ProtocolException {
    if (buffer.remaining() < length) {
      throw new Malformed(Malformed.Reason.TOO_SHORT);
    }
  }
}
