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

  public ConnectionParameters {
    codecs = List.copyOf(codecs);
    if (!isIceText(iceUfrag, 4, 32)
        || !isIceText(icePwd, 22, 64)
        || dtlsFingerprint.length() != FINGERPRINT_LENGTH
        || codecs.isEmpty()
        || codecs.stream().distinct().count() != codecs.size()
        || maxAudioBitrate < 6_000
        || maxAudioBitrate > 128_000
        || maxVideoBitrate < 0
        || maxVideoBitrate > 20_000_000) {
      throw new IllegalArgumentException("connection parameters");
    }
  }

  private static boolean isIceText(String text, int min, int max) {
    if (text.length() < min || text.length() > max) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean iceChar =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '+'
              || c == '/';
      if (!iceChar) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return "ConnectionParameters"; // the ICE password is a secret of the call
  }
}
