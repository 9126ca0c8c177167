package org.phantomnet.desktop.media.pipe;

import java.io.IOException;
import java.io.InputStream;
import org.phantomnet.engine.blackout.BlackoutMode;
import org.phantomnet.engine.blackout.CameraChoice;
import org.phantomnet.engine.blackout.Outline;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.ProtocolException.Malformed;

/** Frames of {@link ToCapture}; the layouts are in spec/11-media-engine.md. */
public final class ToCaptureCodec {
  static final int MAX_DIRECTORY = 512;

  private static final int LIST = 0x21;
  private static final int OPEN = 0x22;
  private static final int MAKE_READY = 0x23;
  private static final int OPEN_CAMERA = 0x24;
  private static final int CHOOSE = 0x25;
  private static final CaptureSource.Kind[] KINDS = CaptureSource.Kind.values();
  private static final CameraPace[] PACES = CameraPace.values();
  private static final BlackoutMode[] MODES = BlackoutMode.values();
  private static final Outline[] OUTLINES = Outline.values();

  /** In a mode's place: the person chose no blackout. */
  private static final int UNMASKED = MODES.length;

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
    } else if (message instanceof ToCapture.MakeReady) {
      return new FrameBuilder(MAKE_READY).build();
    } else if (message instanceof ToCapture.OpenCamera open) {
      return new FrameBuilder(OPEN_CAMERA)
          .u8(open.kind().ordinal())
          .text(open.id())
          .text(open.directory())
          .u8(open.pace().ordinal())
          .build();
    } else if (message instanceof ToCapture.Choose choose) {
      return choice(new FrameBuilder(CHOOSE).u31(choose.number()), choose.choice()).build();
    }
    throw new IllegalStateException("message type");
  }

  private static FrameBuilder choice(FrameBuilder to, CameraChoice choice) {
    return choice instanceof CameraChoice.Hidden hidden
        ? to.u8(hidden.mode().ordinal()).u8(hidden.outline().ordinal())
        : to.u8(UNMASKED).u8(0);
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
                  kind(payload, false),
                  payload.text(CaptureSource.MAX_ID),
                  payload.text(MAX_DIRECTORY));
          case MAKE_READY -> new ToCapture.MakeReady();
          case OPEN_CAMERA ->
              new ToCapture.OpenCamera(
                  kind(payload, true),
                  payload.text(CaptureSource.MAX_ID),
                  payload.text(MAX_DIRECTORY),
                  PACES[payload.choice(PACES.length)]);
          case CHOOSE -> new ToCapture.Choose(payload.u31(), choice(payload));
          default -> throw new Malformed(Malformed.Reason.BAD_VALUE);
        };
    payload.end();
    return message;
  }

  private static CaptureSource.Kind kind(PayloadReader payload, boolean camera)
      throws ProtocolException {
    CaptureSource.Kind kind = KINDS[payload.choice(KINDS.length)];
    if (kind.isCamera() != camera) {
      throw new Malformed(Malformed.Reason.BAD_VALUE);
    }
    return kind;
  }

  private static CameraChoice choice(PayloadReader payload) throws ProtocolException {
    int mode = payload.choice(UNMASKED + 1);
    if (mode < UNMASKED) {
      return new CameraChoice.Hidden(MODES[mode], OUTLINES[payload.choice(OUTLINES.length)]);
    }
    payload.choice(1);
    return new CameraChoice.PersonShownUnmasked();
  }
}
