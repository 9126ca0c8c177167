package org.phantomnet.engine.path;

import java.nio.charset.StandardCharsets;
import org.phantomnet.engine.port.RelayTunnel;
import org.phantomnet.protocol.grant.RelayGrant;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.stun.AttributeType;
import org.phantomnet.protocol.stun.ChannelData;
import org.phantomnet.protocol.stun.MessageIntegrity;
import org.phantomnet.protocol.stun.StunAddress;
import org.phantomnet.protocol.stun.StunClass;
import org.phantomnet.protocol.stun.StunErrorCode;
import org.phantomnet.protocol.stun.StunMessage;
import org.phantomnet.protocol.stun.StunMethod;
import org.phantomnet.protocol.stun.StunWriter;

/**
 * From the media engine to the relay. The engine parses hostile media, so it is not trusted: only
 * what a TURN client of this call has to say passes. Pure but for what it remembers of the
 * connection; allocates nothing per packet. One thread at a time.
 */
final class OutgoingFilter {
  /** The engine has sent nothing over a channel yet. */
  static final int NO_CHANNEL = 0;

  private static final int TRANSPORT_UDP = 17; // RFC 8656 section 18.8
  private static final int CHANNEL_ATTRIBUTE_LENGTH = 4; // RFC 8656 section 18.1

  private final TunnelState state;
  private final byte[] username;
  private final String realm;
  private final String nonce;
  private final MessageIntegrity key;
  private final StunMessage message = new StunMessage();
  private final StunAddress address = new StunAddress();
  private final StunWriter writer = new StunWriter();
  private final AllocateRetry retry = new AllocateRetry();
  private int length;
  private int payloadOffset;
  private int payloadLength;
  private int channel = NO_CHANNEL;

  OutgoingFilter(TunnelState state, RelayGrant grant, String realm, String nonce) {
    this.state = state;
    this.username = grant.username().getBytes(StandardCharsets.UTF_8);
    this.realm = realm;
    this.nonce = nonce;
    this.key = MessageIntegrity.longTerm(grant.username(), realm, grant.password());
  }

  /** Judges one packet from local port {@code port}. */
  TunnelVerdict judge(int port, byte[] packet, int offset, int packetLength, boolean gateOpen) {
    length = packetLength;
    if (packetLength == 0 || packetLength > RelayTunnel.MAX_PACKET) {
      return TunnelVerdict.MALFORMED;
    }
    if (ChannelData.startsWith(packet[offset])) {
      return channelData(port, packet, offset, packetLength, gateOpen);
    }
    if (message.wrap(packet, offset, packetLength) != StunMessage.Verdict.MESSAGE
        || !Attributes.wellPlaced(message)) {
      return TunnelVerdict.MALFORMED;
    }
    return switch (message.messageClass()) {
      case REQUEST -> request(port);
      case INDICATION ->
          message.method() == StunMethod.SEND ? send(port, gateOpen) : TunnelVerdict.METHOD;
      case SUCCESS, ERROR -> TunnelVerdict.METHOD;
    };
  }

  /** Bytes of the packet to carry on: without the padding that ChannelData may have. */
  int length() {
    return length;
  }

  /** The message judged last, if it was one. */
  StunMessage message() {
    return message;
  }

  /** The channel that the engine sent over last, or {@link #NO_CHANNEL}. */
  int channel() {
    return channel;
  }

  /** Where the media stands in the packet judged FORWARD_MEDIA. */
  int payloadOffset() {
    return payloadOffset;
  }

  int payloadLength() {
    return payloadLength;
  }

  /**
   * Writes the 401 for the request judged CHALLENGE into {@code out}; returns its length (RFC 8489
   * section 9.2.4).
   */
  int challenge(byte[] out) {
    return writer
        .begin(out, 0, StunMethod.ALLOCATE, StunClass.ERROR, message)
        .error(StunErrorCode.UNAUTHENTICATED)
        .text(AttributeType.REALM, realm)
        .text(AttributeType.NONCE, nonce)
        .length();
  }

  /** Writes the Allocate that {@code stale} refused once more; returns its length, or 0. */
  int retry(StunMessage stale, byte[] out) {
    return retry.write(stale, key, out);
  }

  void destroy() {
    key.close();
  }

  private TunnelVerdict request(int port) {
    StunMethod method = message.method();
    if (message.integrityAt() == StunMessage.NONE
        && message.integritySha256At() == StunMessage.NONE) {
      return unauthenticated(port, method);
    }
    if (method != StunMethod.ALLOCATE
        && method != StunMethod.REFRESH
        && method != StunMethod.CREATE_PERMISSION
        && method != StunMethod.CHANNEL_BIND) {
      return TunnelVerdict.METHOD;
    }
    if (!provesGrant()) {
      return TunnelVerdict.WRONG_INTEGRITY;
    }
    if (!state.isEngine(port, true)) {
      return TunnelVerdict.FOREIGN_PORT;
    }
    return switch (method) {
      case ALLOCATE -> allocate();
      case CREATE_PERMISSION -> createPermission();
      case CHANNEL_BIND -> channelBind();
      case REFRESH -> TunnelVerdict.FORWARD;
      case BINDING, SEND, DATA, OTHER -> TunnelVerdict.METHOD;
    };
  }

