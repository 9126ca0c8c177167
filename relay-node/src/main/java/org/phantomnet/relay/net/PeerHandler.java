package org.phantomnet.relay.net;

import java.net.InetSocketAddress;

/** Takes what peers send to a relayed address. Called on the socket's loop. */
public interface PeerHandler {
  /**
   * One datagram: {@code length} bytes from {@code at}, with {@link PacketBuffer#HEADROOM} before
   * it.
   *
   * @param peer the same object as in the call before if the sender is the same
   */
  void fromPeer(
      RelaySocket socket, InetSocketAddress peer, PacketBuffer buffer, int at, int length);
}
