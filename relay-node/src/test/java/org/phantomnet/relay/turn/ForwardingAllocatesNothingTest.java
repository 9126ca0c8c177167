package org.phantomnet.relay.turn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.phantomnet.relay.admission.TurnLimits;
import org.phantomnet.relay.counters.Counter;
import org.phantomnet.relay.forward.ForwardMode;
import org.phantomnet.relay.turn.TurnConfig.ListenerKind;

/** STYLE 12: counted on the loop's own thread, with several clients whose packets interleave. */
final class ForwardingAllocatesNothingTest {
  private static final int CLIENTS = 4;
  private static final int WARM_UP = 12_000;
  private static final int MEASURED = 4_000;

  /**
   * A timer or a compilation may cost a little now and then; one object per packet would be 16
   * bytes at least.
   */
  private static final double NOTHING = 1.0;

  private static final Duration BEYOND_GRACE = Duration.ofSeconds(11);

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @Test
  void channelData_overUdp_bothWays() throws Exception {
    assertTrue(bytesPerPacket(ListenerKind.UDP, true, ForwardMode.DEMUX) < NOTHING);
  }

  @Test
  void channelData_overTcp_bothWays() throws Exception {
    assertTrue(bytesPerPacket(ListenerKind.TCP, true, ForwardMode.DEMUX) < NOTHING);
  }

  @Test
  void indications_overUdp_bothWays() throws Exception {
    assertTrue(bytesPerPacket(ListenerKind.UDP, false, ForwardMode.OFF) < NOTHING);
  }

  /** The default mode, behind a real handshake: what a call's packets meet. */
  @Test
  void channelData_overUdp_inModeStrict_bothWays() throws Exception {
    assertTrue(bytesPerPacket(ListenerKind.UDP, true, ForwardMode.STRICT) < NOTHING);
  }

  @Test
  void indications_overUdp_inModeStrict_bothWays() throws Exception {
    assertTrue(bytesPerPacket(ListenerKind.UDP, false, ForwardMode.STRICT) < NOTHING);
  }

  private static double bytesPerPacket(ListenerKind kind, boolean channels, ForwardMode mode)
      throws Exception {
    TurnLimits fast = new TurnLimits(1, 10, 16, 16, 100_000_000_000L, 10);
    try (TurnBed bed = new TurnBed(c -> TurnBed.withForward(TurnBed.withLimits(c, fast), mode))) {
      List<TurnClient> clients = new ArrayList<>();
      List<TestPeer> peers = new ArrayList<>();
      List<InetSocketAddress> relayed = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        TurnClient client = bed.client(kind);
        TestPeer peer = bed.peer();
        relayed.add(client.allocated());
        if (channels) {
          client.bind(0x4000, peer.address());
        } else {
          client.permit(peer.address());
        }
        clients.add(client);
        peers.add(peer);
      }
      if (mode == ForwardMode.STRICT) {
        for (int c = 0; c < CLIENTS; c++) {
          handshake(clients.get(c), peers.get(c), relayed.get(c), channels);
        }
        bed.pass(BEYOND_GRACE);
      }
      long handshaken = bed.count(Counter.FORWARDED_TO_CLIENT);
      byte[] srtp = new byte[172];
      srtp[0] = (byte) 0x80;
      long thread = bed.server.threadIds().get(0);
      long before = 0;
      for (int i = 0; i < WARM_UP + MEASURED; i++) {
        if (i == WARM_UP) {
          before = THREADS.getThreadAllocatedBytes(thread);
        }
        int c = i % CLIENTS;
        if (channels) {
          clients.get(c).sendChannelData(0x4000, srtp);
        } else {
          clients.get(c).sendIndication(peers.get(c).address(), srtp);
        }
        peers.get(c).receive();
        peers.get(c).send(relayed.get(c), srtp);
        clients.get(c).wire.receive();
      }
      long allocated = THREADS.getThreadAllocatedBytes(thread) - before;
      long expected = handshaken + WARM_UP + MEASURED;
      bed.awaitCount(Counter.FORWARDED_TO_CLIENT, expected); // counted just after it is sent
      assertEquals(expected, bed.count(Counter.FORWARDED_TO_CLIENT));
      return (double) allocated / (2 * MEASURED);
    }
  }

  /** A captured one, packet by packet: each has arrived before the next is sent. */
  private static void handshake(
      TurnClient client, TestPeer peer, InetSocketAddress relayed, boolean channels)
      throws Exception {
    for (Capture packet : Capture.read("dtls-srtp")) {
      if (!packet.fromClient()) {
        peer.send(relayed, packet.data());
        client.wire.receive();
      } else {
        if (channels) {
          client.sendChannelData(0x4000, packet.data());
        } else {
          client.sendIndication(peer.address(), packet.data());
        }
        peer.receive();
      }
    }
  }
}
