package org.phantomnet.engine.state;

import org.phantomnet.protocol.handshake.Role;
import org.phantomnet.protocol.id.CallId;

/**
 * Names one call on this device. The own role is part of the name, so that an offer which repeats
 * the id of a call placed here is another call and glare decides between the two (CALL-12).
 */
public record CallRef(CallId id, Role own) {
  public boolean outgoing() {
    return own == Role.CALLER;
  }

  @Override
  public String toString() {
    return "CallRef(" + own + ")";
  }
}
