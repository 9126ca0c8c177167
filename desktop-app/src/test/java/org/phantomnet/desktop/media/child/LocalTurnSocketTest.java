package org.phantomnet.desktop.media.child;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.phantomnet.desktop.media.pipe.FromChild;
import org.phantomnet.desktop.media.pipe.FromChildCodec;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;

class LocalTurnSocketTest {
  @Test
  @Covers("ENG-15")
  @Adversary("ADV-53")
  void fifthLocalPort_isNotHeard() throws Exception {
    PipedOutputStream out = new PipedOutputStream();
    FromChildCodec client = new FromChildCodec(new PipedInputStream(out, 1 << 16));
    LocalTurnSocket socket = LocalTurnSocket.open(false);
    socket.start(new ToClient(out));
    List<DatagramSocket> locals = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      locals.add(new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
      locals.get(i).send(packet(i, socket.port()));
    }

    locals.get(0).send(packet(9, socket.port()));

    Set<Integer> heard = new HashSet<>();
    for (int i = 0; i < 5; i++) {
      heard.add((int) ((FromChild.Packet) client.next()).packet().at(0));
    }
    assertEquals(Set.of(0, 1, 2, 3, 9), heard);
    locals.forEach(DatagramSocket::close);
  }

  @Test
  @Covers("ENG-77")
  void bindingRequest_staysInTheChild() throws Exception {
    PipedOutputStream out = new PipedOutputStream();
    FromChildCodec client = new FromChildCodec(new PipedInputStream(out, 1 << 16));
    LocalTurnSocket socket = LocalTurnSocket.open(false);
    socket.start(new ToClient(out));
    byte[] binding = new byte[20];
    binding[1] = 1;
    byte[] allocate = new byte[20];
    allocate[1] = 3;
    try (DatagramSocket local =
        new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
      for (byte[] packet : List.of(binding, allocate)) {
        local.send(
            new DatagramPacket(
                packet, packet.length, InetAddress.getLoopbackAddress(), socket.port()));
      }

      assertEquals(Bytes.copyOf(allocate), ((FromChild.Packet) client.next()).packet());
    }
  }

  @Test
  void packet_isDeliveredToItsPort() throws Exception {
    LocalTurnSocket socket = LocalTurnSocket.open(false);
    try (DatagramSocket local =
        new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
      local.setSoTimeout(5_000);

      socket.deliver(local.getLocalPort(), Bytes.copyOf(new byte[] {5}));
      socket.deliver(0, Bytes.copyOf(new byte[] {6}));

      DatagramPacket received = new DatagramPacket(new byte[10], 10);
      local.receive(received);
      assertArrayEquals(new byte[] {5}, Arrays.copyOf(received.getData(), received.getLength()));
      assertEquals(socket.port(), received.getPort());
    }
  }

  private static DatagramPacket packet(int content, int port) {
    return new DatagramPacket(
        new byte[] {(byte) content}, 1, InetAddress.getLoopbackAddress(), port);
  }
}
