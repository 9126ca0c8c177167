package org.phantomnet.desktop.media.child;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The three values that libwebrtc chooses itself, read from a description it made; everything else
 * of that text is thrown away.
 *
 * @param ssrc of the stream we send; 0 while there is none
 */
record OwnDescription(String ufrag, String pwd, long ssrc) {
  private static final Pattern UFRAG = Pattern.compile("\r\na=ice-ufrag:([A-Za-z0-9+/]{4,32})\r\n");
  private static final Pattern PWD = Pattern.compile("\r\na=ice-pwd:([A-Za-z0-9+/]{22,64})\r\n");
  private static final Pattern SSRC = Pattern.compile("\r\na=ssrc:([0-9]{1,10}) ");

  static OwnDescription parse(String sdp) {
    Matcher ssrc = SSRC.matcher(sdp);
    return new OwnDescription(
        value(UFRAG, sdp), value(PWD, sdp), ssrc.find() ? Long.parseLong(ssrc.group(1)) : 0);
  }

  private static String value(Pattern pattern, String sdp) {
    Matcher matcher = pattern.matcher(sdp);
    if (!matcher.find()) {
      throw new IllegalStateException("own description");
    }
    return matcher.group(1);
  }

  @Override
  public String toString() {
    return "OwnDescription";
  }
}
