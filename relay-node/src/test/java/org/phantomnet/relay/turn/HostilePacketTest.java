package org.phantomnet.relay.turn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.stun.AttributeType;
import org.phantomnet.protocol.stun.StunClass;
import org.phantomnet.protocol.stun.StunMessage;
import org.phantomnet.protocol.stun.StunMethod;
import org.phantomnet.relay.admission.TurnLimits;
import org.phantomnet.relay.counters.Counter;
import org.phantomnet.relay.net.TcpListener;
import org.phantomnet.relay.turn.TurnConfig.ListenerKind;

final class HostilePacketTest {
  private static final byte[] HELLO = "hello".getBytes(StandardCharsets.US_ASCII);
  private static final int CHANNEL = 0x4001;

  @Test
  @Covers("TURN-46")
  @Adversary("ADV-49")
  void booksOfPackets_balance_whateverCame() throws Exception {
    try (TurnBed bed = new TurnBed()) {
      TurnClient client = bed.client(ListenerKind.UDP);
      TestPeer peer = bed.peer();
      TestPeer stranger = bed.peer(Bytes.copyOf(new byte[] {127, 0, 0, 10}));
      InetSocketAddress relayed = client.allocated();
      client.bind(CHANNEL, peer.address());
      byte[] tooLong = new byte[3_000];
      client.sendChannelData(CHANNEL, HELLO);
      client.sendChannelData(CHANNEL + 1, HELLO);
      client.sendIndication(stranger.address(), HELLO);
      client.sendIndication(new InetSocketAddress("127.0.0.1", 22), HELLO);
      client.wire.send(tooLong);
      client.wire.send(new byte[0]);
      peer.send(relayed, tooLong);
      stranger.send(relayed, HELLO);
      peer.send(relayed, HELLO);
      client.wire.receive(); // the peer's, so all before it is counted
      try (TurnClient newcomer = bed.client(ListenerKind.UDP)) {
        newcomer.sendChannelData(CHANNEL, HELLO);
        newcomer.assertNothingReceived();
      }

      bed.awaitBalance();
      for (Counter counter :
          List.of(
              Counter.FORWARDED_TO_PEER,
              Counter.FORWARDED_TO_CLIENT,
              Counter.DROPPED_NO_CHANNEL,
              Counter.DROPPED_DENIED_PEER,
              Counter.DROPPED_MALFORMED,
              Counter.DROPPED_NO_ALLOCATION)) {
        assertEquals(1, bed.count(counter), counter.name());
      }
      assertEquals(2, bed.count(Counter.DROPPED_OVERSIZE));
      assertEquals(2, bed.count(Counter.DROPPED_NO_PERMISSION));
    }
  }

  @Test
  @Covers("STUN-1")
  @Adversary("ADV-49")
  void randomTruncatedAndOversizePackets_hurtNoCall() throws Exception {
    try (TurnBed bed = new TurnBed()) {
      TurnClient victim = bed.client(ListenerKind.UDP);
      TestPeer peer = bed.peer();
      victim.allocated();
      victim.bind(CHANNEL, peer.address());
      TurnClient hostile = bed.client(ListenerKind.UDP);
      Random random = new Random(3);
      byte[] request =
          hostile.signed(
              StunMethod.ALLOCATE,
              TurnClient.newId(),
              w -> w.u8(AttributeType.REQUESTED_TRANSPORT, 17));

      for (int i = 0; i < 2_000; i++) {
        byte[] packet = new byte[random.nextInt(3_000)];
        random.nextBytes(packet);
        hostile.wire.send(packet);
        if (i % 20 == 0) {
          victim.sendChannelData(CHANNEL, HELLO);
          assertArrayEquals(HELLO, peer.receiveBytes());
        }
      }
      for (int length = 0; length < request.length; length++) {
        hostile.wire.send(java.util.Arrays.copyOf(request, length));
      }

      victim.sendChannelData(CHANNEL, HELLO);
      assertArrayEquals(HELLO, peer.receiveBytes());
      assertTrue(bed.count(Counter.DROPPED_OVERSIZE) > 0);
      assertTrue(bed.count(Counter.DROPPED_MALFORMED) > 0);
      assertEquals(0, bed.count(Counter.FAULTS));
      assertEquals(1, bed.server.liveAllocations());
    }
  }

