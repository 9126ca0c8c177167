package org.phantomnet.relay.forward;

import java.util.Optional;
import org.phantomnet.protocol.rule.Rule;

/**
 * Watches for the proof of DTLS-SRTP: a ClientHello that offers use_srtp without a null profile,
 * and a ServerHello that answers it from the other side. One thread; holds at most one partly
 * received hello per direction.
 */
final class HandshakeWatch {
  private static final int CLIENT_HELLO = 1; // RFC 5246 section 7.4
  private static final int SERVER_HELLO = 2; // RFC 5246 section 7.4
  private static final int FRAGMENT_HEADER = 12; // RFC 6347 section 4.2.2

  /** What a datagram meant. */
  enum Verdict {
    UNDECIDED,
    PROVEN,
    /** A hello that says nothing of SRTP. */
    NO_SRTP,
    /** A hello with a profile that does not encrypt. */
    NULL_PROFILE,
    REFUSED
  }

  private final HelloAssembler[] assemblers = {new HelloAssembler(), new HelloAssembler()};
  private final boolean[] offered = new boolean[Direction.values().length];

  /** The datagram is a row of well-formed records. */
  Verdict see(Direction direction, byte[] b, int at, int length) {
    int end = at + length;
    int record = at;
    while (record < end) {
      int type = b[record] & 0xFF;
      if (type == DtlsRecords.APPLICATION_DATA) {
        return Verdict.REFUSED;
      }
      if (type >= 32) {
        return Verdict.UNDECIDED;
      }
      int body = record + DtlsRecords.HEADER_LENGTH;
      int fragment = DtlsRecords.u16(b, record + DtlsRecords.LENGTH_OFFSET);
      if (type == DtlsRecords.HANDSHAKE
          && DtlsRecords.u16(b, record + DtlsRecords.EPOCH_OFFSET) == 0) {
        Verdict verdict = handshakeRecord(direction, b, body, body + fragment);
        if (verdict != Verdict.UNDECIDED) {
          return verdict;
        }
      }
      record = body + fragment;
    }
    return Verdict.UNDECIDED;
  }

  /** Drops what was assembled; the proof stands. */
  void forget() {
    for (HelloAssembler assembler : assemblers) {
      assembler.reset();
    }
  }

  private Verdict handshakeRecord(Direction direction, byte[] b, int at, int end) {
    int message = at;
    while (message < end) {
      if (end - message < FRAGMENT_HEADER) {
        return Verdict.REFUSED;
      }
      int fragmentLength = DtlsRecords.u24(b, message + 9);
      if (fragmentLength > end - message - FRAGMENT_HEADER) {
        return Verdict.REFUSED;
      }
      int type = b[message] & 0xFF;
      if (type == CLIENT_HELLO || type == SERVER_HELLO) {
        Optional<byte[]> hello = assemblers[direction.ordinal()].add(b, message, fragmentLength);
        if (hello.isPresent()) {
          Verdict verdict = hello(type, direction, hello.orElseThrow());
          if (verdict != Verdict.UNDECIDED) {
            return verdict;
          }
        }
      }
      message += FRAGMENT_HEADER + fragmentLength;
    }
    return Verdict.UNDECIDED;
  }

  @Rule("FWD-3")
  private Verdict hello(int type, Direction direction, byte[] hello) {
    if (type == CLIENT_HELLO) {
      Hello.Srtp offer = Hello.offered(hello);
      offered[direction.ordinal()] = offer == Hello.Srtp.ENCRYPTING;
      return verdict(offer, Verdict.UNDECIDED);
    }
    return verdict(
        Hello.selected(hello),
        offered[direction.opposite().ordinal()] ? Verdict.PROVEN : Verdict.REFUSED);
  }

  private static Verdict verdict(Hello.Srtp srtp, Verdict encrypting) {
    switch (srtp) {
      case ENCRYPTING:
        return encrypting;
      case NULL_PROFILE:
        return Verdict.NULL_PROFILE;
      case NONE:
        return Verdict.NO_SRTP;
    }
    throw new IllegalStateException("srtp");
  }
}
