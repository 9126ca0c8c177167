package org.phantomnet.relay.turn;

import java.net.InetSocketAddress;
import org.phantomnet.relay.net.Endpoint;

/**
 * One peer transport address of an allocation: its permission, and its channel if it has one. One
 * loop.
 */
final class Peer {
  /** No channel is bound; never a channel's number. */
  static final int NO_CHANNEL = 0;

  private final InetSocketAddress socket;
  private final Endpoint endpoint;
  private final byte[] address;
  private final Permission permission;
  private int channel = NO_CHANNEL;
  private long channelEnds;

  Peer(InetSocketAddress socket, byte[] address, Permission permission) {
    this.socket = socket;
    endpoint = Endpoint.of(socket);
    this.address = address;
    this.permission = permission;
  }

  InetSocketAddress socket() {
    return socket;
  }

  /** What {@link #socket} is for a relayed socket. */
  Endpoint endpoint() {
    return endpoint;
  }

  byte[] address() {
    return address;
  }

  int port() {
    return socket.getPort();
  }

  boolean permitted(long nowMillis) {
    return permission.endsAt() > nowMillis;
  }

  void bind(int number, long endsAt) {
    channel = number;
    channelEnds = endsAt;
  }

  /** The channel bound now, or {@link #NO_CHANNEL}. */
  int channel(long nowMillis) {
    return channelEnds > nowMillis ? channel : NO_CHANNEL;
  }

  boolean is(byte[] otherAddress, int length, int otherPort) {
    if (port() != otherPort || address.length != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (address[i] != otherAddress[i]) {
        return false;
      }
    }
    return true;
  }

  /** What the client allows a peer address, whatever its port (RFC 8656 section 9). */
  static final class Permission {
    private long endsAt;

    void extend(long newEnd) {
      endsAt = newEnd;
    }

    long endsAt() {
      return endsAt;
    }
  }
}
