package org.phantomnet.protocol.signal;

import java.util.List;
import org.phantomnet.protocol.bytes.Bytes;

/**
 * What the other engine needs to connect; both ends build SDP from it locally with one fixed
 * template.
 *
 * @param iceUfrag 4 to 32 characters of RFC 8839 ice-char
 * @param icePwd 22 to 64 characters of ice-char
 * @param dtlsFingerprint SHA-256 of the DTLS certificate, 32 bytes
 * @param codecs at least one, in order of preference, no repeats
 * @param maxAudioBitrate bits per second, 6000 to 128000
 * @param maxVideoBitrate bits per second; 0 without video
 */
public record ConnectionParameters(
    String iceUfrag,
    String icePwd,
    Bytes dtlsFingerprint,
    List<Codec> codecs,
    int maxAudioBitrate,
    int maxVideoBitrate) {
  public static final int FINGERPRINT_LENGTH = 32;

  /** In bit/s; Opus's own range. */
  public static final int MIN_AUDIO_BITRATE = 6_000;

  public static final int MAX_AUDIO_BITRATE = 128_000;
  public static final int MAX_VIDEO_BITRATE = 20_000_000;

  public ConnectionParameters {
    codecs = List.copyOf(codecs);
    if (!isIceText(iceUfrag, 4, 32)
        || !isIceText(icePwd, 22, 64)
        || dtlsFingerprint.length() != FINGERPRINT_LENGTH
        || codecs.isEmpty()
        || codecs.stream().distinct().count() != codecs.size()
        || maxAudioBitrate < MIN_AUDIO_BITRATE
        || maxAudioBitrate > MAX_AUDIO_BITRATE
        || maxVideoBitrate < 0
        || maxVideoBitrate > MAX_VIDEO_BITRATE) {
      throw new IllegalArgumentException("connection parameters");
    }
  }

  private static boolean isIceText(String text, int min, int max) {
    if (text.length() < min || text.length() > max) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (!isIceChar(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /** RFC 8839 section 5.4, {@code ice-char}. */
  static boolean isIceChar(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '+'
        || c == '/';
  }

  @Override
  public String toString() {
    return "ConnectionParameters"; // the ICE password is a secret of the call
  }
}
