package org.phantomnet.relay.turn;

import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.stun.AttributeType;
import org.phantomnet.protocol.stun.StunMessage;

/** How long an allocation is granted (RFC 8656 sections 3.2 and 7.2). */
final class Lifetimes {
  static final long DEFAULT_SECONDS = 600;
  static final long MAX_SECONDS = 3600;

  private Lifetimes() {}

  /** Seconds, for an Allocate request: at least the default, whatever it asks. */
  static long granted(StunMessage request) {
    return Math.max(DEFAULT_SECONDS, refreshed(request));
  }

  /** Seconds, for a Refresh request; 0 asks for the end. */
  @Rule("TURN-16")
  static long refreshed(StunMessage request) {
    int at = request.find(AttributeType.LIFETIME);
    if (at == StunMessage.NONE) {
      return DEFAULT_SECONDS;
    }
    long asked = request.u32(at);
    return asked == 0 ? 0 : Math.max(DEFAULT_SECONDS, Math.min(MAX_SECONDS, asked));
  }
}
