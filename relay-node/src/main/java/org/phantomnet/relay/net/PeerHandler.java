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

  /**
   * An error that a datagram met on its way (RFC 8656 section 11.5).
   *
   * @param peer where the datagram went, not who says that it did not arrive
   * @param buffer free to be written until this returns
   * @param type of ICMP or ICMPv6, as the peer's address says
   * @param data an MTU, or 0 (RFC 8656 section 18.13)
   */
  void icmp(
      RelaySocket socket,
      InetSocketAddress peer,
      PacketBuffer buffer,
      int type,
      int code,
      long data);
}
