package org.phantomnet.relay.turn;

import java.net.InetSocketAddress;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.stun.AttributeType;
import org.phantomnet.protocol.stun.StunClass;
import org.phantomnet.protocol.stun.StunMethod;
import org.phantomnet.protocol.stun.StunWriter;
import org.phantomnet.relay.net.ClientPath;
import org.phantomnet.relay.net.PacketBuffer;

/**
 * What one allocation's client is told of ICMP errors (RFC 8656 section 11.5): of which peer, type,
 * code and an MTU, and no byte of a packet. One loop.
 */
final class IcmpNews {
  private static final int BURST = 8;
  private static final long EVERY_MILLIS = 125;
  private static final int VALUE_LENGTH = 8; // RFC 8656 section 18.13

  private long nextMillis = Long.MIN_VALUE;

  /** Whether one more may be told: {@link #BURST} at once, then one each {@link #EVERY_MILLIS}. */
  @Rule("TURN-48")
  boolean mayTell(long nowMillis) {
    long from = Math.max(nextMillis, nowMillis - BURST * EVERY_MILLIS);
    if (from >= nowMillis) {
      return false;
    }
    nextMillis = from + EVERY_MILLIS;
    return true;
  }

  /** A Data indication with XOR-PEER-ADDRESS and ICMP, without DATA. */
  static boolean tell(
      ClientPath path,
      byte[] transactionId,
      InetSocketAddress peer,
      PacketBuffer buffer,
      int type,
      int code,
      long data) {
    byte[] address = peer.getAddress().getAddress();
    byte[] value = new byte[VALUE_LENGTH];
    value[2] = (byte) type;
    value[3] = (byte) code;
    for (int i = 0; i < 4; i++) {
      value[4 + i] = (byte) (data >>> 8 * (3 - i));
    }
    int length =
        new StunWriter()
            .begin(
                buffer.array(),
                PacketBuffer.HEADROOM,
                StunMethod.DATA,
                StunClass.INDICATION,
                transactionId,
                0)
            .xorAddress(AttributeType.XOR_PEER_ADDRESS, address, address.length, peer.getPort())
            .bytes(AttributeType.ICMP, value)
            .length();
    return path.send(buffer, PacketBuffer.HEADROOM, length);
  }
}
