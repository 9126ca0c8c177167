package org.phantomnet.relay.turn;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import org.phantomnet.protocol.bytes.Bytes;

/** Someone a client talks to through the relay: a plain UDP socket. */
final class TestPeer implements AutoCloseable {
  private final DatagramSocket socket;

  TestPeer(Bytes address) throws IOException {
    socket = new DatagramSocket(0, InetAddress.getByAddress(address.toByteArray()));
    socket.setSoTimeout(10_000);
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
