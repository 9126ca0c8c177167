package org.phantomnet.relay.counters;

/**
 * What a relay counts. A name and a number is all that leaves: there is no room for an address or a
 * credential.
 */
public enum Counter {
  // Client side, by form
  PACKETS_FROM_CLIENTS,
  BYTES_FROM_CLIENTS,
  REQUESTS,
  /** Connections that spoke something else, or stopped making sense. */
  STREAMS_BROKEN,
  ANSWERS_NOT_SENT,
  // Admission
  CHALLENGED,
  STALE_NONCE,
  BAD_CREDENTIAL,
  EXPIRED_CREDENTIAL,
  WRONG_CREDENTIAL,
  TOKENS_REDEEMED,
  TOKENS_REFUSED,
  /** Too many wait to be redeemed. */
  TOKENS_DROPPED,
  /** It cannot be written that a token is spent. */
  TOKEN_STORE_FAILED,
  QUOTA_REACHED,
  CAPACITY_REACHED,
  PREFIX_FULL,
  TRAFFIC_SPENT,
  DRAINED,
  ANSWER_BUDGET_SPENT,
  DENIED_PEER,
  // Allocations
  ALLOCATIONS_MADE,
  ALLOCATIONS_ENDED,
  PERMISSIONS_MADE,
  CHANNELS_BOUND,
  CONNECTIONS_ACCEPTED,
  CONNECTIONS_REFUSED,
  CONNECTIONS_REFUSED_PREFIX,
  CONNECTIONS_TIMED_OUT,
  TLS_HANDSHAKES,
  TLS_FAILED,
  WEB_PROBES,
  // Forwarding
  PACKETS_FROM_PEERS,
  BYTES_FROM_PEERS,
  FORWARDED_TO_PEER,
  FORWARDED_TO_PEER_BYTES,
  FORWARDED_TO_CLIENT,
  FORWARDED_TO_CLIENT_BYTES,
  DROPPED_MALFORMED,
  DROPPED_OVERSIZE,
  /** A class or method that nobody may send to a relay. */
  DROPPED_UNEXPECTED,
  /** Of {@link #DENIED_PEER}, what carried data. */
  DROPPED_DENIED_PEER,
  DROPPED_NO_ALLOCATION,
  DROPPED_NO_PERMISSION,
  DROPPED_NO_CHANNEL,
  DROPPED_BANDWIDTH,
  DROPPED_NODE_BANDWIDTH,
  /** Packets of audio's size that a full node dropped; should stay 0. */
  DROPPED_NODE_BANDWIDTH_SMALL,
  DROPPED_SEND_FAILED,
  DROPPED_SLOW_CLIENT,
  /** Errors that datagrams to peers met. No packets of a peer. */
  ICMP_RECEIVED,
  /** Of those, told to a client. */
  ICMP_TOLD,
  /** Of what was forwarded or answered by UDP: not taken by the system when it was its turn. */
  SEND_REFUSED,
  // Shape of flows (relay.forward)
  HANDSHAKES_PROVEN,
  DROPPED_SHAPE_STUN,
  DROPPED_SHAPE_DTLS,
  /** A hello without use_srtp: a VPN or another tunnel. */
  DROPPED_SHAPE_NO_SRTP,
  /** A hello that offers or takes SRTP without encryption. */
  DROPPED_SHAPE_NULL_PROFILE,
  DROPPED_SHAPE_RTP,
  DROPPED_SHAPE_QUIC,
  DROPPED_SHAPE_ZRTP,
  DROPPED_SHAPE_CHANNEL,
  DROPPED_SHAPE_WIREGUARD,
  DROPPED_SHAPE_DNS,
  DROPPED_SHAPE_HTTP,
  DROPPED_SHAPE_UNKNOWN,
  /** Own bugs and failing system calls; should stay 0. */
  FAULTS;

  private static final String DROPPED = "DROPPED_";

  /** Whether each count is one packet that went nowhere. */
  public boolean dropsPacket() {
    return name().startsWith(DROPPED);
  }

  /** Why it was dropped; the name itself for what is no drop. */
  public String reason() {
    return dropsPacket() ? name().substring(DROPPED.length()) : name();
  }
}
