package org.phantomnet.protocol.signal;

import org.phantomnet.protocol.bytes.Bytes;

/**
 * A typed ICE candidate (RFC 8445): no related address, no host name, no SDP.
 *
 * @param address 4 or 16 bytes, network order
 * @param port 1 to 65535
 * @param priority RFC 8445 section 5.1.2, 1 to 2^31-1
 */
public record Candidate(
    CandidateType type, TransportProtocol transport, Bytes address, int port, long priority) {
  public static final long MAX_PRIORITY = 0x7fffffffL;

  public Candidate {
    if ((address.length() != 4 && address.length() != 16)
        || port < 1
        || port > 0xffff
        || priority < 1
        || priority > MAX_PRIORITY) {
      throw new IllegalArgumentException("candidate");
    }
  }
}
