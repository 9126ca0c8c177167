package org.phantomnet.desktop.capture.child;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** One request of the X protocol, little endian; its length is filled in at the end. */
final class XRequest {
  private final ByteBuffer bytes;

  /**
   * @param data the second byte: an extension's minor code, or what the request says
   */
  XRequest(int opcode, int data) {
    this(opcode, data, 256);
  }

  XRequest(int opcode, int data, int most) {
    bytes = ByteBuffer.allocate(most).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put((byte) opcode).put((byte) data).putShort((short) 0);
  }

  XRequest u16(int value) {
    bytes.putShort((short) value);
    return this;
  }

  XRequest u32(int value) {
    bytes.putInt(value);
    return this;
  }

  /** Filled up to a multiple of four. */
  XRequest raw(byte[] value) {
    bytes.put(value);
    bytes.position((bytes.position() + 3) & ~3);
    return this;
  }

  ByteBuffer done() {
    bytes.putShort(2, (short) (bytes.position() / 4));
    return bytes.flip();
  }
}
