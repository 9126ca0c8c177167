package org.phantomnet.relay.turn;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Random;
import org.phantomnet.protocol.bytes.Bytes;

/** Someone a client talks to through the relay: a plain UDP socket. */
final class TestPeer implements AutoCloseable {
  private final DatagramSocket socket;

  private TestPeer(DatagramSocket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(10_000);
  }

  /**
   * At a port that could be another relay's: the policy admits no other of the relay's own address.
   */
  static TestPeer open(Bytes address, int minPort, int maxPort) throws IOException {
    Random random = new Random();
    for (int i = 0; i < 100; i++) {
      int port = minPort + random.nextInt(maxPort - minPort + 1);
      try {
        return new TestPeer(
            new DatagramSocket(port, InetAddress.getByAddress(address.toByteArray())));
      } catch (BindException e) {
        continue; // taken
      }
    }
    throw new IOException("no free port");
  }

  InetSocketAddress address() {
    return (InetSocketAddress) socket.getLocalSocketAddress();
  }

  void send(InetSocketAddress to, byte[] data) throws IOException {
    socket.send(new DatagramPacket(data, data.length, to));
  }

  DatagramPacket receive() throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
    socket.receive(packet);
    return packet;
  }

  byte[] receiveBytes() throws IOException {
    DatagramPacket packet = receive();
    return Arrays.copyOf(packet.getData(), packet.getLength());
  }

  @Override
  public void close() {
    socket.close();
  }
}
