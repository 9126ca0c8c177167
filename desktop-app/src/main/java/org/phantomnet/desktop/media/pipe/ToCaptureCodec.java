package org.phantomnet.desktop.media.pipe;

import java.io.IOException;
import java.io.InputStream;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.ProtocolException.Malformed;

/** Frames of {@link ToCapture}; the layouts are in spec/11-media-engine.md. */
public final class ToCaptureCodec {
  static final int MAX_DIRECTORY = 512;

  private static final int LIST = 0x21;
  private static final int OPEN = 0x22;
  private static final CaptureSource.Kind[] KINDS = CaptureSource.Kind.values();

  private final FrameReader frames;

  /** Decodes what arrives on {@code in}; for one thread. */
  public ToCaptureCodec(InputStream in) {
    frames = new FrameReader(in);
  }

  public static byte[] encode(ToCapture message) {
    if (message instanceof ToCapture.List list) {
      return new FrameBuilder(LIST).u8(list.kind().ordinal()).build();
    } else if (message instanceof ToCapture.Open open) {
      return new FrameBuilder(OPEN)
          .u8(open.kind().ordinal())
          .text(open.id())
          .text(open.directory())
          .build();
    }
    throw new IllegalStateException("message type");
  }

  /** Blocks for the next message; {@link java.io.EOFException} when the client is gone. */
  public ToCapture next() throws IOException, ProtocolException {
    FrameReader.Frame frame = frames.next();
    PayloadReader payload = frame.payload();
    ToCapture message =
        switch (frame.type()) {
          case LIST -> new ToCapture.List(KINDS[payload.choice(KINDS.length)]);
          case OPEN ->
              new ToCapture.Open(
                  KINDS[payload.choice(KINDS.length)],
                  payload.text(CaptureSource.MAX_ID),
                  payload.text(MAX_DIRECTORY));
          default -> throw new Malformed(Malformed.Reason.BAD_VALUE);
        };
    payload.end();
    return message;
  }
}
