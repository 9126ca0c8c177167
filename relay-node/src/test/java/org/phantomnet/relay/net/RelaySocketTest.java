package org.phantomnet.relay.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.phantomnet.relay.counters.Counter;
import org.phantomnet.relay.counters.LoopCounters;

/** A relayed socket on its loop, by system calls and by the JDK alone. */
final class RelaySocketTest {
  private static final int PATIENCE_MILLIS = 10_000;

  private final LoopCounters counters = new LoopCounters();
  private final BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();

  private record Heard(InetSocketAddress peer, int length, byte first) {}

  @AfterEach
  void allowTheCalls() {
    System.clearProperty(DatagramCalls.JDK_ONLY);
  }

  /** Answers each datagram with itself. */
  private final class Echo implements PeerHandler {
    @Override
    public void icmp(
        RelaySocket socket,
        InetSocketAddress peer,
        PacketBuffer buffer,
        int type,
        int code,
        long data) {}

    @Override
    public void fromPeer(
        RelaySocket socket, InetSocketAddress peer, PacketBuffer buffer, int at, int length) {
      assertTrue(socket.send(buffer, at, length, Endpoint.of(peer)));
      heard.add(new Heard(peer, length, buffer.array()[at]));
    }
  }

  private EventLoop loop(boolean jdkOnly) throws Exception {
    System.setProperty(DatagramCalls.JDK_ONLY, Boolean.toString(jdkOnly));
    return new EventLoop("test", System::currentTimeMillis, counters);
  }

  private static DatagramSocket peer(InetAddress address) throws Exception {
    DatagramSocket socket = new DatagramSocket(new InetSocketAddress(address, 0));
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  private Heard next() throws InterruptedException {
    Heard next = heard.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    assertTrue(next != null, "nothing came");
    return next;
  }

  private static RelaySocket open(InetAddress local) throws Exception {
    int port;
    try (DatagramSocket free = new DatagramSocket(new InetSocketAddress(local, 0))) {
      port = free.getLocalPort();
    }
    return RelaySocket.open(local, port);
  }

  @ParameterizedTest
  @CsvSource({"false, 127.0.0.1", "true, 127.0.0.1", "false, ::1", "true, ::1"})
  void datagrams_goBothWays_andASenderIsOneObjectWhileItIsTheSame(boolean jdkOnly, String host)
      throws Exception {
    InetAddress local = InetAddress.getByName(host);
    try (EventLoop loop = loop(jdkOnly);
        RelaySocket socket = open(local);
        DatagramSocket one = peer(local);
        DatagramSocket two = peer(local)) {
      socket.serve(loop, new Echo());
      loop.start();
      InetSocketAddress to = new InetSocketAddress(local, socket.port());
      DatagramSocket[] senders = {one, one, two, one};
      Heard[] all = new Heard[senders.length];
      for (int i = 0; i < senders.length; i++) {
        byte[] said = {(byte) (10 + i), 2, 3};
        senders[i].send(new DatagramPacket(said, said.length, to));
        all[i] = next();
        DatagramPacket answer = new DatagramPacket(new byte[100], 100);
        senders[i].receive(answer);
        assertArrayEquals(said, Arrays.copyOf(answer.getData(), answer.getLength()));
        assertEquals(senders[i].getLocalSocketAddress(), all[i].peer());
        assertEquals(said[0], all[i].first());
      }
      assertSame(all[0].peer(), all[1].peer());
      assertNotSame(all[1].peer(), all[2].peer());
      assertEquals(0, counters.get(Counter.FAULTS));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void oversizeDatagram_isCounted_andTheNextOneIsWhole(boolean jdkOnly) throws Exception {
    InetAddress local = InetAddress.getByName("127.0.0.1");
    try (EventLoop loop = loop(jdkOnly);
        RelaySocket socket = open(local);
        DatagramSocket peer = peer(local)) {
      socket.serve(loop, new Echo());
      loop.start();
      InetSocketAddress to = new InetSocketAddress(local, socket.port());
      for (int length : new int[] {PacketBuffer.MAX_PACKET + 1, PacketBuffer.MAX_PACKET}) {
        peer.send(new DatagramPacket(new byte[length], length, to));
      }

      assertEquals(PacketBuffer.MAX_PACKET, next().length());
      assertEquals(1, counters.get(Counter.DROPPED_OVERSIZE));
      assertEquals(1, counters.get(Counter.PACKETS_FROM_PEERS));
    }
  }

  /** Its descriptor may be another socket's by then. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void closedSocket_sendsNothing_andWhatIsRefusedIsToldSo(boolean jdkOnly) throws Exception {
    InetAddress local = InetAddress.getByName("127.0.0.1");
    try (EventLoop loop = loop(jdkOnly);
        RelaySocket socket = open(local);
        DatagramSocket peer = peer(local)) {
      loop.start();
      CompletableFuture<boolean[]> sent = new CompletableFuture<>();
      loop.post(
          () -> {
            PacketBuffer buffer = loop.buffer();
            Endpoint good = Endpoint.of((InetSocketAddress) peer.getLocalSocketAddress());
            Endpoint nobody = Endpoint.of(new InetSocketAddress(local, 0));
            socket.serve(loop, new Echo());
            boolean before = socket.send(buffer, PacketBuffer.HEADROOM, 1, good);
            boolean refused = socket.send(buffer, PacketBuffer.HEADROOM, 1, nobody);
            socket.close();
            boolean after = socket.send(buffer, PacketBuffer.HEADROOM, 1, good);
            sent.complete(new boolean[] {before, refused, after});
          });
      boolean[] found = sent.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);

      assertTrue(found[0]);
      assertFalse(found[1]);
      assertFalse(found[2]);
    }
  }
}
