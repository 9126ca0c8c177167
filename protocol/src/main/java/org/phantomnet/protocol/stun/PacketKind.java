package org.phantomnet.protocol.stun;

import org.phantomnet.protocol.rule.Rule;

/**
 * What shares one UDP flow, told apart by its first byte (RFC 7983 section 7, RFC 9443 section 2).
 */
public enum PacketKind {
  STUN,
  ZRTP,
  DTLS,
  TURN_CHANNEL,
  QUIC,
  RTP,
  UNKNOWN;

  private static final PacketKind[] BY_FIRST_BYTE = table();

  /** Never allocates. */
  @Rule("STUN-7")
  public static PacketKind of(byte first) {
    return BY_FIRST_BYTE[first & 0xFF];
  }

  private static PacketKind[] table() {
    PacketKind[] kinds = new PacketKind[256];
    for (int b = 0; b < kinds.length; b++) {
      kinds[b] = decide(b);
    }
    return kinds;
  }

  private static PacketKind decide(int first) {
    if (first <= 3) {
      return STUN;
    }
    if (first <= 15) {
      return UNKNOWN;
    }
    if (first <= 19) {
      return ZRTP;
    }
    if (first <= 63) {
      return DTLS;
    }
    if (first <= 79) {
      return TURN_CHANNEL;
    }
    if (first <= 127) {
      return QUIC;
    }
    return first <= 191 ? RTP : QUIC;
  }
}
