package org.phantomnet.relay.net;

/**
 * Takes what clients send. Called on the path's loop; the buffer may be changed and is reused after
 * the call.
 */
public interface ClientHandler {
  /** One STUN message or ChannelData message: {@code length} bytes from {@code at}. */
  void fromClient(ClientPath path, PacketBuffer buffer, int at, int length);

  /** The connection is gone. Not called for datagrams, which end only by lifetime. */
  void lost(ClientPath path);
}
