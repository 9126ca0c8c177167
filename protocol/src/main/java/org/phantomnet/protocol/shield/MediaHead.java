package org.phantomnet.protocol.shield;

import org.phantomnet.protocol.rule.Rule;

/** How much of a media packet stays readable under the shield. Pure; never allocates. */
public final class MediaHead {
  /** The packet is shorter than the head that it announces. */
  public static final int NONE = -1;

  private static final int FIRST_CONTROL = 64; // RFC 5761 section 4, without the marker bit
  private static final int LAST_CONTROL = 95;
  private static final int CONTROL = 8; // RFC 3550 section 6.4.1: what SRTCP leaves in clear
  private static final int FIXED = 12; // RFC 3550 section 5.1
  private static final int SOURCES = 0x0f;
  private static final int EXTENSION = 0x10;
  private static final int WORD = 4;
  private static final int WORDS_AT = 2; // RFC 3550 section 5.3.1

  private MediaHead() {}

  /** True for SRTCP, false for SRTP, told apart by the packet type (RFC 5761 section 4). */
  public static boolean isControl(byte[] packet, int at, int length) {
    int type = length < 2 ? 0 : packet[at + 1] & 0x7f;
    return type >= FIRST_CONTROL && type <= LAST_CONTROL;
  }

  /** The length of the head in bytes, or {@link #NONE}. */
  @Rule("SHIELD-2")
  public static int length(byte[] packet, int at, int length) {
    int head = isControl(packet, at, length) ? CONTROL : ofMedia(packet, at, length);
    return head <= length ? head : NONE;
  }

  private static int ofMedia(byte[] packet, int at, int length) {
    if (length < FIXED) {
      return FIXED;
    }
    int head = FIXED + WORD * (packet[at] & SOURCES);
    if ((packet[at] & EXTENSION) == 0) {
      return head;
    }
    if (length < head + WORD) {
      return head + WORD;
    }
    int words =
        (packet[at + head + WORDS_AT] & 0xff) << 8 | packet[at + head + WORDS_AT + 1] & 0xff;
    return head + WORD + WORD * words;
  }
}
