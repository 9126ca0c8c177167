package org.phantomnet.desktop.media.pipe;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.rule.Rule;

/**
 * Splits a pipe into frames: type (u8), payload length (u16, big endian), payload. For one thread.
 */
final class FrameReader {
  /** Largest payload, in bytes. */
  @Rule("ENG-1")
  static final int MAX_PAYLOAD = 4_096;

  private final DataInputStream in;

  FrameReader(InputStream in) {
    this.in = new DataInputStream(in);
  }

  /**
   * The next frame, blocking; {@link EOFException} when the other side is gone, also in the middle
   * of a frame.
   */
  Frame next() throws IOException, ProtocolException {
    int type = in.readUnsignedByte();
    int length = in.readUnsignedShort();
    if (length > MAX_PAYLOAD) {
      throw new Malformed(Malformed.Reason.TOO_LONG);
    }
    byte[] payload = new byte[length];
    in.readFully(payload);
    return new Frame(type, new PayloadReader(payload));
  }

  /** One frame, its payload not yet looked at. */
  record Frame(int type, PayloadReader payload) {}
}
