package org.phantomnet.mixnet.tunnel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.phantomnet.engine.port.RelayTunnel;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.directory.ListedRelay;
import org.phantomnet.protocol.directory.RelayDescriptor;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;

class UdpTunnelTest {
  private static final byte[] REQUEST = {0, 3, 0, 0, 1, 2, 3, 4};

  private final Recorder recorder = new Recorder();
  private DatagramSocket relay;

  @BeforeEach
  void startRelay() throws IOException {
    relay = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    relay.setSoTimeout(5_000);
  }

  @AfterEach
  void stopRelay() {
    relay.close();
  }

  @Test
  void packets_crossBothWays() throws Exception {
    try (RelayTunnel tunnel =
        UdpTunnel.factory().open(listed(RelayDescriptor.ListenerKind.UDP), recorder)) {
      tunnel.send(REQUEST, 0, REQUEST.length);
      DatagramPacket seen = receive();
      relay.send(new DatagramPacket(new byte[] {1, 3, 9}, 3, seen.getSocketAddress()));

      assertArrayEquals(REQUEST, Arrays.copyOf(seen.getData(), seen.getLength()));
      assertArrayEquals(new byte[] {1, 3, 9}, recorder.packets.poll(5, TimeUnit.SECONDS));
    }
  }

  @Test
  void packet_fromAnotherAddress_isNotDelivered() throws Exception {
    try (RelayTunnel tunnel =
            UdpTunnel.factory().open(listed(RelayDescriptor.ListenerKind.UDP), recorder);
        DatagramSocket stranger =
            new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
      tunnel.send(REQUEST, 0, REQUEST.length);
      DatagramPacket seen = receive();

      stranger.send(new DatagramPacket(new byte[] {7}, 1, seen.getSocketAddress()));
      relay.send(new DatagramPacket(new byte[] {8}, 1, seen.getSocketAddress()));

      assertArrayEquals(new byte[] {8}, recorder.packets.poll(5, TimeUnit.SECONDS));
      assertTrue(recorder.packets.isEmpty());
    }
  }

  @Test
  @Covers("ENG-32")
  @Adversary("ADV-38")
  void relay_whosePortIsClosed_isLostOnce() throws Exception {
    RelayTunnel tunnel =
        UdpTunnel.factory().open(listed(RelayDescriptor.ListenerKind.UDP), recorder);
    relay.close();

    while (recorder.lost.getCount() > 0) {
      tunnel.send(REQUEST, 0, REQUEST.length);
      recorder.lost.await(5, TimeUnit.MILLISECONDS);
    }

    assertEquals(1, recorder.losses);
    tunnel.close();
    assertEquals(1, recorder.losses);
  }

  @Test
  @Covers("ENG-31")
  @Adversary("ADV-38")
  void relay_thatFallsSilent_isReportedAndHeardAgainWhenItAnswers() throws Exception {
    RelayLiveness quick = new RelayLiveness(new Random(1)::nextBytes, pace(20, 20, 60));
    try (UdpTunnel tunnel = UdpTunnel.open(relay.getLocalSocketAddress(), recorder, quick)) {
      tunnel.send(REQUEST, 0, REQUEST.length);
      DatagramPacket request = receive();

      assertTrue(recorder.silent.await(5, TimeUnit.SECONDS));
      relay.send(new DatagramPacket(REQUEST, REQUEST.length, request.getSocketAddress()));

      assertTrue(recorder.heard.await(5, TimeUnit.SECONDS));
      assertEquals(1, recorder.lost.getCount());
    }
  }

  @Test
  @Covers("ENG-33")
  void relay_thatNamesAnotherAddress_isReportedAsRebound() throws Exception {
    RelayLiveness quick = new RelayLiveness(new Random(1)::nextBytes, pace(20, 20, 5_000));
    try (UdpTunnel tunnel = UdpTunnel.open(relay.getLocalSocketAddress(), recorder, quick)) {
      tunnel.send(REQUEST, 0, REQUEST.length);
      receive();

      answerSeen(receive(), 4_000);
      answerSeen(receive(), 4_000);
      assertEquals(1, recorder.rebound.getCount());
      while (recorder.rebound.getCount() > 0) {
        answerSeen(receive(), 4_001);
      }

      assertEquals(1, recorder.lost.getCount());
      assertTrue(recorder.packets.isEmpty());
    }
  }

