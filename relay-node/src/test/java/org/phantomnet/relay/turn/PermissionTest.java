package org.phantomnet.relay.turn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.stun.AttributeType;
import org.phantomnet.protocol.stun.StunClass;
import org.phantomnet.protocol.stun.StunMethod;
import org.phantomnet.relay.admission.TurnLimits;
import org.phantomnet.relay.counters.Counter;
import org.phantomnet.relay.turn.TurnConfig.ListenerKind;

/** How long permissions and channels last, and what may ask for them. */
class PermissionTest {
  private static final byte[] HELLO = "hello".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] WORLD = "world!!".getBytes(StandardCharsets.US_ASCII);
  private static final int CHANNEL = 0x4001;

  @Test
  @Covers("TURN-10")
  void permission_endsAfterFiveMinutes() throws Exception {
    try (TurnBed bed = new TurnBed()) {
      TurnClient client = bed.allocated(ListenerKind.UDP);
      TestPeer peer = bed.peer();
      client.permit(peer.address());
      bed.pass(Duration.ofSeconds(299));
      peer.send(client.relayed(), HELLO);
      assertArrayEquals(HELLO, client.receiveData());

      bed.pass(Duration.ofSeconds(1));
      peer.send(client.relayed(), HELLO);
      client.sendIndication(peer.address(), HELLO);

      bed.awaitCount(Counter.DROPPED_NO_PERMISSION, 2);
      client.permit(peer.address());
      peer.send(client.relayed(), WORLD);
      assertArrayEquals(WORLD, client.receiveData());
    }
  }

  @Test
  @Covers("TURN-11")
  void channel_endsAfterTenMinutes_andStaysItsPeersForFiveMore() throws Exception {
    try (TurnBed bed = new TurnBed()) {
      TurnClient client = bed.allocated(ListenerKind.UDP);
      TestPeer peer = bed.peer();
      TestPeer other = bed.peer(Bytes.copyOf(new byte[] {127, 0, 0, 2}));
      client.refresh(3600);
      client.bind(CHANNEL, peer.address());
      bed.pass(Duration.ofSeconds(300));
      client.sendChannelData(CHANNEL, HELLO); // the permission is over, the channel is not
      bed.awaitCount(Counter.DROPPED_NO_CHANNEL, 1);
      client.permit(peer.address());
      client.sendChannelData(CHANNEL, HELLO);
      assertArrayEquals(HELLO, peer.receiveBytes());

      bed.pass(Duration.ofSeconds(299));
      client.permit(peer.address());
      bed.pass(Duration.ofSeconds(2));
      client.sendChannelData(CHANNEL, HELLO);
      bed.awaitCount(Counter.DROPPED_NO_CHANNEL, 2);
      peer.send(client.relayed(), HELLO);
      assertArrayEquals(HELLO, client.receiveData()); // no ChannelData without a channel

      assertEquals(400, client.bind(CHANNEL, other.address()).errorCode());
      bed.pass(Duration.ofSeconds(301));
      long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
      while (client.bind(CHANNEL, other.address()).messageClass() != StunClass.SUCCESS) {
        assertTrue(System.nanoTime() < deadline);
      }
    }
  }

  @Test
  @Covers("TURN-11")
  void channelBind_thatIsMalformedOrTaken_isABadRequest() throws Exception {
    try (TurnBed bed = new TurnBed()) {
      TurnClient client = bed.allocated(ListenerKind.UDP);
      TestPeer one = bed.peer();
      TestPeer two = bed.peer();
      client.bind(CHANNEL, one.address());

      assertEquals(StunClass.SUCCESS, client.bind(CHANNEL, one.address()).messageClass());
      assertEquals(400, client.bind(CHANNEL, two.address()).errorCode());
      assertEquals(400, client.bind(CHANNEL + 1, one.address()).errorCode());
      assertEquals(400, client.bind(0x3FFF, two.address()).errorCode());
      assertEquals(400, client.bind(0x8000, two.address()).errorCode());
      assertEquals(
          400,
          client
              .request(StunMethod.CHANNEL_BIND, w -> w.u16(AttributeType.CHANNEL_NUMBER, 0x4002))
              .errorCode());
      assertEquals(
          400,
          client
              .request(StunMethod.CHANNEL_BIND, w -> TurnClient.xorPeer(w, two.address()))
              .errorCode());
    }
  }

  @Test
  void createPermission_isAllOrNothing() throws Exception {
    try (TurnBed bed = new TurnBed()) {
      TurnClient client = bed.allocated(ListenerKind.UDP);
      TestPeer peer = bed.peer();
      InetSocketAddress forbidden = new InetSocketAddress("10.0.0.1", 5000);
      InetSocketAddress ipv6 = new InetSocketAddress("2600::1", 5000);

      assertEquals(403, client.permit(peer.address(), forbidden).errorCode());
      assertEquals(443, client.permit(peer.address(), ipv6).errorCode());
      assertEquals(400, client.permit().errorCode());
      assertEquals(443, client.bind(CHANNEL, ipv6).errorCode());
      peer.send(client.relayed(), HELLO);

      bed.awaitCount(Counter.DROPPED_NO_PERMISSION, 1);
      assertEquals(1, bed.count(Counter.DENIED_PEER));
    }
  }

  @Test
  void permissionsAndChannels_areBounded() throws Exception {
    TurnLimits small = new TurnLimits(1, 10, 2, 1, 8_000_000, 10);
    try (TurnBed bed = new TurnBed(c -> TurnBed.withLimits(c, small))) {
      TurnClient client = bed.allocated(ListenerKind.UDP);
      InetSocketAddress[] peers = new InetSocketAddress[3];
      for (int i = 0; i < peers.length; i++) {
        peers[i] = new InetSocketAddress("127.0.1." + i, 5000);
      }

      assertEquals(508, client.permit(peers).errorCode());
      assertEquals(StunClass.SUCCESS, client.permit(peers[0], peers[1]).messageClass());
      assertEquals(StunClass.SUCCESS, client.permit(peers[0], peers[1]).messageClass());
      assertEquals(508, client.permit(peers[2]).errorCode());
      assertEquals(508, client.bind(CHANNEL, peers[2]).errorCode());
      assertEquals(StunClass.SUCCESS, client.bind(CHANNEL, peers[1]).messageClass());
      assertEquals(508, client.bind(CHANNEL + 1, peers[0]).errorCode());
    }
  }
}