  @Test
  @Adversary("ADV-49")
  void mutatedRequestsOfAnAllocationsOwner_neverFault() throws Exception {
    try (TurnBed bed = new TurnBed()) {
      TurnClient client = bed.client(ListenerKind.UDP);
      client.allocated();
      TestPeer peer = bed.peer();
      Random random = new Random(4);
      StunMethod[] methods = StunMethod.values();

      for (int i = 0; i < 2_000; i++) {
        StunMethod method = methods[random.nextInt(methods.length - 1)];
        int type = random.nextInt(0x30);
        byte[] value = new byte[random.nextInt(24)];
        random.nextBytes(value);
        byte[] packet =
            client.signed(
                method,
                TurnClient.newId(),
                w -> {
                  w.bytes(type, value);
                  TurnClient.xorPeer(w, peer.address());
                });
        if (method != StunMethod.REFRESH) {
          client.wire.send(packet);
        }
        if (i % 50 == 0) {
          bed.awaitCount(Counter.PACKETS_FROM_CLIENTS, 1);
        }
      }

      TurnClient other = bed.client(ListenerKind.UDP);
      assertEquals(StunClass.SUCCESS, other.allocate().messageClass());
      assertEquals(0, bed.count(Counter.FAULTS));
    }
  }

  @Test
  @Covers("TURN-4")
  @Adversary("ADV-43")
  void unprovenSender_getsNoMoreThanItsBudget() throws Exception {
    try (TurnBed bed = new TurnBed()) {
      TurnClient client = bed.client(ListenerKind.UDP);
      byte[] bare = new byte[StunMessage.HEADER_LENGTH];
      new org.phantomnet.protocol.stun.StunWriter()
          .begin(bare, 0, StunMethod.BINDING, StunClass.REQUEST, TurnClient.newId(), 0);

      // each answer is 12 bytes longer than its request, and a second's budget of a prefix is 65536
      for (int i = 0; i < 65_536 / 12; i++) {
        client.wire.send(bare);
        client.wire.receive();
      }
      client.wire.send(bare);

      bed.awaitCount(Counter.ANSWER_BUDGET_SPENT, 1);
      bed.pass(Duration.ofSeconds(1));
      client.assertNothingReceived();
    }
  }

