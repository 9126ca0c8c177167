package org.phantomnet.relay.turn;

import org.phantomnet.protocol.stun.AttributeType;
import org.phantomnet.protocol.stun.ChannelData;
import org.phantomnet.protocol.stun.StunAddress;
import org.phantomnet.protocol.stun.StunErrorCode;
import org.phantomnet.protocol.stun.StunMessage;
import org.phantomnet.relay.admission.PeerPolicy;
import org.phantomnet.relay.counters.Counter;

/** ChannelBind requests (RFC 8656 section 12.2). */
final class ChannelBindHandler implements Handler {
  private final PeerPolicy policy;
  private final StunAddress address = new StunAddress();

  ChannelBindHandler(PeerPolicy policy) {
    this.policy = policy;
  }

  @Override
  public void handle(Exchange x) {
    if (!x.allocation().isPresent()) {
      x.error(StunErrorCode.ALLOCATION_MISMATCH);
      return;
    }
    Allocation allocation = x.allocation().get();
    StunMessage request = x.request();
    int numberAt = request.find(AttributeType.CHANNEL_NUMBER);
    int peerAt = request.find(AttributeType.XOR_PEER_ADDRESS);
    // RFC 8656 section 12.2: both attributes, and a number of the range
    if (numberAt == StunMessage.NONE
        || peerAt == StunMessage.NONE
        || request.lengthAt(numberAt) != 4
        || !ChannelData.isBindable(request.u16(numberAt))
        || address.readXor(request, peerAt) != StunAddress.Verdict.ADDRESS) {
      x.error(StunErrorCode.BAD_REQUEST);
      return;
    }
    if (allocation.relayed().stream()
        .noneMatch(r -> r.family().addressLength() == address.addressLength())) {
      x.error(StunErrorCode.PEER_ADDRESS_FAMILY_MISMATCH);
      return;
    }
    // RFC 8656 section 12.2: the server may refuse a peer
    if (policy.socket(address.buffer(), address.addressLength(), address.port())
        != PeerPolicy.Verdict.ALLOWED) {
      x.counters().add(Counter.DENIED_PEER);
      x.error(StunErrorCode.FORBIDDEN);
      return;
    }
    bind(x, allocation.peers(), request.u16(numberAt));
  }

  private void bind(Exchange x, Peers peers, int number) {
    byte[] peer = address.copyAddress().toByteArray();
    // RFC 8656 section 12.2: neither number nor peer may be bound to another
    switch (peers.canBind(number, peer, address.port())) {
      case TAKEN:
        x.error(StunErrorCode.BAD_REQUEST);
        return;
      case FULL:
        x.error(StunErrorCode.INSUFFICIENT_CAPACITY);
        return;
      case POSSIBLE:
        break;
    }
    peers.bind(number, peer, address.port(), x.now());
    x.counters().add(Counter.CHANNELS_BOUND);
    x.send(x.success());
  }
}
