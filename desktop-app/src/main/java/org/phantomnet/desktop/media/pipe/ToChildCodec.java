package org.phantomnet.desktop.media.pipe;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.phantomnet.engine.port.MediaEndpoint;
import org.phantomnet.engine.port.RelayTunnel;
import org.phantomnet.engine.quality.VideoLadder;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.signal.Codec;
import org.phantomnet.protocol.signal.ConnectionParameters;

/** Frames of {@link ToChild}; the layouts are in spec/11-media-engine.md. */
public final class ToChildCodec {
  private static final int OPEN = 0x01;
  private static final int REMOTE = 0x02;
  private static final int PACKET = 0x03;
  private static final int OPEN_GATE = 0x04;
  private static final int AUDIO = 0x05;
  private static final int CLOSE = 0x06;
  private static final int REMOTE_CANDIDATES = 0x07;
  private static final int VIDEO = 0x08;
  private static final int FRAME = 0x09;
  private static final int STEP = 0x0a;
  private static final int SHOW = 0x0b;
  private static final int HUSH = 0x0c;
  private static final int CONTENT = 0x0d;

  private static final int MAX_PEM = 1_500;
  private static final int MAX_CREDENTIAL = 512;
  private static final int MAX_ICE_TEXT = 64;
  private static final Codec[] CODECS = Codec.values();
  private static final AudioShape.Rate[] RATES = AudioShape.Rate.values();

  private final FrameReader frames;

  /** Decodes what arrives on {@code in}; for one thread. */
  public ToChildCodec(InputStream in) {
    frames = new FrameReader(in);
  }

  /** One frame. That of an {@link ToChild.Open} holds its secrets: wipe it once it is written. */
  public static byte[] encode(ToChild message) {
    if (message instanceof ToChild.Open open) {
      return encode(open);
    } else if (message instanceof ToChild.Remote remote) {
      return encode(remote);
    } else if (message instanceof ToChild.RemoteCandidates remote) {
      FrameBuilder frame = new FrameBuilder(REMOTE_CANDIDATES);
      Candidates.write(frame, remote.candidates());
      return frame.build();
    } else if (message instanceof ToChild.Packet packet) {
      return new FrameBuilder(PACKET).u16(packet.port()).bytes(packet.packet()).build();
    } else if (message instanceof ToChild.Audio audio) {
      return new FrameBuilder(AUDIO).bytes(audio.block()).build();
    } else if (message instanceof ToChild.OpenGate) {
      return new FrameBuilder(OPEN_GATE).build();
    } else if (message instanceof ToChild.Video video) {
      return encode(video);
    } else if (message instanceof ToChild.Frame picture) {
      return new FrameBuilder(FRAME).u8(picture.slot()).build();
    } else if (message instanceof ToChild.Content content) {
      return new FrameBuilder(CONTENT).u8(content.text() ? 1 : 0).build();
    } else if (message instanceof ToChild.Step step) {
      return new FrameBuilder(STEP).u8(step.step()).build();
    } else if (message instanceof ToChild.Show show) {
      return new FrameBuilder(SHOW).u8(show.shown() ? 1 : 0).build();
    } else if (message instanceof ToChild.Hush) {
      return new FrameBuilder(HUSH).build();
    } else if (message instanceof ToChild.Close) {
      return new FrameBuilder(CLOSE).build();
    }
    throw new IllegalStateException("message type");
  }

  private static byte[] encode(ToChild.Open open) {
    FrameBuilder frame =
        new FrameBuilder(OPEN)
            .u8(open.offerer() ? 1 : 0)
            .u8(open.shape().packetMillis())
            .u31(open.shape().bitrate())
            .u8(open.shape().rate().ordinal())
            .u8(open.stun().isPresent() ? 1 : 0);
    open.stun().ifPresent(s -> frame.u8(s.address().length()).bytes(s.address()).u16(s.port()));
    return frame
        .text(open.certificatePem())
        .ascii(open.privateKeyPem())
        .text(open.user())
        .text(open.password())
        .build();
  }

  private static byte[] encode(ToChild.Remote remote) {
    ConnectionParameters parameters = remote.parameters();
    FrameBuilder frame =
        new FrameBuilder(REMOTE)
            .text(parameters.iceUfrag())
            .text(parameters.icePwd())
            .bytes(parameters.dtlsFingerprint());
    write(frame, parameters.codecs());
    frame.u31(parameters.maxAudioBitrate()).u31(parameters.maxVideoBitrate());
    Candidates.write(frame, remote.candidates());
    return frame.build();
  }

