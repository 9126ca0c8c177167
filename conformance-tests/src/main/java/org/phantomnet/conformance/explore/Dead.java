package org.phantomnet.conformance.explore;

import java.util.Optional;
import org.phantomnet.conformance.explore.Leg.Mark;
import org.phantomnet.engine.port.ContactBook.ContactPolicy;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.signal.MessageType;

/**
 * Messages that can never again do anything at a device, and are taken out of the channel: an OFFER
 * whose id the records know (AGE-3), and what belongs to a call whose keys are gone for good,
 * unless it can still bring a HANGUP(RESTARTED) (CALL-19). Once dead, always dead: what is on
 * record and what was spent do not come back.
 */
final class Dead {
  private Dead() {}

  static boolean is(Device device, Message message) {
    CallId id = device.scenario.calls().get(message.call()).id();
    if (message.type() == MessageType.OFFER) {
      return device.legs.get(message.call()).has(Mark.SEEN);
    }
    for (int call = 0; call < device.legs.size(); call++) {
      boolean same = device.scenario.calls().get(call).id().equals(id);
      if (same && !isOver(device, call, device.legs.get(call))) {
        return false;
      }
    }
    return !Receiver.needsCall(message.type()) || !mayReply(device);
  }

  private static boolean isOver(Device device, int call, Leg leg) {
    Mark once = device.outgoing(call) ? Mark.STARTED : Mark.SEEN;
    return !leg.keys && !Device.isLive(leg.state) && leg.has(once);
  }

  private static boolean mayReply(Device device) {
    Optional<ContactPolicy> policy = device.scenario.policy(device.side);
    return device.permits > 0
        && policy.filter(ContactPolicy::mayReplyUnasked).isPresent()
        && !policy.get().blocked()
        && policy.get().identityAcknowledged();
  }
}
