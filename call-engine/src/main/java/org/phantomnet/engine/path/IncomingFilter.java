package org.phantomnet.engine.path;

import org.phantomnet.engine.port.RelayTunnel;
import org.phantomnet.engine.privacy.RelayedRange;
import org.phantomnet.protocol.grant.RelayGrant;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.shield.ShieldedMessage;
import org.phantomnet.protocol.stun.AttributeType;
import org.phantomnet.protocol.stun.ChannelData;
import org.phantomnet.protocol.stun.MessageIntegrity;
import org.phantomnet.protocol.stun.StunAddress;
import org.phantomnet.protocol.stun.StunClass;
import org.phantomnet.protocol.stun.StunMessage;
import org.phantomnet.protocol.stun.StunMethod;

/**
 * From the relay, or whoever stands on the path to it, to the media engine. Pure; allocates nothing
 * per packet. One thread at a time.
 */
final class IncomingFilter {
  private static final int ERROR_CODE_MIN_LENGTH = 4; // RFC 8489 section 14.8
  private static final int ERROR_CLASS_OFFSET = 2; // RFC 8489 section 14.8
  private static final int ERROR_CLASS_MASK = 0x07; // RFC 8489 section 14.8
  private static final int REDIRECTION = 3; // RFC 8489 section 14.8

  private final TunnelState state;
  private final RelayedRange relayed;
  private final boolean shielded;
  private final MessageIntegrity key;
  private final StunMessage message = new StunMessage();
  private final StunAddress address = new StunAddress();
  private int length;
  private int payloadOffset;
  private int payloadLength;

  /**
   * @param shielded whether media, and call messages beside it, come under the shield
   */
  IncomingFilter(
      TunnelState state, RelayGrant grant, String realm, RelayedRange relayed, boolean shielded) {
    this.state = state;
    this.relayed = relayed;
    this.shielded = shielded;
    this.key = MessageIntegrity.longTerm(grant.username(), realm, grant.password());
  }

  TunnelVerdict judge(byte[] packet, int offset, int packetLength, boolean gateOpen) {
    length = packetLength;
    if (packetLength == 0 || packetLength > RelayTunnel.MAX_PACKET) {
      return TunnelVerdict.MALFORMED;
    }
    if (!state.authenticated()) {
      return TunnelVerdict.UNAUTHENTICATED;
    }
    if (ChannelData.startsWith(packet[offset])) {
      return channelData(packet, offset, packetLength, gateOpen);
    }
    if (message.wrap(packet, offset, packetLength) != StunMessage.Verdict.MESSAGE
        || !Attributes.wellPlaced(message)) {
      return TunnelVerdict.MALFORMED;
    }
    if (redirects()) {
      return TunnelVerdict.ALTERNATE_SERVER;
    }
    return signalling(gateOpen);
  }

  int length() {
    return length;
  }

  /** The message judged last. */
  StunMessage message() {
    return message;
  }

  /** Where the payload stands in the packet judged FORWARD_MEDIA or MESSAGE. */
  int payloadOffset() {
    return payloadOffset;
  }

  int payloadLength() {
    return payloadLength;
  }

  void destroy() {
    key.close();
  }

  /** libwebrtc follows a redirection without checking who sent it (FACTS). */
  @Rule("TUN-4")
  private boolean redirects() {
    int at = message.find(AttributeType.ERROR_CODE);
    boolean redirection =
        at != StunMessage.NONE
            && message.lengthAt(at) >= ERROR_CODE_MIN_LENGTH
            && (message.buffer()[message.valueOffset(at) + ERROR_CLASS_OFFSET] & ERROR_CLASS_MASK)
                == REDIRECTION;
    return redirection
        || Attributes.count(message, AttributeType.ALTERNATE_SERVER) != 0
        || Attributes.count(message, AttributeType.ALTERNATE_DOMAIN) != 0;
  }

  @Rule("TUN-12")
  private TunnelVerdict signalling(boolean gateOpen) {
    StunMethod method = message.method();
    StunClass kind = message.messageClass();
    if (kind == StunClass.INDICATION) {
      return method == StunMethod.DATA ? data(gateOpen) : TunnelVerdict.METHOD;
    }
    if (kind == StunClass.REQUEST) {
      return TunnelVerdict.METHOD;
    }
    return switch (method) {
      case ALLOCATE ->
          kind == StunClass.SUCCESS
              ? allocated()
              : AllocateRetry.isStale(message) ? TunnelVerdict.RETRY : error();
      case REFRESH, CREATE_PERMISSION, CHANNEL_BIND ->
          kind == StunClass.SUCCESS ? TunnelVerdict.FORWARD : error();
      case BINDING, SEND, DATA, OTHER -> TunnelVerdict.METHOD;
    };
  }

  /** An error whose code cannot be read could be a redirection to someone else. */
  private TunnelVerdict error() {
    return message.errorCode() != StunMessage.NONE
            && Attributes.count(message, AttributeType.ERROR_CODE) == 1
        ? TunnelVerdict.FORWARD
        : TunnelVerdict.MALFORMED;
  }

  /**
   * Only a relay that knows the grant can say where the allocation stands, and only within its own
   * descriptor.
   */
  @Rule("TUN-9")
  private TunnelVerdict allocated() {
    if (key.verify(message) != MessageIntegrity.Verdict.VALID) {
      return TunnelVerdict.WRONG_INTEGRITY;
    }
    int at = message.find(AttributeType.XOR_RELAYED_ADDRESS);
    boolean listed =
        at != StunMessage.NONE
            && Attributes.count(message, AttributeType.XOR_RELAYED_ADDRESS) == 1
            && address.readXor(message, at) == StunAddress.Verdict.ADDRESS
            && relayed.contains(address.copyAddress(), address.port());
    return listed ? TunnelVerdict.FORWARD : TunnelVerdict.RELAYED_ADDRESS;
  }

  @Rule("TUN-7")
  private TunnelVerdict data(boolean gateOpen) {
    TunnelVerdict peer = PeerAddress.judge(message, address, state.peers());
    if (peer != TunnelVerdict.FORWARD) {
      return peer;
    }
    int at = message.find(AttributeType.DATA);
    if (at == StunMessage.NONE && message.find(AttributeType.ICMP) != StunMessage.NONE) {
      return TunnelVerdict.ICMP;
    }
    if (at == StunMessage.NONE || Attributes.count(message, AttributeType.DATA) != 1) {
      return TunnelVerdict.MALFORMED;
    }
    return payload(message.buffer(), message.valueOffset(at), message.lengthAt(at), gateOpen);
  }

  private TunnelVerdict channelData(byte[] packet, int offset, int packetLength, boolean gateOpen) {
    if (ChannelData.check(packet, offset, packetLength) != ChannelData.Verdict.CHANNEL_DATA) {
      return TunnelVerdict.MALFORMED;
    }
    if (!state.isBound(ChannelData.number(packet, offset))) {
      return TunnelVerdict.CHANNEL;
    }
    int data = ChannelData.dataLength(packet, offset);
    length = ChannelData.HEADER_LENGTH + data;
    return payload(packet, offset + ChannelData.HEADER_LENGTH, data, gateOpen);
  }

  private TunnelVerdict payload(byte[] packet, int offset, int dataLength, boolean gateOpen) {
    payloadOffset = offset;
    payloadLength = dataLength;
    if (shielded && ShieldedMessage.is(packet, offset, dataLength)) {
      return TunnelVerdict.MESSAGE;
    }
    return Payload.judge(packet, offset, dataLength, gateOpen);
  }
}
