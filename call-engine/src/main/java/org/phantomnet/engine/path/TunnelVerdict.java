package org.phantomnet.engine.path;

/**
 * What the tunnel's filter says of one packet. Everything but the first six is a refusal, counted
 * by its name.
 */
enum TunnelVerdict {
  /** To be carried on: signalling with the relay, connectivity checks, DTLS. */
  FORWARD,
  /** To be carried on: SRTP or SRTCP, at {@code payloadOffset()} of the filter that said so. */
  FORWARD_MEDIA,
  /** A call message under the shield, at {@code payloadOffset()}: for the call, not the engine. */
  MESSAGE,
  /** To be answered here with a 401 and carried nowhere. */
  CHALLENGE,
  /** The relay's 438 to an Allocate, to be answered here and carried nowhere. */
  RETRY,
  /** The relay tells of an ICMP error: carried nowhere, and nobody's fault. */
  ICMP,
  MALFORMED,
  UNAUTHENTICATED,
  WRONG_INTEGRITY,
  FOREIGN_PORT,
  METHOD,
  PEER,
  CHANNEL,
  GATE_CLOSED,
  PAYLOAD,
  /** Media that the shield could not seal or open. */
  SHIELD,
  ALTERNATE_SERVER,
  /** The relay gave an address that its descriptor does not list: the connection is lost. */
  RELAYED_ADDRESS;

  boolean forwards() {
    return this == FORWARD || this == FORWARD_MEDIA;
  }

  boolean refuses() {
    return !forwards() && this != MESSAGE && this != CHALLENGE && this != RETRY && this != ICMP;
  }
}
