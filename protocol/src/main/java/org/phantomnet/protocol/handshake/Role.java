package org.phantomnet.protocol.handshake;

import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.signal.MessageType;

/** Who placed the call and who received it; fixed for the life of a call, in every epoch. */
public enum Role {
  CALLER,
  CALLEE;

  /** Whether a message of this type is this role's to send. */
  @Rule("SIG-12")
  public boolean sends(MessageType type) {
    return switch (type) {
      case OFFER, CONFIRM, SELECTED, NONCE_RESPONSE -> this == CALLER;
      case RING, ANSWER, ACCEPT, DECLINE, NONCE_CHALLENGE -> this == CALLEE;
      case CANDIDATE,
          REKEY,
          MODE_SWITCH_REQUEST,
          MODE_SWITCH_ACK,
          UPDATE,
          MEDIA_REQUEST,
          MEDIA_ACK,
          MOVE,
          HANGUP ->
          true;
    };
  }

  public Role other() {
    return this == CALLER ? CALLEE : CALLER;
  }
}