  @Test
  @Covers("TURN-12")
  @Adversary("ADV-49")
  void streamThatIsNotTurn_isClosed() throws Exception {
    try (TurnBed bed = new TurnBed()) {
      InetSocketAddress address = bed.server.socketAddress(ListenerKind.TCP);
      byte[][] streams = {
        "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
        {(byte) 0x80, 0, 0, 0},
        {0, 3, (byte) 0xFF, (byte) 0xFC},
        {0, 3, 0, 1},
        {0x40, 1, (byte) 0xFF, (byte) 0xFF}
      };

      // an HTTP request begins with 0x47, which is a channel number: its announced length gives it
      // away
      for (byte[] stream : streams) {
        try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
          socket.setSoTimeout(10_000);
          socket.getOutputStream().write(stream);
          assertEquals(-1, endOf(socket));
        }
      }
    }
  }

  @Test
  @Covers("TURN-13")
  @Adversary("ADV-49")
  void slowLoris_isClosedInTime_whateverItTrickles() throws Exception {
    try (TurnBed bed = new TurnBed()) {
      InetSocketAddress address = bed.server.socketAddress(ListenerKind.TCP);
      try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
        socket.setSoTimeout(10_000);
        socket.getOutputStream().write(new byte[] {0, 1, 0});
        bed.awaitCount(Counter.CONNECTIONS_ACCEPTED, 1);
        bed.pass(Duration.ofMillis(TcpListener.UNUSED_LIFETIME_MILLIS - 1));
        socket.getOutputStream().write(new byte[] {0});

        bed.pass(Duration.ofSeconds(1)); // the loop looks twice a second

        assertEquals(-1, endOf(socket));
        assertEquals(1, bed.count(Counter.CONNECTIONS_TIMED_OUT));
      }
    }
  }

  @Test
  @Covers("TURN-13")
  void connectionWithAnAllocation_isNotTimedOut() throws Exception {
    try (TurnBed bed = new TurnBed()) {
      TurnClient client = bed.allocated(ListenerKind.TCP);

      bed.pass(Duration.ofSeconds(60));

      assertEquals(StunClass.SUCCESS, client.refresh(600).messageClass());
    }
  }

  @Test
  @Adversary("ADV-49")
  void connectionsAboveTheLimit_areRefused_andFreedOnesServed() throws Exception {
    TurnLimits two = new TurnLimits(1, 10, 16, 16, 8_000_000, 2);
    try (TurnBed bed = new TurnBed(c -> TurnBed.withLimits(c, two))) {
      TurnClient first = bed.client(ListenerKind.TCP);
      first.allocated();
      TurnClient second = bed.client(ListenerKind.TCP);
      second.allocated();

      TurnClient third = bed.client(ListenerKind.TCP);
      assertThrows(IOException.class, third::allocate);
      second.close();
      bed.awaitCount(Counter.ALLOCATIONS_ENDED, 1);
      assertEquals(StunClass.SUCCESS, bed.client(ListenerKind.TCP).allocate().messageClass());
    }
  }

  @Test
  @Covers("TURN-12")
  void messagesSplitAndJoinedInAStream_areFramed() throws Exception {
    try (TurnBed bed = new TurnBed()) {
      TurnClient client = bed.allocated(ListenerKind.TCP);
      byte[] one = client.signed(StunMethod.REFRESH, TurnClient.newId(), w -> {});
      byte[] two = client.signed(StunMethod.REFRESH, TurnClient.newId(), w -> {});
      byte[] both = java.util.Arrays.copyOf(one, one.length + two.length);
      System.arraycopy(two, 0, both, one.length, two.length);

      client.wire.send(both);
      assertEquals(StunClass.SUCCESS, client.receive().messageClass());
      assertEquals(StunClass.SUCCESS, client.receive().messageClass());
      for (byte b : one) {
        client.wire.send(new byte[] {b});
      }
      assertEquals(StunClass.SUCCESS, client.receive().messageClass());
    }
  }

  @Test
  @Adversary("ADV-49")
  void clientThatDoesNotRead_losesPacketsAndHoldsNoMemory() throws Exception {
    try (TurnBed bed = new TurnBed(HostilePacketTest::fast)) {
      TurnClient client = bed.allocated(ListenerKind.TCP);
      TestPeer peer = bed.peer();
      client.bind(CHANNEL, peer.address());
      byte[] data = new byte[1_400];

      long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
      while (bed.count(Counter.DROPPED_SLOW_CLIENT) < 100) {
        peer.send(client.relayed(), data);
        assertTrue(System.nanoTime() < deadline);
      }

      // the frames that did get through are whole, and the connection still works
      List<Integer> lengths = new ArrayList<>();
      while (lengths.size() < 100) {
        lengths.add(client.wire.receive().length);
      }
      assertTrue(lengths.stream().allMatch(l -> l == 1_404));
    }
  }

  private static TurnConfig fast(TurnConfig c) {
    return TurnBed.withLimits(c, new TurnLimits(1, 10, 16, 16, 100_000_000_000L, 10));
  }

  /** -1 at the end of the stream; a reset is an end too. */
  private static int endOf(Socket socket) {
    try {
      return socket.getInputStream().read();
    } catch (java.net.SocketTimeoutException e) {
      return 0;
    } catch (IOException e) {
      return -1;
    }
  }
}
