package org.phantomnet.desktop.media.pipe;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.phantomnet.protocol.bytes.Bytes;

/** Builds one frame; the counterpart of {@link FrameReader} and {@link PayloadReader}. */
final class FrameBuilder {
  private static final int HEADER = 3;

  private final ByteBuffer buffer = ByteBuffer.allocate(HEADER + FrameReader.MAX_PAYLOAD);

  FrameBuilder(int type) {
    buffer.put((byte) type).putShort((short) 0);
  }

  FrameBuilder u8(int value) {
    buffer.put((byte) value);
    return this;
  }

  FrameBuilder u16(int value) {
    buffer.putShort((short) value);
    return this;
  }

  FrameBuilder u31(int value) {
    buffer.putInt(value);
    return this;
  }

  FrameBuilder u63(long value) {
    buffer.putLong(value);
    return this;
  }

  FrameBuilder bytes(Bytes value) {
    buffer.put(value.toByteArray());
    return this;
  }

  FrameBuilder ascii(byte[] text) {
    buffer.putShort((short) text.length).put(text);
    return this;
  }

  FrameBuilder text(String text) {
    return ascii(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** The frame; the builder's own copy is wiped. */
  byte[] build() {
    buffer.putShort(1, (short) (buffer.position() - HEADER));
    byte[] frame = Arrays.copyOf(buffer.array(), buffer.position());
    Arrays.fill(buffer.array(), (byte) 0);
    return frame;
  }
}
