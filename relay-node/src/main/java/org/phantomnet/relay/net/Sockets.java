package org.phantomnet.relay.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import org.phantomnet.protocol.bytes.Bytes;

/**
 * How this relay opens sockets. Sizes are constants: they hold a burst, and bound what the kernel
 * keeps per client.
 */
public final class Sockets {
  /** A listener takes the bursts of all clients of a loop. */
  public static final int LISTENER_BUFFER = 1 << 20;

  /** About a quarter second of one video stream. */
  static final int FLOW_BUFFER = 1 << 18;

  private static final int TCP_BACKLOG = 1024;

  private Sockets() {}

  /**
   * @param address 4 or 16 bytes
   */
  public static InetAddress address(Bytes address) {
    return address(address.toByteArray());
  }

  /**
   * @param address 4 or 16 bytes
   */
  public static InetAddress address(byte[] address) {
    try {
      return InetAddress.getByAddress(address);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("address length", e);
    }
  }

  /** Whether several loops can share an address and port. */
  public static boolean canSharePorts() {
    try (DatagramChannel probe = DatagramChannel.open(StandardProtocolFamily.INET)) {
      return probe.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT);
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Fails where another program holds the UDP port. Sockets that share ports would not notice: two
   * relays started by one user would each get some of the packets.
   */
  static void requireFreeUdp(InetAddress local, int port) throws IOException {
    try (DatagramChannel probe = DatagramChannel.open(family(local))) {
      probe.bind(new InetSocketAddress(local, port));
    }
  }

  /** As {@link #requireFreeUdp} for TCP. */
  static void requireFreeTcp(InetAddress local, int port) throws IOException {
    server(local, port, false).close();
  }

  static DatagramChannel datagram(InetAddress local, int buffer, boolean sharePort)
      throws IOException {
    DatagramChannel channel = DatagramChannel.open(family(local));
    channel.setOption(StandardSocketOptions.SO_RCVBUF, buffer);
    channel.setOption(StandardSocketOptions.SO_SNDBUF, buffer);
    if (sharePort) {
      channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
    }
    return channel;
  }

  static ServerSocketChannel server(InetAddress local, int port, boolean sharePort)
      throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open();
    try {
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      if (sharePort) {
        channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
      }
      channel.bind(new InetSocketAddress(local, port), TCP_BACKLOG);
      return channel;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private static ProtocolFamily family(InetAddress local) {
    return local instanceof java.net.Inet4Address
        ? StandardProtocolFamily.INET
        : StandardProtocolFamily.INET6;
  }
}
