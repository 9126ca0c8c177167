package org.phantomnet.engine.path;

import java.util.Optional;
import org.phantomnet.engine.port.RelayTunnel;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.shield.ShieldReceiver;
import org.phantomnet.protocol.shield.ShieldSender;
import org.phantomnet.protocol.shield.ShieldedMessage;
import org.phantomnet.protocol.stun.AttributeType;
import org.phantomnet.protocol.stun.ChannelData;
import org.phantomnet.protocol.stun.StunClass;
import org.phantomnet.protocol.stun.StunMessage;
import org.phantomnet.protocol.stun.StunWriter;

/**
 * Puts another payload into ChannelData and into Send and Data indications that the filter let
 * through: the sealed one on the way out, the opened one on the way in. One direction of one
 * tunnel, one thread at a time.
 */
final class ShieldedPackets {
  /** The packet is to be dropped. */
  static final int REFUSED = -1;

  /** An indication's header, one address and the data attribute's header. */
  private static final int MOST_AROUND = StunMessage.HEADER_LENGTH + 24 + 4 + 3;

  private final CallShield shield;
  private final byte[] payload = new byte[RelayTunnel.MAX_PACKET];
  private final byte[] packet = new byte[RelayTunnel.MAX_PACKET + MOST_AROUND];
  private final StunWriter writer = new StunWriter();

  ShieldedPackets(CallShield shield) {
    this.shield = shield;
  }

  /** The packet made last. */
  byte[] packet() {
    return packet;
  }

  /**
   * @param message the indication that {@code from} is, if it is no ChannelData
   * @return the length of {@link #packet}, or {@link #REFUSED}
   */
  int seal(byte[] from, int offset, StunMessage message, int at, int length) {
    if (length + ShieldSender.OVERHEAD + MOST_AROUND > RelayTunnel.MAX_PACKET) {
      return REFUSED;
    }
    int sealed = shield.sender().seal(from, at, length, payload, 0);
    return sealed == ShieldSender.REFUSED ? REFUSED : around(from, offset, message, sealed);
  }

  /**
   * A call message over that channel.
   *
   * @return the length of {@link #packet}
   */
  int seal(int channel, byte[] message) {
    int sealed = shield.sender().seal(message, 0, message.length, payload, 0);
    if (sealed == ShieldSender.REFUSED) {
      return REFUSED;
    }
    ChannelData.writeHeader(packet, 0, channel, sealed);
    System.arraycopy(payload, 0, packet, ChannelData.HEADER_LENGTH, sealed);
    return ChannelData.HEADER_LENGTH + sealed;
  }

  /** The call message that a payload is, if it is a good one. */
  Optional<Bytes> message(byte[] from, int at, int length) {
    return shield.open(from, at, length, payload) == ShieldReceiver.Verdict.OPENED
        ? ShieldedMessage.message(payload, length - ShieldSender.OVERHEAD)
        : Optional.empty();
  }

  /** As {@link #seal}, the other way. */
  int open(byte[] from, int offset, StunMessage message, int at, int length) {
    if (shield.open(from, at, length, payload) != ShieldReceiver.Verdict.OPENED) {
      return REFUSED;
    }
    return around(from, offset, message, length - ShieldSender.OVERHEAD);
  }

  private int around(byte[] from, int offset, StunMessage message, int length) {
    if (ChannelData.startsWith(from[offset])) {
      ChannelData.writeHeader(packet, 0, ChannelData.number(from, offset), length);
      System.arraycopy(payload, 0, packet, ChannelData.HEADER_LENGTH, length);
      return ChannelData.HEADER_LENGTH + length;
    }
    int peer = message.find(AttributeType.XOR_PEER_ADDRESS);
    return writer
        .begin(
            packet,
            0,
            message.method(),
            StunClass.INDICATION,
            message.buffer(),
            message.transactionIdOffset())
        .bytes(
            AttributeType.XOR_PEER_ADDRESS,
            message.buffer(),
            message.valueOffset(peer), // masked by the same transaction
            message.lengthAt(peer))
        .bytes(AttributeType.DATA, payload, 0, length)
        .length();
  }
}
