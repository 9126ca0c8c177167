package org.phantomnet.relay.forward;

import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.stun.PacketKind;

/**
 * Names what a dropped packet looks like, so that an operator sees what a node is misused for. Only
 * asked about packets that are dropped already: a wrong guess costs nobody a packet. Pure, reads in
 * place, allocates nothing; every read is bounded.
 */
final class OtherProtocol {
  // WireGuard: type, three zero bytes, and lengths of the white paper, section 5.4
  private static final int WIREGUARD_INITIATION = 1;
  private static final int WIREGUARD_INITIATION_LENGTH = 148;
  private static final int WIREGUARD_RESPONSE = 2;
  private static final int WIREGUARD_RESPONSE_LENGTH = 92;
  private static final int WIREGUARD_COOKIE = 3;
  private static final int WIREGUARD_COOKIE_LENGTH = 64;
  private static final int WIREGUARD_DATA = 4;
  private static final int WIREGUARD_LEAST_DATA = 32;
  private static final int WIREGUARD_PADDING = 16;

  // DNS: RFC 1035 section 4.1
  private static final int DNS_HEADER = 12;
  private static final int DNS_FLAGS = 2;
  private static final int DNS_RESPONSE = 0x8000;
  private static final int DNS_OPCODE_AND_ZERO = 0x7840; // a query; the bit that must be zero
  private static final int DNS_MOST_RECORDS = 64; // more than fit a datagram in practice
  private static final int DNS_MOST_LABEL = 63;
  private static final int DNS_MOST_NAME = 255;

  // QUIC: RFC 9000 section 17.2
  private static final int QUIC_LONG_AND_FIXED = 0xC0;
  private static final int QUIC_VERSION = 1;
  private static final int QUIC_CONNECTION_ID = 5;
  private static final int QUIC_MOST_CONNECTION_ID = 20;
  private static final int QUIC_1 = 0x00000001; // RFC 9000
  private static final int QUIC_2 = 0x6B3343CF; // RFC 9369
  private static final int QUIC_DRAFT = 0xFF0000; // RFC 9000 section 15, the upper three bytes
  private static final int QUIC_RESERVED_MASK = 0x0F0F0F0F; // RFC 9000 section 15
  private static final int QUIC_RESERVED = 0x0A0A0A0A;

  private static final byte[][] HTTP_WORDS = {
    {'G', 'E', 'T', ' '},
    {'P', 'O', 'S', 'T', ' '},
    {'H', 'E', 'A', 'D', ' '},
    {'P', 'U', 'T', ' '},
    {'D', 'E', 'L', 'E', 'T', 'E', ' '},
    {'O', 'P', 'T', 'I', 'O', 'N', 'S', ' '},
    {'C', 'O', 'N', 'N', 'E', 'C', 'T', ' '},
    {'P', 'A', 'T', 'C', 'H', ' '},
    {'T', 'R', 'A', 'C', 'E', ' '},
    {'P', 'R', 'I', ' ', '*', ' '}, // HTTP/2, RFC 9113 section 3.4
    {'H', 'T', 'T', 'P', '/'},
  };

  private OtherProtocol() {}

  /** What a packet of that kind, which is dropped, is counted as. */
  @Rule("FWD-7")
  static FlowVerdict of(PacketKind kind, byte[] b, int at, int length) {
    if (wireGuard(b, at, length)) {
      return FlowVerdict.DROP_WIREGUARD;
    }
    if (dns(b, at, length)) {
      return FlowVerdict.DROP_DNS;
    }
    if (http(b, at, length)) {
      return FlowVerdict.DROP_HTTP;
    }
    // a long header tells its version; a short one tells nothing but its first byte (RFC 9443)
    boolean longHeader = length > 0 && (b[at] & QUIC_LONG_AND_FIXED) == QUIC_LONG_AND_FIXED;
    return longHeader && !quic(b, at, length) ? FlowVerdict.DROP_UNKNOWN : FlowVerdict.drop(kind);
  }

  private static boolean wireGuard(byte[] b, int at, int length) {
    if (length < WIREGUARD_LEAST_DATA || b[at + 1] != 0 || b[at + 2] != 0 || b[at + 3] != 0) {
      return false;
    }
    switch (b[at]) {
      case WIREGUARD_INITIATION:
        return length == WIREGUARD_INITIATION_LENGTH;
      case WIREGUARD_RESPONSE:
        return length == WIREGUARD_RESPONSE_LENGTH;
      case WIREGUARD_COOKIE:
        return length == WIREGUARD_COOKIE_LENGTH;
      case WIREGUARD_DATA:
        return length % WIREGUARD_PADDING == 0;
      default:
        return false;
    }
  }

  /** One question, a plausible number of records, and a name that is well-formed. */
  private static boolean dns(byte[] b, int at, int length) {
    if (length < DNS_HEADER + 5) {
      return false;
    }
    int flags = DtlsRecords.u16(b, at + DNS_FLAGS);
    boolean answer = (flags & DNS_RESPONSE) != 0;
    int answers = DtlsRecords.u16(b, at + 6) + DtlsRecords.u16(b, at + 8);
    if ((flags & DNS_OPCODE_AND_ZERO) != 0
        || DtlsRecords.u16(b, at + 4) != 1
        || answers > (answer ? DNS_MOST_RECORDS : 0)
        || DtlsRecords.u16(b, at + 10) > DNS_MOST_RECORDS) {
      return false;
    }
    int end = at + length;
    int label = at + DNS_HEADER;
    while (label < end && b[label] != 0) {
      if ((b[label] & 0xFF) > DNS_MOST_LABEL) {
        return false;
      }
      label += 1 + b[label];
    }
    if (label - at - DNS_HEADER >= DNS_MOST_NAME || end - label < 5) {
      return false;
    }
    int type = DtlsRecords.u16(b, label + 1);
    int questionClass = DtlsRecords.u16(b, label + 3) & 0x7FFF; // RFC 6762 section 5.4
    return type != 0 && (questionClass == 1 || questionClass == 255);
  }

  private static boolean http(byte[] b, int at, int length) {
    for (int word = 0; word < HTTP_WORDS.length; word++) {
      if (startsWith(HTTP_WORDS[word], b, at, length)) {
        return true;
      }
    }
    return false;
  }

  private static boolean startsWith(byte[] word, byte[] b, int at, int length) {
    if (length < word.length) {
      return false;
    }
    for (int i = 0; i < word.length; i++) {
      if (b[at + i] != word[i]) {
        return false;
      }
    }
    return true;
  }

  private static boolean quic(byte[] b, int at, int length) {
    if (length <= QUIC_CONNECTION_ID
        || (b[at + QUIC_CONNECTION_ID] & 0xFF) > QUIC_MOST_CONNECTION_ID) {
      return false;
    }
    int version =
        DtlsRecords.u16(b, at + QUIC_VERSION) << 16 | DtlsRecords.u16(b, at + QUIC_VERSION + 2);
    return version == QUIC_1
        || version == QUIC_2
        || version == 0 // version negotiation
        || version >>> 8 == QUIC_DRAFT
        || (version & QUIC_RESERVED_MASK) == QUIC_RESERVED;
  }
}
