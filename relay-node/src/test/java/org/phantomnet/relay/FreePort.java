package org.phantomnet.relay;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports for a node whose configuration must name them. Stateless. */
public final class FreePort {
  private static final int LOWEST = 30_000; // above those that tests relay at

  /** Below what Linux gives to sockets that name none, which other tests open all the time. */
  private static final int BEYOND = 32_768;

  private FreePort() {}

  /** A port of 127.0.0.1 that nobody has now, neither for TCP nor for UDP. */
  public static int choose() throws IOException {
    InetAddress loopback = InetAddress.getByName("127.0.0.1");
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST, BEYOND);
      try (ServerSocket tcp = new ServerSocket(port, 1, loopback);
          DatagramSocket udp = new DatagramSocket(new InetSocketAddress(loopback, port))) {
        if (tcp.isBound() && udp.isBound()) {
          return port;
        }
      } catch (BindException e) {
        continue; // another one
      }
    }
  }
}
