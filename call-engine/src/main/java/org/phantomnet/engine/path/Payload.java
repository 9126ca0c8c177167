package org.phantomnet.engine.path;

import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.stun.PacketKind;

/** What may stand inside ChannelData, Send and Data, told by its first byte (RFC 7983). */
final class Payload {
  private Payload() {}

  @Rule("TUN-8")
  static TunnelVerdict judge(byte[] packet, int offset, int length, boolean gateOpen) {
    if (length == 0) {
      return TunnelVerdict.PAYLOAD;
    }
    return switch (PacketKind.of(packet[offset])) {
      case STUN, DTLS -> TunnelVerdict.FORWARD;
      case RTP -> gateOpen ? TunnelVerdict.FORWARD_MEDIA : TunnelVerdict.GATE_CLOSED;
      case ZRTP, TURN_CHANNEL, QUIC, UNKNOWN -> TunnelVerdict.PAYLOAD;
    };
  }
}
