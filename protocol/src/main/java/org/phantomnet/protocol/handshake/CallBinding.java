package org.phantomnet.protocol.handshake;

import org.phantomnet.protocol.id.CallId;

/**
 * What every key, MAC and proof of a call is bound to: the call, and both ends as the chat's session authenticated
 * them. Both sides must build it from what they know themselves, never from a message alone.
 */
public record CallBinding(CallId callId, Party caller, Party callee) {
  public Party party(Role role) {
    return role == Role.CALLER ? caller : callee;
  }

  @Override
  public String toString() {
    return "CallBinding";
  }
}
