package org.phantomnet.relay.forward;

import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.stun.PacketKind;

/**
 * Decides packet by packet what one allocation carries. One thread (the allocation's loop);
 * allocates only while it reassembles a handshake.
 */
public final class FlowGuard {
  /** ICE checks and consent of one pair need a few kbit/s; this is no room for a tunnel. */
  private static final long STUN_BITS_PER_SECOND = 64_000;

  private static final long STUN_BURST_BYTES = 8_000;
  private static final int STUN_HEADER = 20; // RFC 8489 section 5
  private static final int STUN_COOKIE = 0x2112A442; // RFC 8489 section 5
  private static final int RTP_MIN_LENGTH = 8; // RFC 3550 section 6.4: an RTCP header with its SSRC

  private final ForwardMode mode;
  private final FlowProof proof;
  private final TokenBucket stun;
  private final HandshakeWatch watch = new HandshakeWatch();

  public FlowGuard(ForwardMode mode, FlowProof proof, long nowMillis) {
    this.mode = mode;
    this.proof = proof;
    stun = new TokenBucket(STUN_BITS_PER_SECOND, STUN_BURST_BYTES, nowMillis);
  }

  /** The payload inside TURN: {@code length} bytes of {@code b} from {@code at}. */
  public FlowVerdict judge(Direction direction, byte[] b, int at, int length, long nowMillis) {
    if (mode == ForwardMode.OFF) {
      return FlowVerdict.PASS;
    }
    if (length == 0) {
      return FlowVerdict.DROP_UNKNOWN;
    }
    PacketKind kind = PacketKind.of(b[at]);
    return mode == ForwardMode.DEMUX
        ? demux(kind, b, at, length)
        : strict(kind, direction, b, at, length, nowMillis);
  }

  @Rule("FWD-1")
  private static FlowVerdict demux(PacketKind kind, byte[] b, int at, int length) {
    boolean pass = kind == PacketKind.STUN || kind == PacketKind.DTLS || kind == PacketKind.RTP;
    return pass ? FlowVerdict.PASS : OtherProtocol.of(kind, b, at, length);
  }

  private FlowVerdict strict(
      PacketKind kind, Direction direction, byte[] b, int at, int length, long nowMillis) {
    boolean pass;
    switch (kind) {
      case RTP:
        pass = length >= RTP_MIN_LENGTH && (proof.proven() || proof.grace(length, nowMillis));
        break;
      case STUN:
        pass = stun(b, at, length, nowMillis);
        break;
      case DTLS:
        if (DtlsRecords.wellFormed(b, at, length)) {
          return proof.proven() ? FlowVerdict.PASS : handshake(direction, b, at, length);
        }
        pass = false;
        break;
      default:
        pass = false;
        break;
    }
    return pass ? FlowVerdict.PASS : OtherProtocol.of(kind, b, at, length);
  }

  /**
   * WireGuard and DNS share the first byte; the cookie and the announced length tell them apart.
   */
  @Rule("FWD-2")
  private boolean stun(byte[] b, int at, int length, long nowMillis) {
    return length >= STUN_HEADER
        && DtlsRecords.u16(b, at + 2) == length - STUN_HEADER
        && (DtlsRecords.u16(b, at + 4) << 16 | DtlsRecords.u16(b, at + 6)) == STUN_COOKIE
        && stun.take(length, nowMillis);
  }

  private FlowVerdict handshake(Direction direction, byte[] b, int at, int length) {
    if (!proof.handshake(length)) {
      return FlowVerdict.DROP_DTLS;
    }
    switch (watch.see(direction, b, at, length)) {
      case PROVEN:
        proof.prove();
        watch.forget();
        return FlowVerdict.PASS_PROVING;
      case UNDECIDED:
        return FlowVerdict.PASS;
      case NO_SRTP:
        return FlowVerdict.DROP_NO_SRTP;
      case NULL_PROFILE:
        return FlowVerdict.DROP_NULL_PROFILE;
      case REFUSED:
        return FlowVerdict.DROP_DTLS;
    }
    throw new IllegalStateException("handshake verdict");
  }
}
