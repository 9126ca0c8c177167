package org.phantomnet.desktop.media.child;

import java.util.Locale;
import org.phantomnet.desktop.media.pipe.AudioShape;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.signal.Candidate;
import org.phantomnet.protocol.signal.CandidateType;

/**
 * The one session description of this project: a single audio section, Opus only, at the rate of
 * the call's mode, without header extensions. Both sides' descriptions, offered and answered, are
 * this text with typed values filled in; no text of the other side is ever in it. Immutable.
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
    SENDRECV
  }

  static final String MID = "0";
  static final String STREAM = "s";
  static final String TRACK = "a";
  private static final String CNAME = "c";

  /** What libwebrtc says in its checks of the network that it was not told to enumerate. */
  private static final String NETWORK_COST = " network-cost 999";

  private final AudioShape shape;

  SdpTemplate(AudioShape shape) {
    this.shape = shape;
  }

  /** A description without a stream of its own: the other side's, or ours while inactive. */
  @Rule({"ENG-10", "ENG-11"})
  String describe(String ufrag, String pwd, Bytes fingerprint, Setup setup, Direction direction) {
    return String.join(
        "\r\n",
        "v=0",
        "o=- 1 1 IN IP4 127.0.0.1",
        "s=-",
        "t=0 0",
        "a=group:BUNDLE " + MID,
        "a=msid-semantic: WMS",
        "m=audio 9 UDP/TLS/RTP/SAVPF 111",
        "c=IN IP4 0.0.0.0",
        "a=rtcp:9 IN IP4 0.0.0.0",
        "a=ice-ufrag:" + ufrag,
        "a=ice-pwd:" + pwd,
        "a=fingerprint:sha-256 " + hex(fingerprint),
        "a=setup:" + setup.name().toLowerCase(Locale.ROOT),
        "a=mid:" + MID,
        "a=" + direction.name().toLowerCase(Locale.ROOT),
        "a=rtcp-mux",
        "a=rtpmap:111 opus/48000/2",
        "a=fmtp:111 " + opus(),
        "a=ptime:" + shape.packetMillis(),
        "a=maxptime:" + shape.packetMillis(),
        "");
  }

  private String opus() {
    String rate =
        switch (shape.rate()) {
          case CONSTANT -> "useinbandfec=0;usedtx=0;cbr=1";
          case VARIABLE -> "useinbandfec=1;usedtx=0;cbr=0";
        };
    return "minptime=10;stereo=0;" + rate + ";maxaveragebitrate=" + shape.bitrate();
  }

  /** Ours, with the stream that we send. */
  @Rule("ENG-12")
  String describeSending(OwnDescription own, Bytes fingerprint, Setup setup) {
    return describe(own.ufrag(), own.pwd(), fingerprint, setup, Direction.SENDRECV)
        + String.join(
            "\r\n",
            "a=msid:" + STREAM + " " + TRACK,
            "a=ssrc:" + own.ssrc() + " cname:" + CNAME,
            "a=ssrc:" + own.ssrc() + " msid:" + STREAM + " " + TRACK,
            "");
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
      text.append(i == 0 ? "" : ":").append(String.format(Locale.ROOT, "%02X", fingerprint.at(i)));
    }
    return text.toString();
  }
}