  /** Answers a keepalive, with the port that the relay claims to see. */
  private void answerSeen(DatagramPacket keepalive, int port) throws IOException {
    byte[] answer = Arrays.copyOf(keepalive.getData(), 32);
    answer[0] = 1;
    answer[1] = 1;
    answer[3] = 12;
    byte[] mapped = {0, 0x20, 0, 8, 0, 1, 0, 0, 0x5e, 0x12, (byte) 0xa4, 0x43};
    mapped[6] = (byte) (port >> 8 ^ 0x21);
    mapped[7] = (byte) (port ^ 0x12);
    System.arraycopy(mapped, 0, answer, 20, mapped.length);
    relay.send(new DatagramPacket(answer, answer.length, keepalive.getSocketAddress()));
  }

  private static RelayLiveness.Pace pace(long askEvery, long askAgain, long silence) {
    return new RelayLiveness.Pace(
        Duration.ofMillis(askEvery),
        Duration.ofMillis(askAgain),
        Duration.ofMillis(silence),
        Duration.ofMillis(silence));
  }

  @Test
  void relay_thatAnswersKeepalives_staysAndTheAnswersAreNotDelivered() throws Exception {
    RelayLiveness quick = new RelayLiveness(new Random(1)::nextBytes, pace(20, 20, 2_000));
    try (UdpTunnel tunnel = UdpTunnel.open(relay.getLocalSocketAddress(), recorder, quick)) {
      tunnel.send(REQUEST, 0, REQUEST.length);
      receive();

      for (int i = 0; i < 5; i++) {
        DatagramPacket keepalive = receive();
        keepalive.getData()[0] = 1;
        relay.send(
            new DatagramPacket(
                keepalive.getData(), keepalive.getLength(), keepalive.getSocketAddress()));
      }

      assertEquals(1, recorder.lost.getCount());
      assertTrue(recorder.packets.isEmpty());
    }
  }

  @Test
  void closedTunnel_sendsNothingAndReportsNothing() throws Exception {
    RelayTunnel tunnel =
        UdpTunnel.factory().open(listed(RelayDescriptor.ListenerKind.UDP), recorder);

    tunnel.close();
    tunnel.close();
    tunnel.send(REQUEST, 0, REQUEST.length);

    relay.setSoTimeout(50);
    assertThrows(SocketTimeoutException.class, this::receive);
    assertEquals(1, recorder.lost.getCount());
  }

  @Test
  void relay_withoutUdpListener_isRefused() {
    IOException refusal =
        assertThrows(
            IOException.class,
            () -> UdpTunnel.factory().open(listed(RelayDescriptor.ListenerKind.TLS), recorder));

    assertNotNull(refusal.getMessage());
  }

  private DatagramPacket receive() throws IOException {
    DatagramPacket packet =
        new DatagramPacket(new byte[RelayTunnel.MAX_PACKET], RelayTunnel.MAX_PACKET);
    relay.receive(packet);
    return packet;
  }

  private ListedRelay listed(RelayDescriptor.ListenerKind kind) {
    Bytes address = Bytes.copyOf(InetAddress.getLoopbackAddress().getAddress());
    RelayDescriptor descriptor =
        new RelayDescriptor(
            Bytes.copyOf(new byte[32]),
            List.of(new RelayDescriptor.Listener(kind, address, relay.getLocalPort())),
            List.of(address),
            1024,
            65535,
            "",
            "test",
            1,
            "relay.test",
            0,
            Bytes.EMPTY,
            Instant.EPOCH,
            Instant.EPOCH.plusSeconds(60),
            Bytes.EMPTY);
    return new ListedRelay(Bytes.copyOf(new byte[32]), "family", descriptor);
  }

  private static final class Recorder implements RelayTunnel.Listener {
    final BlockingQueue<byte[]> packets = new LinkedBlockingQueue<>();
    final CountDownLatch lost = new CountDownLatch(1);
    final CountDownLatch silent = new CountDownLatch(1);
    final CountDownLatch heard = new CountDownLatch(1);
    final CountDownLatch rebound = new CountDownLatch(1);
    volatile int losses;

    @Override
    public void packet(byte[] packet, int offset, int length) {
      packets.add(Arrays.copyOfRange(packet, offset, offset + length));
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
    public void lost() {
      losses++;
      lost.countDown();
    }

    @Override
    public void silent() {
      silent.countDown();
    }

    @Override
    public void heard() {
      heard.countDown();
    }

    @Override
    public void rebound() {
      rebound.countDown();
    }
  }
}
