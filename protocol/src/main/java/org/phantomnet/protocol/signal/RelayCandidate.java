package org.phantomnet.protocol.signal;

import org.phantomnet.protocol.bytes.Bytes;

/**
 * A relay candidate and the relay it stands on.
 *
 * @param candidate of type RELAY
 * @param relayId SHA-256 of the relay's descriptor signing key, 32 bytes: it names an entry of the
 *     signed list, whose relayed addresses and port range must contain the candidate (PRIV-4)
 */
public record RelayCandidate(Candidate candidate, Bytes relayId) {
  public static final int RELAY_ID_LENGTH = 32;

  public RelayCandidate {
    if (candidate.type() != CandidateType.RELAY || relayId.length() != RELAY_ID_LENGTH) {
      throw new IllegalArgumentException("relay candidate");
    }
  }
}
