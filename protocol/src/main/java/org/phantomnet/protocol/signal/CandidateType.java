package org.phantomnet.protocol.signal;

/** ICE candidate types of RFC 8445 that may be signalled. Peer-reflexive ones never are. */
public enum CandidateType {
  HOST,
  SERVER_REFLEXIVE,
  RELAY
}
