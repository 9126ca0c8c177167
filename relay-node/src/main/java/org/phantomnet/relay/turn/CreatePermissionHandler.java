package org.phantomnet.relay.turn;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.stun.AttributeType;
import org.phantomnet.protocol.stun.StunAddress;
import org.phantomnet.protocol.stun.StunErrorCode;
import org.phantomnet.protocol.stun.StunMessage;
import org.phantomnet.relay.admission.PeerPolicy;
import org.phantomnet.relay.counters.Counter;

/** CreatePermission requests (RFC 8656 section 10.2): all addresses or none. */
final class CreatePermissionHandler implements Handler {
  private final PeerPolicy policy;
  private final StunAddress address = new StunAddress();

  CreatePermissionHandler(PeerPolicy policy) {
    this.policy = policy;
  }

  @Override
  public void handle(Exchange x) {
    if (!x.allocation().isPresent()) {
      x.error(StunErrorCode.ALLOCATION_MISMATCH);
      return;
    }
    Allocation allocation = x.allocation().get();
    List<Bytes> asked = new ArrayList<>();
    StunMessage request = x.request();
    for (int at = request.first(); at != StunMessage.NONE; at = request.next(at)) {
      if (request.typeAt(at) == AttributeType.XOR_PEER_ADDRESS) {
        Optional<StunErrorCode> refusal = check(x, allocation, at);
        if (refusal.isPresent()) {
          x.error(refusal.get());
          return;
        }
        asked.add(address.copyAddress());
      }
    }
    // RFC 8656 section 10.2: at least one address
    if (asked.isEmpty()) {
      x.error(StunErrorCode.BAD_REQUEST);
      return;
    }
    int fresh =
        (int)
            asked.stream()
                .distinct()
                .filter(a -> !allocation.peers().hasPermission(a.toByteArray()))
                .count();
    if (!allocation.peers().canPermit(fresh)) {
      x.error(StunErrorCode.INSUFFICIENT_CAPACITY);
      return;
    }
    for (Bytes peer : asked) {
      allocation.peers().permit(peer.toByteArray(), x.now());
      x.counters().add(Counter.PERMISSIONS_MADE);
    }
    x.send(x.success());
  }

  private Optional<StunErrorCode> check(Exchange x, Allocation allocation, int at) {
    // RFC 8656 section 10.2: 400 if malformed, 443 if of another family, 403 by policy
    if (address.readXor(x.request(), at) != StunAddress.Verdict.ADDRESS) {
      return Optional.of(StunErrorCode.BAD_REQUEST);
    }
    if (allocation.relayed().stream()
        .noneMatch(r -> r.family().addressLength() == address.addressLength())) {
      return Optional.of(StunErrorCode.PEER_ADDRESS_FAMILY_MISMATCH);
    }
    if (policy.address(address.buffer(), address.addressLength()) != PeerPolicy.Verdict.ALLOWED) {
      x.counters().add(Counter.DENIED_PEER);
      return Optional.of(StunErrorCode.FORBIDDEN);
    }
    return Optional.empty();
  }
}