  /** Once the engine is known, nobody else is even answered. */
  @Rule("TUN-1")
  private TunnelVerdict unauthenticated(int port, StunMethod method) {
    if (state.authenticated() && !state.isEngine(port, false)) {
      return TunnelVerdict.FOREIGN_PORT;
    }
    return method == StunMethod.ALLOCATE ? TunnelVerdict.CHALLENGE : TunnelVerdict.UNAUTHENTICATED;
  }

  @Rule("TUN-2")
  private boolean provesGrant() {
    int user = message.find(AttributeType.USERNAME);
    return user != StunMessage.NONE
        && Attributes.count(message, AttributeType.USERNAME) == 1
        && message.valueEquals(user, username)
        && key.verify(message) == MessageIntegrity.Verdict.VALID;
  }

  /** UDP only: a TCP allocation would be another kind of path (RFC 6062). */
  private TunnelVerdict allocate() {
    int transport = message.find(AttributeType.REQUESTED_TRANSPORT);
    boolean udp =
        transport != StunMessage.NONE
            && message.lengthAt(transport) == CHANNEL_ATTRIBUTE_LENGTH
            && message.u32(transport) >>> 24 == TRANSPORT_UDP;
    if (!udp) {
      return TunnelVerdict.METHOD;
    }
    retry.remember(message);
    return TunnelVerdict.FORWARD;
  }

  /**
   * Every address in it must be admitted; a refused one is dropped, not answered: only the relay
   * could sign an answer.
   */
  @Rule("TUN-5")
  private TunnelVerdict createPermission() {
    boolean any = false;
    for (int at = message.first(); at != StunMessage.NONE; at = message.next(at)) {
      if (message.typeAt(at) == AttributeType.XOR_PEER_ADDRESS) {
        any = true;
        if (address.readXor(message, at) != StunAddress.Verdict.ADDRESS) {
          return TunnelVerdict.MALFORMED;
        }
        if (!state.peers().admits(address.buffer(), 0, address.addressLength())) {
          return TunnelVerdict.PEER;
        }
      }
    }
    return any ? TunnelVerdict.FORWARD : TunnelVerdict.MALFORMED;
  }

  private TunnelVerdict channelBind() {
    int number = message.find(AttributeType.CHANNEL_NUMBER);
    if (number == StunMessage.NONE
        || Attributes.count(message, AttributeType.CHANNEL_NUMBER) != 1
        || message.lengthAt(number) != CHANNEL_ATTRIBUTE_LENGTH
        || !ChannelData.isStandard(message.u16(number))) {
      return TunnelVerdict.MALFORMED;
    }
    TunnelVerdict peer = PeerAddress.judge(message, address, state.peers());
    if (peer == TunnelVerdict.FORWARD) {
      state.bind(message.u16(number));
    }
    return peer;
  }

  private TunnelVerdict send(int port, boolean gateOpen) {
    if (!state.isEngine(port, false)) {
      return notTheEngine();
    }
    TunnelVerdict peer = PeerAddress.judge(message, address, state.peers());
    if (peer != TunnelVerdict.FORWARD) {
      return peer;
    }
    int data = message.find(AttributeType.DATA);
    if (data == StunMessage.NONE || Attributes.count(message, AttributeType.DATA) != 1) {
      return TunnelVerdict.MALFORMED;
    }
    return payload(message.buffer(), message.valueOffset(data), message.lengthAt(data), gateOpen);
  }

  @Rule("TUN-6")
  private TunnelVerdict channelData(
      int port, byte[] packet, int offset, int packetLength, boolean gateOpen) {
    if (ChannelData.check(packet, offset, packetLength) != ChannelData.Verdict.CHANNEL_DATA) {
      return TunnelVerdict.MALFORMED;
    }
    if (!state.isEngine(port, false)) {
      return notTheEngine();
    }
    if (!state.isBound(ChannelData.number(packet, offset))) {
      return TunnelVerdict.CHANNEL;
    }
    channel = ChannelData.number(packet, offset);
    int data = ChannelData.dataLength(packet, offset);
    length = ChannelData.HEADER_LENGTH + data;
    return payload(packet, offset + ChannelData.HEADER_LENGTH, data, gateOpen);
  }

  private TunnelVerdict notTheEngine() {
    return state.authenticated() ? TunnelVerdict.FOREIGN_PORT : TunnelVerdict.UNAUTHENTICATED;
  }

  private TunnelVerdict payload(byte[] packet, int offset, int dataLength, boolean gateOpen) {
    payloadOffset = offset;
    payloadLength = dataLength;
    return Payload.judge(packet, offset, dataLength, gateOpen);
  }
}
