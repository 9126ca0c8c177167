package org.phantomnet.relay.net;

import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.stun.ChannelData;

/**
 * Where one STUN or ChannelData message ends in a byte stream (RFC 8656 section 12.5, RFC 8489
 * section 6.2.2).
 */
final class StreamFrames {
  /** More bytes are needed to tell. */
  static final int INCOMPLETE = 0;

  /**
   * The stream is not TURN, or a message is longer than allowed: the connection has to be closed.
   */
  static final int BROKEN = -1;

  private static final int HEADER_LENGTH = 4;
  private static final int STUN_HEADER_LENGTH = 20;

  private StreamFrames() {}

  /**
   * Whole length of the message that starts at {@code at}, or {@link #INCOMPLETE} or {@link
   * #BROKEN}.
   */
  @Rule("TURN-12")
  static int length(byte[] b, int at, int available) {
    if (available < HEADER_LENGTH) {
      return available > 0 && !plausible(b[at]) ? BROKEN : INCOMPLETE;
    }
    if (!plausible(b[at])) {
      return BROKEN;
    }
    int announced = ChannelData.dataLength(b, at);
    int length;
    if (ChannelData.startsWith(b[at])) {
      length = ChannelData.streamLength(announced);
    } else {
      length = STUN_HEADER_LENGTH + announced;
      if ((announced & 3) != 0) {
        return BROKEN;
      }
    }
    return length > PacketBuffer.MAX_PACKET ? BROKEN : length;
  }

  private static boolean plausible(byte first) {
    return (first & 0xC0) == 0 || ChannelData.startsWith(first);
  }
}
