package org.phantomnet.desktop.media.pipe;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.phantomnet.engine.blackout.BlackoutState;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.bytes.Bytes;

/** Frames of {@link FromCapture}; the layouts are in spec/11-media-engine.md. */
public final class FromCaptureCodec {
  private static final int SOURCE = 0x61;
  private static final int LISTED = 0x62;
  private static final int OPENED = 0x63;
  private static final int FRAME = 0x64;
  private static final int SAME = 0x65;
  private static final int FAILED = 0x66;
  private static final int LET_OUT = 0x67;
  private static final int TOO_SLOW = 0x68;
  private static final CaptureSource.Kind[] KINDS = CaptureSource.Kind.values();
  private static final BlackoutState[] STATES = BlackoutState.values();
  private static final CaptureFault[] FAULTS = CaptureFault.values();

  private final FrameReader frames;

  /** Decodes what arrives on {@code in}; for one thread. */
  public FromCaptureCodec(InputStream in) {
    frames = new FrameReader(in);
  }

  public static byte[] encode(FromCapture message) {
    if (message instanceof FromCapture.Source source) {
      return new FrameBuilder(SOURCE)
          .u8(source.source().kind().ordinal())
          .text(source.source().id())
          .bytes(Bytes.copyOf(source.source().name().getBytes(StandardCharsets.UTF_8)))
          .build();
    } else if (message instanceof FromCapture.Listed) {
      return new FrameBuilder(LISTED).build();
    } else if (message instanceof FromCapture.Opened) {
      return new FrameBuilder(OPENED).build();
    } else if (message instanceof FromCapture.Frame picture) {
      return new FrameBuilder(FRAME).u8(picture.slot()).build();
    } else if (message instanceof FromCapture.LetOut letOut) {
      return new FrameBuilder(LET_OUT)
          .u8(letOut.slot())
          .u31(letOut.choice())
          .u8(letOut.state().ordinal())
          .u31(letOut.took())
          .build();
    } else if (message instanceof FromCapture.TooSlow tooSlow) {
      return new FrameBuilder(TOO_SLOW).u31(tooSlow.choice()).build();
    } else if (message instanceof FromCapture.Same) {
      return new FrameBuilder(SAME).build();
    } else if (message instanceof FromCapture.Failed failed) {
      return new FrameBuilder(FAILED).u8(failed.fault().ordinal()).build();
    }
    throw new IllegalStateException("message type");
  }

  /** Blocks for the next message; {@link java.io.EOFException} when the child is gone. */
  public FromCapture next() throws IOException, ProtocolException {
    FrameReader.Frame frame = frames.next();
    PayloadReader payload = frame.payload();
    FromCapture message =
        switch (frame.type()) {
          case SOURCE -> source(payload);
          case LISTED -> new FromCapture.Listed();
          case OPENED -> new FromCapture.Opened();
          case FRAME -> new FromCapture.Frame(payload.choice(FrameRing.SLOTS));
          case LET_OUT ->
              new FromCapture.LetOut(
                  payload.choice(FrameRing.SLOTS),
                  payload.u31(),
                  STATES[payload.choice(STATES.length)],
                  payload.u31());
          case TOO_SLOW -> new FromCapture.TooSlow(payload.u31());
          case SAME -> new FromCapture.Same();
          case FAILED -> new FromCapture.Failed(FAULTS[payload.choice(FAULTS.length)]);
          default -> throw new Malformed(Malformed.Reason.BAD_VALUE);
        };
    payload.end();
    return message;
  }

  private static FromCapture source(PayloadReader payload) throws ProtocolException {
    CaptureSource.Kind kind = KINDS[payload.choice(KINDS.length)];
    String id = payload.text(CaptureSource.MAX_ID);
    String name = utf8(payload.rest());
    if (id.isEmpty() || name.length() > CaptureSource.MAX_NAME) {
      throw new Malformed(Malformed.Reason.BAD_LENGTH);
    }
    return new FromCapture.Source(new CaptureSource(kind, id, name));
  }

  private static String utf8(Bytes bytes) throws Malformed {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.toByteArray()))
          .toString();
    } catch (CharacterCodingException e) {
      throw new Malformed(Malformed.Reason.BAD_ENCODING);
    }
  }
}
