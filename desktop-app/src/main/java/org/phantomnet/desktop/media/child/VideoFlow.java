package org.phantomnet.desktop.media.child;

import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.RTCRtpEncodingParameters;
import dev.onvoid.webrtc.RTCRtpSendParameters;
import dev.onvoid.webrtc.RTCRtpSender;
import dev.onvoid.webrtc.media.video.CustomVideoSource;
import dev.onvoid.webrtc.media.video.I420Buffer;
import dev.onvoid.webrtc.media.video.NativeI420Buffer;
import dev.onvoid.webrtc.media.video.VideoFrame;
import dev.onvoid.webrtc.media.video.VideoTrack;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.phantomnet.desktop.media.pipe.FrameRing;
import org.phantomnet.desktop.media.pipe.FromChild;
import org.phantomnet.desktop.media.pipe.Picture;
import org.phantomnet.desktop.media.pipe.ToChild;
import org.phantomnet.engine.quality.VideoLadder;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.signal.Codec;

/**
 * Pictures between the rings in shared memory and libwebrtc: from one ring to the encoder, from the
 * decoder to the other. Control thread, but for {@link #decoded}. Lives as long as the process;
 * nothing is disposed.
 */
final class VideoFlow {
  /** The ring of pictures to send. */
  static final String TO_CHILD = "to";

  /** The ring of pictures that were decoded. */
  static final String FROM_CHILD = "from";

  private final ToClient client;
  private final List<Codec> codecs;
  private final FrameRing toSend;
  private final FrameRing heard;
  private final CustomVideoSource source = new CustomVideoSource();
  private final VideoTrack track;
  private Optional<RTCRtpSender> sender = Optional.empty();
  private int step = VideoLadder.FIRST;
  private int shortSide;
  private boolean open;
  private boolean shown = true;
  private boolean text;

  VideoFlow(ToClient client, PeerConnectionFactory factory, ToChild.Video video)
      throws IOException {
    this.client = client;
    codecs = video.codecs();
    toSend = FrameRing.open(Path.of(video.directory(), TO_CHILD));
    heard = FrameRing.open(Path.of(video.directory(), FROM_CHILD));
    track = factory.createVideoTrack(SdpTemplate.VIDEO_TRACK, source);
  }

  List<Codec> codecs() {
    return codecs;
  }

  VideoTrack track() {
    return track;
  }

  /** From now on pictures reach the encoder, through that sender. */
  void open(RTCRtpSender opened) {
    open = true;
    sender = Optional.of(opened);
    apply();
  }

  /** Whether pictures reach the encoder; they can only while the section sends. */
  void show(boolean now) {
    shown = now;
    apply();
  }

  /** How much to send from now on. */
  void step(int next) {
    step = next;
    apply();
  }

  /** What the pictures are from now on: of a screen, or not. */
  void content(boolean now) {
    text = now;
    apply();
  }

  /** Whether pictures are sent now. */
  boolean sends() {
    return open && shown && step > 0;
  }

  /** The picture in that place goes to the encoder, if there is one and the gate is open. */
  void send(int slot) throws IOException, Malformed {
    if (!sends()) {
      return;
    }
    Optional<Picture> picture = toSend.read(slot);
    if (picture.isPresent()) {
      fit(Math.min(picture.get().width(), picture.get().height()));
      push(picture.get());
    }
  }

  private void push(Picture picture) {
    NativeI420Buffer buffer = NativeI420Buffer.allocate(picture.width(), picture.height());
    ByteBuffer from = picture.i420();
    int width = picture.width();
    int height = picture.height();
    spread(from, buffer.getDataY(), buffer.getStrideY(), width, height);
    spread(from, buffer.getDataU(), buffer.getStrideU(), width / 2, height / 2);
    spread(from, buffer.getDataV(), buffer.getStrideV(), width / 2, height / 2);
    VideoFrame frame = new VideoFrame(buffer, System.nanoTime());
    source.pushFrame(frame);
    frame.release();
  }

  /** Rows without padding into rows of that stride. */
  private static void spread(ByteBuffer from, ByteBuffer to, int stride, int width, int height) {
    for (int row = 0; row < height; row++) {
      to.put(row * stride, from, from.position(), width);
      from.position(from.position() + width);
    }
  }

  private void fit(int side) {
    if (side != shortSide) {
      shortSide = side;
      apply();
    }
  }

  /** One fixed rate a step: least and most are the same. */
  private void apply() {
    if (sender.isEmpty()) {
      return;
    }
    VideoLadder.Step now = VideoLadder.of(step, text);
    RTCRtpSendParameters parameters = sender.get().getParameters();
    for (RTCRtpEncodingParameters encoding : parameters.encodings) {
      encoding.active = shown && step > 0;
      if (step > 0) {
        encoding.minBitrate = now.bitrate();
        encoding.maxBitrate = now.bitrate();
        encoding.maxFramerate = (double) now.framesPerSecond();
        encoding.scaleResolutionDownBy = Math.max(1.0, (double) shortSide / now.height());
      }
    }
    sender.get().setParameters(parameters);
  }

  /** A picture of the other side. On the decoder's thread; a picture that is too large is none. */
  void decoded(VideoFrame frame) throws IOException {
    I420Buffer buffer = frame.buffer.toI420();
    try {
      int width = buffer.getWidth() & ~1;
      int height = buffer.getHeight() & ~1;
      if (Picture.isSize(width, height)) {
        ByteBuffer pixels = ByteBuffer.allocate(Picture.length(width, height));
        gather(buffer.getDataY(), buffer.getStrideY(), pixels, width, height);
        gather(buffer.getDataU(), buffer.getStrideU(), pixels, width / 2, height / 2);
        gather(buffer.getDataV(), buffer.getStrideV(), pixels, width / 2, height / 2);
        pixels.flip();
        int slot = heard.write(new Picture(width, height, frame.timestampNs, pixels));
        client.send(new FromChild.Frame(slot));
      }
    } finally {
      buffer.release();
    }
  }

  private static void gather(ByteBuffer from, int stride, ByteBuffer to, int width, int height) {
    for (int row = 0; row < height; row++) {
      to.put(to.position(), from, row * stride, width);
      to.position(to.position() + width);
    }
  }
}
