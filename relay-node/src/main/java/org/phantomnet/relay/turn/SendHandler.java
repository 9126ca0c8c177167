package org.phantomnet.relay.turn;

import org.phantomnet.protocol.stun.AttributeType;
import org.phantomnet.protocol.stun.StunAddress;
import org.phantomnet.protocol.stun.StunMessage;
import org.phantomnet.relay.admission.PeerPolicy;
import org.phantomnet.relay.counters.Counter;

/** Send indications (RFC 8656 section 11.2). Never answered; allocates nothing for a known peer. */
final class SendHandler implements Handler {
  private final PeerPolicy policy;
  private final StunAddress address = new StunAddress();

  SendHandler(PeerPolicy policy) {
    this.policy = policy;
  }

  @Override
  public void handle(Exchange x) {
    if (!x.allocation().isPresent()) {
      x.counters().add(Counter.DROPPED_NO_ALLOCATION);
      return;
    }
    StunMessage indication = x.request();
    int peerAt = indication.find(AttributeType.XOR_PEER_ADDRESS);
    int dataAt = indication.find(AttributeType.DATA);
    if (peerAt == StunMessage.NONE
        || dataAt == StunMessage.NONE
        || UnknownAttributes.any(indication)
        || address.readXor(indication, peerAt) != StunAddress.Verdict.ADDRESS) {
      x.counters().add(Counter.DROPPED_MALFORMED);
      return;
    }
    if (policy.socket(address.buffer(), address.addressLength(), address.port())
        != PeerPolicy.Verdict.ALLOWED) {
      x.counters().add(Counter.DENIED_PEER);
      x.counters().add(Counter.DROPPED_DENIED_PEER);
      return;
    }
    x.allocation()
        .get()
        .send(
            address,
            x.in(),
            indication.valueOffset(dataAt),
            indication.lengthAt(dataAt),
            indication.has(AttributeType.DONT_FRAGMENT));
  }
}
