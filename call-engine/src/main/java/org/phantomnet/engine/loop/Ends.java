package org.phantomnet.engine.loop;

import org.phantomnet.engine.port.SecureChannel;
import org.phantomnet.engine.privacy.ModePolicy;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.ProtocolException.Unauthentic;
import org.phantomnet.protocol.handshake.Party;
import org.phantomnet.protocol.id.DeviceAddress;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.signal.CallMessage;

/** Who and where the two ends of a call are, as a message says and as this device knows. */
final class Ends {
  private final SecureChannel channel;

  Ends(SecureChannel channel) {
    this.channel = channel;
  }

  Party self() {
    return new Party(channel.self(), channel.selfIdentity());
  }

  static Party sender(SecureChannel.Received message) {
    return new Party(message.from(), message.identity());
  }

  /**
   * What a message says of its two ends must be what the session and this device know (CALL-24).
   */
  @Rule("CALL-24")
  void check(SecureChannel.Received message, DeviceAddress caller, DeviceAddress callee)
      throws Unauthentic {
    boolean fromCaller = message.from().equals(caller) && channel.self().equals(callee);
    boolean fromCallee = message.from().equals(callee) && channel.self().equals(caller);
    if (message.from().user().equals(channel.self().user())) {
      throw new Unauthentic(Unauthentic.Reason.WRONG_SENDER); // an own call coming back
    }
    if (!fromCaller && !fromCallee) {
      throw new Unauthentic(Unauthentic.Reason.WRONG_RECIPIENT);
    }
  }

  /** An offer names a relay exactly where the mode demands relays (CALL-37). */
  @Rule("CALL-37")
  static void checkPlace(CallMessage.Offer offer) throws Malformed {
    boolean required = ModePolicy.of(offer.mode()).relayRequired();
    if (required != offer.relay().isPresent()) {
      throw new Malformed(required ? Malformed.Reason.MISSING_FIELD : Malformed.Reason.BAD_VALUE);
    }
  }
}
