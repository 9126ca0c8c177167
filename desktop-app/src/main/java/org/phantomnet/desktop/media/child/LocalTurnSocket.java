package org.phantomnet.desktop.media.child;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.Set;
import org.phantomnet.desktop.media.pipe.FromChild;
import org.phantomnet.engine.port.RelayTunnel;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Rule;

/**
 * What libwebrtc takes for its TURN server: a socket on loopback whose packets cross the pipe to
 * the client, which alone decides what goes on. Thread-safe.
 */
final class LocalTurnSocket {
  /** In a namespace of the child's own nobody else can hold it. */
  static final int TURN_PORT = 3_478;

  /** libwebrtc uses one socket; a stranger on this machine must not make the client hold many. */
  @Rule("ENG-15")
  private static final int MAX_SOURCES = 4;

  private static final int STUN_HEADER = 20; // RFC 8489 section 5
  private static final int BINDING_REQUEST = 0x0001; // RFC 8489 section 18.2

  private final DatagramSocket socket;
  private final InetAddress loopback;

  private LocalTurnSocket(DatagramSocket socket, InetAddress loopback) {
    this.socket = socket;
    this.loopback = loopback;
  }

  /** On 127.0.0.1, at {@link #TURN_PORT} if isolated, else at any free port. */
  static LocalTurnSocket open(boolean isolated) throws IOException {
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    DatagramSocket socket =
        new DatagramSocket(new InetSocketAddress(loopback, isolated ? TURN_PORT : 0));
    return new LocalTurnSocket(socket, loopback);
  }

  int port() {
    return socket.getLocalPort();
  }

  void start(ToClient client) {
    Thread thread = new Thread(() -> client.guard(() -> receive(client)), "turn-socket");
    thread.setDaemon(true);
    thread.setPriority(Thread.MAX_PRIORITY);
    thread.start();
  }

  private void receive(ToClient client) throws IOException {
    byte[] buffer = new byte[RelayTunnel.MAX_PACKET + 1];
    DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
    Set<Integer> sources = new HashSet<>();
    while (!socket.isClosed()) {
      packet.setLength(buffer.length);
      socket.receive(packet);
      int length = packet.getLength();
      if (length > 0
          && length <= RelayTunnel.MAX_PACKET
          && !isBinding(buffer, length)
          && known(sources, packet.getPort())) {
        client.send(new FromChild.Packet(packet.getPort(), Bytes.copyOf(buffer, 0, length)));
      }
    }
  }

  /** The address that the relay sees is the tunnel's, not the engine's. */
  @Rule("ENG-77")
  private static boolean isBinding(byte[] packet, int length) {
    return length >= STUN_HEADER && packet[0] == 0 && packet[1] == BINDING_REQUEST;
  }

  private static boolean known(Set<Integer> sources, int port) {
    return sources.contains(port) || (sources.size() < MAX_SOURCES && sources.add(port));
  }

  /** To the engine's socket at {@code port}; a port nobody listens on drops it. */
  void deliver(int port, Bytes packet) throws IOException {
    if (port > 0) {
      socket.send(new DatagramPacket(packet.toByteArray(), packet.length(), loopback, port));
    }
  }
}
