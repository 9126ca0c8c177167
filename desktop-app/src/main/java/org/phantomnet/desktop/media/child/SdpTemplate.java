package org.phantomnet.desktop.media.child;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.phantomnet.desktop.media.pipe.AudioShape;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.signal.Candidate;
import org.phantomnet.protocol.signal.CandidateType;
import org.phantomnet.protocol.signal.Codec;

/**
 * The one session description of this project: a section of sound, Opus only, at the rate of the
 * call's mode, and in calls with video one of pictures; no header extensions. Both sides'
 * descriptions, offered and answered, are this text with typed values filled in; no text of the
 * other side is ever in it. Immutable.
 */
final class SdpTemplate {
  /** RFC 8842 section 5: who starts DTLS. */
  enum Setup {
    ACTPASS,
    ACTIVE,
    PASSIVE
  }

  /** Whether media may flow. */
  enum Direction {
    INACTIVE,
    SENDRECV,
    SENDONLY,
    RECVONLY;

    boolean sends() {
      return this == SENDRECV || this == SENDONLY;
    }
  }

  static final String MID = "0";
  static final String STREAM = "s";
  static final String TRACK = "a";
  static final String VIDEO_MID = "1";
  static final String VIDEO_TRACK = "v";
  private static final String CNAME = "c";
  private static final String HEX = "0123456789ABCDEF";
  private static final long CALLERS_VIDEO = 2;
  private static final long CALLEES_VIDEO = 3;

  /** What libwebrtc says in its checks of the network that it was not told to enumerate. */
  private static final String NETWORK_COST = " network-cost 999";

  private final AudioShape shape;
  private final List<Codec> video;
  private final boolean videoFlows;
  private final boolean ownShown;

  /** With sound only. */
  SdpTemplate(AudioShape shape) {
    this(shape, List.of());
  }

  /**
   * @param video codecs of the video section, in order of preference; without any there is none
   */
  SdpTemplate(AudioShape shape, List<Codec> video) {
    this(shape, video, true, true);
  }

  private SdpTemplate(AudioShape shape, List<Codec> video, boolean videoFlows, boolean ownShown) {
    this.shape = shape;
    this.video = List.copyOf(video);
    this.videoFlows = videoFlows;
    this.ownShown = ownShown;
  }

  /**
   * For the rest of the connection: with one of its video codecs only, or with a video section that
   * stays shut because the other side has none.
   */
  SdpTemplate with(Optional<Codec> chosen) {
    return new SdpTemplate(shape, chosen.map(List::of).orElse(video), chosen.isPresent(), ownShown);
  }

  /**
   * From now on: without a video stream of ours there is none that a report of loss could have
   * repaired, which an encoder that is off would still do.
   */
  @Rule("WIRE-8")
  SdpTemplate showing(boolean own) {
    return new SdpTemplate(shape, video, videoFlows, own);
  }

  /** A description without a stream of its own: the other side's, or ours while inactive. */
  @Rule({"ENG-10", "ENG-11"})
  String describe(String ufrag, String pwd, Bytes fingerprint, Setup setup, Direction direction) {
    String transport = transport(ufrag, pwd, fingerprint, setup);
    return session()
        + audio(transport, direction)
        + (video.isEmpty() ? "" : video(transport, setup, theirs(direction)));
  }

  private Direction theirs(Direction direction) {
    return direction == Direction.SENDRECV && !ownShown ? Direction.SENDONLY : direction;
  }

  private String session() {
    return lines(
        "v=0",
        "o=- 1 1 IN IP4 127.0.0.1",
        "s=-",
        "t=0 0",
        "a=group:BUNDLE " + MID + (video.isEmpty() ? "" : " " + VIDEO_MID),
        "a=msid-semantic: WMS");
  }

  private static String transport(String ufrag, String pwd, Bytes fingerprint, Setup setup) {
    return lines(
        "c=IN IP4 0.0.0.0",
        "a=rtcp:9 IN IP4 0.0.0.0",
        "a=ice-ufrag:" + ufrag,
        "a=ice-pwd:" + pwd,
        "a=fingerprint:sha-256 " + hex(fingerprint),
        "a=setup:" + setup.name().toLowerCase(Locale.ROOT));
  }

  private String audio(String transport, Direction direction) {
    return lines("m=audio 9 UDP/TLS/RTP/SAVPF 111")
        + transport
        + lines(
            "a=mid:" + MID,
            "a=" + direction.name().toLowerCase(Locale.ROOT),
            "a=rtcp-mux",
            "a=rtpmap:111 opus/48000/2",
            "a=fmtp:111 " + opus(),
            "a=ptime:" + shape.packetMillis(),
            "a=maxptime:" + shape.packetMillis());
  }

