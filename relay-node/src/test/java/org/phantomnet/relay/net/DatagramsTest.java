package org.phantomnet.relay.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.util.Arrays;
import java.util.HashSet;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.phantomnet.relay.counters.Counter;
import org.phantomnet.relay.counters.LoopCounters;

/** Both ways to take and send datagrams, on real sockets. */
final class DatagramsTest {
  private static final int PATIENCE_MILLIS = 10_000;

  private final LoopCounters counters = new LoopCounters();
  private final PacketBuffer buffer = new PacketBuffer();
  private final Endpoint sender = new Endpoint();
  private final DirectDatagrams.Memory memory = new DirectDatagrams.Memory();

  private enum Way {
    BATCHED,
    DIRECT,
    SINGLE
  }

  private Datagrams open(Way way, DatagramChannel channel) {
    if (way == Way.SINGLE) {
      return new SingleDatagrams(channel);
    }
    if (way == Way.DIRECT) {
      return new DirectDatagrams(DatagramCalls.descriptor(channel), memory);
    }
    OptionalInt descriptor = LinuxCalls.descriptor(channel);
    return new BatchedDatagrams(descriptor.orElseThrow(), counters);
  }

  private static DatagramChannel listener(String address) throws IOException {
    InetAddress local = InetAddress.getByName(address);
    DatagramChannel channel = Sockets.datagram(local, Sockets.LISTENER_BUFFER, false);
    channel.bind(new InetSocketAddress(local, 0));
    channel.configureBlocking(false);
    return channel;
  }

  private static DatagramSocket client(String address) throws IOException {
    DatagramSocket socket =
        new DatagramSocket(new InetSocketAddress(InetAddress.getByName(address), 0));
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  private static InetSocketAddress local(DatagramChannel channel) throws IOException {
    return (InetSocketAddress) channel.getLocalAddress();
  }

  /** On loopback what was sent has come; the loop asks once, as the selector's word makes it do. */
  private int takeOne(Datagrams datagrams) throws IOException {
    return datagrams.receive(Datagrams.BURST) > 0 ? datagrams.take(0, buffer, sender) : -1;
  }

  @Test
  void thisMachine_hasTheCalls() throws IOException {
    try (DatagramChannel channel = listener("127.0.0.1")) {
      assertTrue(
          LinuxCalls.descriptor(channel).isPresent(),
          "the build starts the JVM with --add-opens java.base/sun.nio.ch=ALL-UNNAMED");
    }
    assertTrue(DatagramCalls.available());
  }

  @ParameterizedTest
  @CsvSource({
    "BATCHED, 127.0.0.1, 127.0.0.1",
    "DIRECT, 127.0.0.1, 127.0.0.1",
    "SINGLE, 127.0.0.1, 127.0.0.1",
    "BATCHED, ::1, ::1",
    "DIRECT, ::1, ::1",
    "SINGLE, ::1, ::1"
  })
  void datagram_goesThereAndBack(Way way, String here, String there) throws IOException {
    try (DatagramChannel channel = listener(here);
        DatagramSocket client = client(there)) {
      Datagrams datagrams = open(way, channel);
      byte[] said = {1, 2, 3, 4, 5};
      client.send(new DatagramPacket(said, said.length, local(channel)));

      assertEquals(said.length, takeOne(datagrams));
      assertEquals(client.getLocalSocketAddress(), sender.toSocketAddress());
      assertTrue(datagrams.send(buffer, PacketBuffer.HEADROOM, said.length, sender));
      datagrams.flush();

      DatagramPacket answer = new DatagramPacket(new byte[100], 100);
      client.receive(answer);
      assertArrayEquals(said, Arrays.copyOf(answer.getData(), answer.getLength()));
      assertEquals(local(channel), answer.getSocketAddress());
    }
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void listenerOfBothFamilies_answersAnIpv4Client(Way way) throws IOException {
    try (DatagramChannel channel = listener("::");
        DatagramSocket client = client("127.0.0.1")) {
      Datagrams datagrams = open(way, channel);
      InetSocketAddress to = new InetSocketAddress("127.0.0.1", local(channel).getPort());
      client.send(new DatagramPacket(new byte[] {9}, 1, to));

      assertEquals(1, takeOne(datagrams));
      assertEquals(client.getLocalSocketAddress(), sender.toSocketAddress());
      assertTrue(datagrams.send(buffer, PacketBuffer.HEADROOM, 1, sender));
      datagrams.flush();
      client.receive(new DatagramPacket(new byte[1], 1));
    }
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void manyDatagrams_areAllTaken_andAllAnswered(Way way) throws IOException {
    try (DatagramChannel channel = listener("127.0.0.1");
        DatagramSocket client = client("127.0.0.1")) {
      Datagrams datagrams = open(way, channel);
      int many = 3 * Datagrams.BURST + 1;
      for (int i = 0; i < many; i++) {
        client.send(new DatagramPacket(new byte[] {(byte) i}, 1, local(channel)));
      }
      int taken = 0;
      while (taken < many) {
        int count = datagrams.receive(Datagrams.BURST);
        for (int i = 0; i < count && datagrams.take(i, buffer, sender) >= 0; i++) {
          assertEquals((byte) taken, buffer.array()[PacketBuffer.HEADROOM]);
          assertTrue(datagrams.send(buffer, PacketBuffer.HEADROOM, 1, sender));
          taken++;
        }
        datagrams.flush();
      }
      assertEquals(many, taken);
      Set<Byte> heard = new HashSet<>();
      for (int i = 0; i < many; i++) {
        DatagramPacket answer = new DatagramPacket(new byte[1], 1);
        client.receive(answer);
        heard.add(answer.getData()[0]);
      }
      assertEquals(many, heard.size());
      assertEquals(0, counters.get(Counter.SEND_REFUSED));
    }
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void oversizeDatagram_isSeenAsSuch_andTheNextOneIsWhole(Way way) throws IOException {
    try (DatagramChannel channel = listener("127.0.0.1");
        DatagramSocket client = client("127.0.0.1")) {
      Datagrams datagrams = open(way, channel);
      for (int length : new int[] {PacketBuffer.MAX_PACKET + 500, PacketBuffer.MAX_PACKET, 7}) {
        client.send(new DatagramPacket(new byte[length], length, local(channel)));
        assertEquals(Math.min(length, PacketBuffer.MAX_PACKET + 1), takeOne(datagrams));
      }
      assertEquals(-1, takeOne(datagrams));
    }
  }

  @Test
  void batch_withAnAddressTheSystemRefuses_sendsTheOthers() throws IOException {
    try (DatagramChannel channel = listener("127.0.0.1");
        DatagramSocket client = client("127.0.0.1")) {
      Datagrams datagrams = open(Way.BATCHED, channel);
      Endpoint good = new Endpoint();
      good.set((InetSocketAddress) client.getLocalSocketAddress());
      Endpoint bad = new Endpoint();
      bad.setIpv4(0x7F000001, 0); // port 0 is nobody's
      buffer.array()[PacketBuffer.HEADROOM] = 42;
      for (Endpoint to : new Endpoint[] {bad, good, bad, good, bad}) {
        assertTrue(datagrams.send(buffer, PacketBuffer.HEADROOM, 1, to));
      }
      datagrams.flush();

      assertEquals(3, counters.get(Counter.SEND_REFUSED));
      for (int i = 0; i < 2; i++) {
        DatagramPacket answer = new DatagramPacket(new byte[1], 1);
        client.receive(answer);
        assertEquals(42, answer.getData()[0]);
      }
    }
  }
}
