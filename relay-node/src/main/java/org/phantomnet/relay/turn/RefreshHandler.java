package org.phantomnet.relay.turn;

import java.util.Optional;
import org.phantomnet.protocol.stun.AttributeType;
import org.phantomnet.protocol.stun.StunErrorCode;
import org.phantomnet.protocol.stun.StunMessage;

/** Refresh requests (RFC 8656 section 8.2). */
final class RefreshHandler implements Handler {
  private final TurnLoop loop;

  RefreshHandler(TurnLoop loop) {
    this.loop = loop;
  }

  @Override
  public void handle(Exchange x) {
    // RFC 8656 section 5: every request but Allocate needs an allocation of this 5-tuple
    if (!x.allocation().isPresent()) {
      x.error(StunErrorCode.ALLOCATION_MISMATCH);
      return;
    }
    Allocation allocation = x.allocation().get();
    StunMessage request = x.request();
    int family = request.find(AttributeType.REQUESTED_ADDRESS_FAMILY);
    int lifetime = request.find(AttributeType.LIFETIME);
    if ((family != StunMessage.NONE && request.lengthAt(family) != 4)
        || (lifetime != StunMessage.NONE && request.lengthAt(lifetime) != 4)) {
      x.error(StunErrorCode.BAD_REQUEST);
      return;
    }
    // RFC 8656 section 8.2: a family the allocation does not have is 443
    if (family != StunMessage.NONE) {
      Optional<AddressFamily> asked = AddressFamily.of((int) (request.u32(family) >> 24));
      if (!asked.isPresent() || !allocation.serves(asked.get())) {
        x.error(StunErrorCode.PEER_ADDRESS_FAMILY_MISMATCH);
        return;
      }
    }
    // RFC 8656 section 8.2: the desired lifetime; zero ends the allocation at once
    long seconds = Lifetimes.refreshed(request);
    allocation.extendTo(x.now() + seconds * 1000);
    if (seconds == 0) {
      allocation.leavePath(); // before the answer: what the client sends after it must not reach a
      // closing socket
    }
    x.send(x.success().u32(AttributeType.LIFETIME, seconds));
    if (seconds == 0) {
      loop.end(allocation);
    }
  }
}
