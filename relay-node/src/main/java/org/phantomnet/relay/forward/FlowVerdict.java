package org.phantomnet.relay.forward;

import org.phantomnet.protocol.stun.PacketKind;
import org.phantomnet.relay.counters.Counter;

/** Whether a packet is carried on, and if not, as what it is counted. */
public enum FlowVerdict {
  /** The counter is that of the direction, so the caller counts. */
  PASS(Counter.FORWARDED_TO_PEER),
  /** Passes as well, and is what proved its credential (FWD-3). */
  PASS_PROVING(Counter.HANDSHAKES_PROVEN),
  DROP_STUN(Counter.DROPPED_SHAPE_STUN),
  DROP_DTLS(Counter.DROPPED_SHAPE_DTLS),
  DROP_NO_SRTP(Counter.DROPPED_SHAPE_NO_SRTP),
  DROP_NULL_PROFILE(Counter.DROPPED_SHAPE_NULL_PROFILE),
  DROP_RTP(Counter.DROPPED_SHAPE_RTP),
  DROP_QUIC(Counter.DROPPED_SHAPE_QUIC),
  DROP_ZRTP(Counter.DROPPED_SHAPE_ZRTP),
  DROP_CHANNEL(Counter.DROPPED_SHAPE_CHANNEL),
  DROP_WIREGUARD(Counter.DROPPED_SHAPE_WIREGUARD),
  DROP_DNS(Counter.DROPPED_SHAPE_DNS),
  DROP_HTTP(Counter.DROPPED_SHAPE_HTTP),
  DROP_UNKNOWN(Counter.DROPPED_SHAPE_UNKNOWN);

  private final Counter counter;

  FlowVerdict(Counter counter) {
    this.counter = counter;
  }

  public boolean passes() {
    return this == PASS || this == PASS_PROVING;
  }

  public Counter counter() {
    return counter;
  }

  static FlowVerdict drop(PacketKind kind) {
    switch (kind) {
      case STUN:
        return DROP_STUN;
      case DTLS:
        return DROP_DTLS;
      case RTP:
        return DROP_RTP;
      case QUIC:
        return DROP_QUIC;
      case ZRTP:
        return DROP_ZRTP;
      case TURN_CHANNEL:
        return DROP_CHANNEL;
      case UNKNOWN:
        return DROP_UNKNOWN;
    }
    throw new IllegalStateException("packet kind");
  }
}
