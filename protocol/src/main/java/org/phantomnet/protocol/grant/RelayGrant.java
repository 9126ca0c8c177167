package org.phantomnet.protocol.grant;

import java.time.Instant;
import org.phantomnet.protocol.bytes.Bytes;

/**
 * Permission to use one relay: a TURN credential (RFC 8489 section 9.2), good for one connection.
 *
 * @param relayId the relay it is good at
 * @param username what TURN's USERNAME attribute says; holds no identity of the person
 * @param password the long-term credential's password; a secret of short life, so the record does
 *     not print
 */
public record RelayGrant(Bytes relayId, String username, String password, Instant expiresAt) {
  @Override
  public String toString() {
    return "RelayGrant";
  }
}
