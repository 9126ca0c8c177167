package org.phantomnet.relay.net;

import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.util.Optional;
import java.util.OptionalInt;

/** One relayed socket's errors, as the system keeps them. On the socket's loop, as long as it. */
final class ErrorQueue {
  private final EventLoop loop;
  private final int descriptor;
  private final RelaySocket socket;
  private final PeerHandler handler;

  private ErrorQueue(EventLoop loop, int descriptor, RelaySocket socket, PeerHandler handler) {
    this.loop = loop;
    this.descriptor = descriptor;
    this.socket = socket;
    this.handler = handler;
  }

  /**
   * Empty where they cannot be had. The JDK's channel would take a datagram that did not go, since
   * an earlier one had met an error, for one that was sent: errors are kept only where its native
   * call is asked.
   */
  static Optional<ErrorQueue> of(
      EventLoop loop,
      DatagramChannel channel,
      boolean ipv6,
      RelaySocket socket,
      PeerHandler handler) {
    OptionalInt descriptor = LinuxCalls.descriptor(channel);
    return SocketOptions.available()
            && descriptor.isPresent()
            && SocketOptions.keepErrors(descriptor.getAsInt(), ipv6)
        ? Optional.of(new ErrorQueue(loop, descriptor.getAsInt(), socket, handler))
        : Optional.empty();
  }

  int descriptor() {
    return descriptor;
  }

  /** Tells what there is to tell; whether there was anything. */
  boolean drain() {
    return loop.errors().drain(descriptor, socket, handler, Optional.empty()) > 0;
  }

  /** As {@link #drain}, after a datagram to {@code peer} was not taken. */
  void drainAfter(InetSocketAddress peer) {
    loop.errors().drain(descriptor, socket, handler, Optional.of(peer));
  }
}