  private static byte[] encode(ToChild.Video video) {
    FrameBuilder frame = new FrameBuilder(VIDEO);
    write(frame, video.codecs());
    return frame.text(video.directory()).build();
  }

  private static void write(FrameBuilder frame, List<Codec> codecs) {
    frame.u8(codecs.size());
    for (Codec codec : codecs) {
      frame.u8(codec.ordinal());
    }
  }

  /** Blocks for the next message; {@link java.io.EOFException} when the client is gone. */
  public ToChild next() throws IOException, ProtocolException {
    FrameReader.Frame frame = frames.next();
    PayloadReader payload = frame.payload();
    ToChild message =
        switch (frame.type()) {
          case OPEN -> open(payload);
          case REMOTE -> remote(payload);
          case PACKET -> packet(payload);
          case OPEN_GATE -> new ToChild.OpenGate();
          case AUDIO -> new ToChild.Audio(payload.bytes(AudioBlock.LENGTH));
          case CLOSE -> new ToChild.Close();
          case VIDEO -> video(payload);
          case FRAME -> new ToChild.Frame(payload.choice(FrameRing.SLOTS));
          case CONTENT -> new ToChild.Content(payload.flag());
          case STEP -> new ToChild.Step(payload.choice(VideoLadder.STEPS));
          case HUSH -> new ToChild.Hush();
          case SHOW -> new ToChild.Show(payload.flag());
          case REMOTE_CANDIDATES -> new ToChild.RemoteCandidates(Candidates.readBatch(payload));
          default -> throw new Malformed(Malformed.Reason.BAD_VALUE);
        };
    payload.end();
    return message;
  }

  private static ToChild open(PayloadReader payload) throws ProtocolException {
    boolean offerer = payload.flag();
    int packetMillis = payload.u8();
    int bitrate = payload.u31();
    AudioShape.Rate rate = RATES[payload.choice(RATES.length)];
    Optional<MediaEndpoint.StunServer> stun =
        payload.flag() ? Optional.of(stunServer(payload)) : Optional.empty();
    String certificate = payload.text(MAX_PEM);
    byte[] key = payload.ascii(MAX_PEM);
    String user = payload.text(MAX_CREDENTIAL);
    String password = payload.text(MAX_CREDENTIAL);
    payload.wipe();
    try {
      return new ToChild.Open(
          offerer,
          new AudioShape(packetMillis, bitrate, rate),
          stun,
          certificate,
          key,
          user,
          password);
    } catch (IllegalArgumentException e) {
      throw new Malformed(Malformed.Reason.BAD_VALUE);
    }
  }

  private static MediaEndpoint.StunServer stunServer(PayloadReader payload)
      throws ProtocolException {
    int length = payload.u8();
    Bytes address = payload.bytes(length);
    int port = payload.u16();
    if ((length != 4 && length != 16) || port == 0) {
      throw new Malformed(Malformed.Reason.BAD_VALUE);
    }
    return new MediaEndpoint.StunServer(address, port);
  }

  private static ToChild remote(PayloadReader payload) throws ProtocolException {
    String ufrag = payload.text(MAX_ICE_TEXT);
    String pwd = payload.text(MAX_ICE_TEXT);
    Bytes fingerprint = payload.bytes(ConnectionParameters.FINGERPRINT_LENGTH);
    List<Codec> codecs = codecs(payload);
    int audio = payload.u31();
    int video = payload.u31();
    try {
      ConnectionParameters parameters =
          new ConnectionParameters(ufrag, pwd, fingerprint, codecs, audio, video);
      return new ToChild.Remote(parameters, Candidates.read(payload));
    } catch (IllegalArgumentException e) {
      throw new Malformed(Malformed.Reason.BAD_VALUE);
    }
  }

  private static List<Codec> codecs(PayloadReader payload) throws ProtocolException {
    int count = payload.choice(CODECS.length + 1);
    List<Codec> codecs = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      codecs.add(CODECS[payload.choice(CODECS.length)]);
    }
    return codecs;
  }

  private static ToChild video(PayloadReader payload) throws ProtocolException {
    List<Codec> codecs = codecs(payload);
    String directory = payload.text(ToChild.Video.MAX_DIRECTORY);
    try {
      return new ToChild.Video(codecs, directory);
    } catch (IllegalArgumentException e) {
      throw new Malformed(Malformed.Reason.BAD_VALUE);
    }
  }

  private static ToChild packet(PayloadReader payload) throws ProtocolException {
    int port = payload.u16();
    Bytes packet = payload.rest();
    if (packet.length() > RelayTunnel.MAX_PACKET) {
      throw new Malformed(Malformed.Reason.TOO_LONG);
    }
    return new ToChild.Packet(port, packet);
  }
}
