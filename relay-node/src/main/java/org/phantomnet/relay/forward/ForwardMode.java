package org.phantomnet.relay.forward;

/** How closely a relay looks at what it forwards (DESIGN 10). */
public enum ForwardMode {
  /**
   * Only flows shaped like DTLS-SRTP: SRTP passes after a handshake that offers use_srtp, or
   * briefly and slowly.
   */
  STRICT,
  /** Whatever RFC 7983 calls STUN, DTLS or RTP by its first byte. */
  DEMUX,
  /** Everything: an open UDP relay, for foreign test clients only. */
  OFF
}
