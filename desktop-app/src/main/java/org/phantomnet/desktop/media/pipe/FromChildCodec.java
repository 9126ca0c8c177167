package org.phantomnet.desktop.media.pipe;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.phantomnet.engine.port.MediaSession;
import org.phantomnet.engine.port.RelayTunnel;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.signal.ConnectionParameters;

/** Frames of {@link FromChild}; the layouts are in spec/11-media-engine.md. */
public final class FromChildCodec {
  private static final int READY = 0x41;
  private static final int GATHERED = 0x42;
  private static final int PACKET = 0x43;
  private static final int AUDIO = 0x44;
  private static final int CONNECTED = 0x45;
  private static final int INTERRUPTED = 0x46;
  private static final int STATS = 0x47;
  private static final int FAILED = 0x48;
  private static final int CLOSED = 0x49;
  private static final int OWN_CANDIDATES = 0x4a;
  private static final int FRAME = 0x4b;
  private static final int VIDEO_FIGURES = 0x4c;

  private static final int MAX_ICE_TEXT = 64;
  private static final FromChild.PathType[] PATH_TYPES = FromChild.PathType.values();
  private static final MediaSession.FailureReason[] REASONS = MediaSession.FailureReason.values();

  private final FrameReader frames;

  /** Decodes what arrives on {@code in}; for one thread. */
  public FromChildCodec(InputStream in) {
    frames = new FrameReader(in);
  }

  public static byte[] encode(FromChild message) {
    if (message instanceof FromChild.Packet packet) {
      return new FrameBuilder(PACKET).u16(packet.port()).bytes(packet.packet()).build();
    } else if (message instanceof FromChild.Audio audio) {
      return new FrameBuilder(AUDIO).bytes(audio.block()).build();
    } else if (message instanceof FromChild.Ready) {
      return new FrameBuilder(READY).build();
    } else if (message instanceof FromChild.Gathered gathered) {
      FrameBuilder frame =
          new FrameBuilder(GATHERED).text(gathered.iceUfrag()).text(gathered.icePwd());
      Candidates.write(frame, gathered.candidates());
      return frame.build();
    } else if (message instanceof FromChild.OwnCandidates own) {
      FrameBuilder frame = new FrameBuilder(OWN_CANDIDATES);
      Candidates.write(frame, own.candidates());
      return frame.build();
    } else if (message instanceof FromChild.Connected connected) {
      return new FrameBuilder(CONNECTED)
          .bytes(connected.fingerprint())
          .u8(connected.local().ordinal())
          .u8(connected.remote().ordinal())
          .u8(connected.udp() ? 1 : 0)
          .build();
    } else if (message instanceof FromChild.Interrupted) {
      return new FrameBuilder(INTERRUPTED).build();
    } else if (message instanceof FromChild.Closed) {
      return new FrameBuilder(CLOSED).build();
    } else if (message instanceof FromChild.Stats stats) {
      return encode(stats.stats());
    } else if (message instanceof FromChild.Frame picture) {
      return new FrameBuilder(FRAME).u8(picture.slot()).build();
    } else if (message instanceof FromChild.VideoFigures figures) {
      return new FrameBuilder(VIDEO_FIGURES)
          .u16(figures.lost())
          .u63(figures.roundTrip().toNanos())
          .build();
    } else if (message instanceof FromChild.Failed failed) {
      return new FrameBuilder(FAILED).u8(failed.reason().ordinal()).build();
    }
    throw new IllegalStateException("message type");
  }

  private static byte[] encode(MediaSession.Stats stats) {
    return new FrameBuilder(STATS)
        .u63(stats.packetsReceived())
        .u63(stats.packetsLost())
        .u63(stats.jitter().toNanos())
        .u63(stats.roundTrip().toNanos())
        .u63(stats.concealedSamples())
        .build();
  }

  /** Blocks for the next message; {@link java.io.EOFException} when the child is gone. */
  public FromChild next() throws IOException, ProtocolException {
    FrameReader.Frame frame = frames.next();
    PayloadReader payload = frame.payload();
    FromChild message =
        switch (frame.type()) {
          case READY -> new FromChild.Ready();
          case GATHERED -> gathered(payload);
          case PACKET -> packet(payload);
          case AUDIO -> new FromChild.Audio(payload.bytes(AudioBlock.LENGTH));
          case CONNECTED -> connected(payload);
          case INTERRUPTED -> new FromChild.Interrupted();
          case STATS -> stats(payload);
          case CLOSED -> new FromChild.Closed();
          case FRAME -> new FromChild.Frame(payload.choice(FrameRing.SLOTS));
          case VIDEO_FIGURES -> videoFigures(payload);
          case OWN_CANDIDATES -> new FromChild.OwnCandidates(Candidates.readBatch(payload));
          case FAILED -> new FromChild.Failed(REASONS[payload.choice(REASONS.length)]);
          default -> throw new Malformed(Malformed.Reason.BAD_VALUE);
        };
    payload.end();
    return message;
  }

  private static FromChild gathered(PayloadReader payload) throws ProtocolException {
    String ufrag = payload.text(MAX_ICE_TEXT);
    String pwd = payload.text(MAX_ICE_TEXT);
    return new FromChild.Gathered(ufrag, pwd, Candidates.read(payload));
  }

  private static FromChild packet(PayloadReader payload) throws ProtocolException {
    int port = payload.u16();
    Bytes packet = payload.rest();
    if (packet.isEmpty() || packet.length() > RelayTunnel.MAX_PACKET) {
      throw new Malformed(Malformed.Reason.BAD_LENGTH);
    }
    return new FromChild.Packet(port, packet);
  }

  private static FromChild connected(PayloadReader payload) throws ProtocolException {
    Bytes fingerprint = payload.bytes(ConnectionParameters.FINGERPRINT_LENGTH);
    FromChild.PathType local = PATH_TYPES[payload.choice(PATH_TYPES.length)];
    FromChild.PathType remote = PATH_TYPES[payload.choice(PATH_TYPES.length)];
    return new FromChild.Connected(fingerprint, local, remote, payload.flag());
  }

  private static FromChild videoFigures(PayloadReader payload) throws ProtocolException {
    int lost = payload.u16();
    if (lost > FromChild.VideoFigures.ALL) {
      throw new Malformed(Malformed.Reason.BAD_VALUE);
    }
    return new FromChild.VideoFigures(lost, Duration.ofNanos(payload.u63()));
  }

  private static FromChild stats(PayloadReader payload) throws ProtocolException {
    long received = payload.u63();
    long lost = payload.u63();
    Duration jitter = Duration.ofNanos(payload.u63());
    Duration roundTrip = Duration.ofNanos(payload.u63());
    return new FromChild.Stats(
        new MediaSession.Stats(received, lost, jitter, roundTrip, payload.u63()));
  }
}
