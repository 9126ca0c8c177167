package org.phantomnet.engine.path;

import org.phantomnet.engine.privacy.AdmittedPeers;
import org.phantomnet.protocol.stun.AttributeType;
import org.phantomnet.protocol.stun.StunAddress;
import org.phantomnet.protocol.stun.StunMessage;

/** The one peer of a ChannelBind, Send or Data message. */
final class PeerAddress {
  private PeerAddress() {}

  /** FORWARD if the message names exactly one peer and that transport address is admitted. */
  static TunnelVerdict judge(StunMessage message, StunAddress scratch, AdmittedPeers peers) {
    int at = message.find(AttributeType.XOR_PEER_ADDRESS);
    if (at == StunMessage.NONE
        || Attributes.count(message, AttributeType.XOR_PEER_ADDRESS) != 1
        || scratch.readXor(message, at) != StunAddress.Verdict.ADDRESS) {
      return TunnelVerdict.MALFORMED;
    }
    return peers.admits(scratch.buffer(), 0, scratch.addressLength(), scratch.port())
        ? TunnelVerdict.FORWARD
        : TunnelVerdict.PEER;
  }
}