  /** Losses are told and repaired; nothing is asked that a rate could follow from. */
  @Rule("ENG-100")
  private String video(String transport, Setup setup, Direction wanted) {
    Direction direction = videoFlows ? wanted : Direction.INACTIVE;
    StringBuilder numbers = new StringBuilder();
    StringBuilder codecs = new StringBuilder();
    for (Codec codec : video) {
      int number = number(codec);
      numbers.append(' ').append(number);
      codecs.append(lines("a=rtpmap:" + number + " " + codec.name() + "/90000"));
      for (String feedback : List.of("ccm fir", "nack", "nack pli")) {
        codecs.append(lines("a=rtcp-fb:" + number + " " + feedback));
      }
      codecs.append(format(codec).map(f -> lines("a=fmtp:" + number + " " + f)).orElse(""));
    }
    return lines("m=video 9 UDP/TLS/RTP/SAVPF" + numbers)
        + transport
        + lines(
            "a=mid:" + VIDEO_MID,
            "a=" + direction.name().toLowerCase(Locale.ROOT),
            "a=rtcp-mux",
            "a=rtcp-rsize")
        + codecs
        + (direction.sends() ? stream(VIDEO_TRACK, videoStream(setup)) : "");
  }

  /**
   * Known to both from the start: a stream that its receiver has to find out about may begin while
   * it does, and its first picture is lost for good.
   */
  private static long videoStream(Setup setup) {
    return setup == Setup.ACTPASS ? CALLERS_VIDEO : CALLEES_VIDEO;
  }

  /** Payload types, fixed so that both sides write the same. */
  private static int number(Codec codec) {
    return switch (codec) {
      case OPUS -> throw new IllegalArgumentException("video codec");
      case VP8 -> 96;
      case VP9 -> 98;
      case H264 -> 102;
      case AV1 -> 45;
    };
  }

  private static Optional<String> format(Codec codec) {
    return switch (codec) {
      case OPUS, VP8 -> Optional.empty();
      case VP9 -> Optional.of("profile-id=0");
      case H264 ->
          Optional.of("level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f");
      case AV1 -> Optional.of("level-idx=5;profile=0;tier=0");
    };
  }

  private static String lines(String... lines) {
    return String.join("\r\n", lines) + "\r\n";
  }

  private String opus() {
    String rate =
        switch (shape.rate()) {
          case CONSTANT -> "useinbandfec=0;usedtx=0;cbr=1";
          case VARIABLE -> "useinbandfec=1;usedtx=0;cbr=0";
        };
    return "minptime=10;stereo=0;" + rate + ";maxaveragebitrate=" + shape.bitrate();
  }

  /** Ours, with the streams that we send. */
  @Rule("ENG-12")
  String describeSending(OwnDescription own, Bytes fingerprint, Setup setup) {
    String transport = transport(own.ufrag(), own.pwd(), fingerprint, setup);
    String sound = audio(transport, Direction.SENDRECV) + stream(TRACK, own.ssrc());
    Direction pictures = ownShown ? Direction.SENDRECV : Direction.RECVONLY;
    return session() + sound + (video.isEmpty() ? "" : video(transport, setup, pictures));
  }

  private static String stream(String track, long ssrc) {
    return lines(
        "a=msid:" + STREAM + " " + track,
        "a=ssrc:" + ssrc + " cname:" + CNAME,
        "a=ssrc:" + ssrc + " msid:" + STREAM + " " + track);
  }

  /** The attribute of RFC 8839 section 5.1, without related address. */
  @Rule("ENG-65")
  static String candidate(Candidate candidate) {
    String type =
        switch (candidate.type()) {
          case HOST -> "host";
          case SERVER_REFLEXIVE -> "srflx";
          case RELAY -> "relay";
        };
    String related = candidate.type() == CandidateType.HOST ? "" : " raddr 0.0.0.0 rport 0";
    return "candidate:1 1 "
        + candidate.transport().name().toLowerCase(Locale.ROOT)
        + " "
        + candidate.priority()
        + " "
        + address(candidate.address())
        + " "
        + candidate.port()
        + " typ "
        + type
        + related
        + NETWORK_COST;
  }

  /** Numeric, as SDP and URLs write it (without brackets). */
  static String address(Bytes address) {
    StringBuilder text = new StringBuilder();
    boolean four = address.length() == 4;
    for (int i = 0; i < address.length(); i += four ? 1 : 2) {
      if (i > 0) {
        text.append(four ? '.' : ':');
      }
      int high = address.at(i) & 0xff;
      text.append(
          four
              ? Integer.toString(high)
              : Integer.toHexString(high << 8 | address.at(i + 1) & 0xff));
    }
    return text.toString();
  }

  private static String hex(Bytes fingerprint) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < fingerprint.length(); i++) {
      int value = fingerprint.at(i) & 0xff;
      text.append(i == 0 ? "" : ":").append(HEX.charAt(value >> 4)).append(HEX.charAt(value & 0xf));
    }
    return text.toString();
  }
}
