package org.phantomnet.relay.turn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.stun.AttributeType;
import org.phantomnet.protocol.stun.ChannelData;
import org.phantomnet.protocol.stun.StunClass;
import org.phantomnet.protocol.stun.StunMessage;
import org.phantomnet.protocol.stun.StunMethod;
import org.phantomnet.protocol.stun.StunWriter;
import org.phantomnet.relay.admission.IpPrefix;
import org.phantomnet.relay.admission.TurnLimits;
import org.phantomnet.relay.counters.Counter;
import org.phantomnet.relay.turn.TurnConfig.ListenerKind;

/** Permissions, channels and data between client and peer. */
class RelayDataTest {
  private static final byte[] HELLO = "hello".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] WORLD = "world!!".getBytes(StandardCharsets.US_ASCII);
  private static final int CHANNEL = 0x4001;

  @ParameterizedTest
  @EnumSource(ListenerKind.class)
  void indications_carryDataBothWays(ListenerKind kind) throws Exception {
    try (TurnBed bed = new TurnBed()) {
      TurnClient client = bed.allocated(kind);
      TestPeer peer = bed.peer();
      client.permit(peer.address());

      client.sendIndication(peer.address(), HELLO);
      DatagramPacket atPeer = peer.receive();
      peer.send(client.relayed(), WORLD);
      StunMessage atClient = client.receive();

      assertEquals(client.relayed(), atPeer.getSocketAddress());
      assertArrayEquals(HELLO, Arrays.copyOf(atPeer.getData(), atPeer.getLength()));
      assertEquals(StunMethod.DATA, atClient.method());
      assertEquals(StunClass.INDICATION, atClient.messageClass());
      assertEquals(peer.address(), TurnClient.xorAddress(atClient, AttributeType.XOR_PEER_ADDRESS));
      assertArrayEquals(WORLD, atClient.copyValue(atClient.find(AttributeType.DATA)));
    }
  }

  @ParameterizedTest
  @EnumSource(ListenerKind.class)
  @Covers({"TURN-11", "TURN-12"})
  void channels_carryDataBothWays(ListenerKind kind) throws Exception {
    try (TurnBed bed = new TurnBed()) {
      TurnClient client = bed.allocated(kind);
      TestPeer peer = bed.peer();
      assertEquals(StunClass.SUCCESS, client.bind(CHANNEL, peer.address()).messageClass());

      client.sendChannelData(CHANNEL, HELLO);
      assertArrayEquals(HELLO, peer.receiveBytes());
      peer.send(client.relayed(), WORLD);
      byte[] atClient = client.wire.receive();

      assertEquals(CHANNEL, ChannelData.number(atClient, 0));
      assertEquals(WORLD.length, ChannelData.dataLength(atClient, 0));
      assertArrayEquals(WORLD, Arrays.copyOfRange(atClient, 4, 4 + WORLD.length));
    }
  }

  @Test
  void ipv6_carriesIndicationsAndChannels() throws Exception {
    try (TurnBed bed = new TurnBed(TurnBed::dual)) {
      TurnClient client = bed.client(ListenerKind.UDP);
      StunMessage made =
          client.request(
              StunMethod.ALLOCATE,
              w ->
                  w.u8(AttributeType.REQUESTED_TRANSPORT, 17)
                      .u8(AttributeType.ADDITIONAL_ADDRESS_FAMILY, 2));
      int at = made.next(made.find(AttributeType.XOR_RELAYED_ADDRESS));
      org.phantomnet.protocol.stun.StunAddress relayed6 =
          new org.phantomnet.protocol.stun.StunAddress();
      relayed6.readXor(made, at);
      InetSocketAddress relayed =
          new InetSocketAddress(
              InetAddress.getByAddress(relayed6.copyAddress().toByteArray()), relayed6.port());
      TestPeer peer = bed.peer(TurnBed.LOOPBACK_6);
      client.permit(peer.address());

      client.sendIndication(peer.address(), HELLO);
      assertArrayEquals(HELLO, peer.receiveBytes());
      peer.send(relayed, WORLD);
      assertArrayEquals(WORLD, client.receiveData());
      client.bind(CHANNEL, peer.address());
      client.sendChannelData(CHANNEL, HELLO);
      assertArrayEquals(HELLO, peer.receiveBytes());
    }
  }

  @Test
  void channelBinding_movesAPeerFromIndicationsToChannelData() throws Exception {
    try (TurnBed bed = new TurnBed()) {
      TurnClient client = bed.allocated(ListenerKind.UDP);
      TestPeer peer = bed.peer();
      client.permit(peer.address());
      peer.send(client.relayed(), HELLO);
      assertArrayEquals(HELLO, client.receiveData());

      client.bind(CHANNEL, peer.address());
      peer.send(client.relayed(), HELLO);

      assertEquals(CHANNEL, ChannelData.number(client.wire.receive(), 0));
    }
  }

  @Test
  @Covers("TURN-7")
  @Adversary("ADV-41")
  void thirdPartyThatSendsFirst_isIgnored() throws Exception {
    try (TurnBed bed = new TurnBed()) {
      TurnClient client = bed.allocated(ListenerKind.UDP);
      TestPeer friend = bed.peer(Bytes.copyOf(new byte[] {127, 0, 0, 2}));
      TestPeer stranger = bed.peer(Bytes.copyOf(new byte[] {127, 0, 0, 3}));

      stranger.send(client.relayed(), HELLO); // before any permission
      bed.awaitCount(Counter.DROPPED_NO_PERMISSION, 1);
      client.bind(CHANNEL, friend.address());
      stranger.send(client.relayed(), HELLO); // racing the friend
      friend.send(client.relayed(), WORLD);

      byte[] first = client.wire.receive();
      assertEquals(CHANNEL, ChannelData.number(first, 0));
      assertArrayEquals(WORLD, Arrays.copyOfRange(first, 4, 4 + WORLD.length));
      bed.awaitCount(Counter.DROPPED_NO_PERMISSION, 2);
      client.assertNothingReceived();
    }
  }

  @Test
  void sendWithoutPermission_reachesNoOne() throws Exception {
    try (TurnBed bed = new TurnBed()) {
      TurnClient client = bed.allocated(ListenerKind.UDP);
      TestPeer peer = bed.peer();

      client.sendIndication(peer.address(), HELLO);
      client.sendChannelData(CHANNEL, HELLO);

      bed.awaitCount(Counter.DROPPED_NO_PERMISSION, 1);
      bed.awaitCount(Counter.DROPPED_NO_CHANNEL, 1);
      assertEquals(0, bed.count(Counter.FORWARDED_TO_PEER));
    }
  }

  @Test
  void dataWithoutAllocation_isDropped() throws Exception {
    try (TurnBed bed = new TurnBed()) {
      TurnClient client = bed.client(ListenerKind.UDP);
      TestPeer peer = bed.peer();

      client.sendIndication(peer.address(), HELLO);
      client.sendChannelData(CHANNEL, HELLO);

      bed.awaitCount(Counter.DROPPED_NO_ALLOCATION, 2);
      client.assertNothingReceived();
    }
  }

  @Test
  @Covers({"TURN-8", "TURN-9"})
  @Adversary("ADV-48")
  void withoutTestEstate_theMachineItselfIsOutOfReach() throws Exception {
    try (TurnBed bed = new TurnBed(c -> TurnBed.withEstate(c, List.of()))) {
      TurnClient client = bed.allocated(ListenerKind.UDP);
      TestPeer peer = bed.peer();

      assertEquals(403, client.permit(peer.address()).errorCode());
      assertEquals(403, client.bind(CHANNEL, peer.address()).errorCode());
      client.sendIndication(peer.address(), HELLO);

      bed.awaitCount(Counter.DENIED_PEER, 3);
      assertEquals(0, bed.count(Counter.FORWARDED_TO_PEER));
    }
  }

  @Test
  @Covers("TURN-9")
  @Adversary("ADV-48")
  void inATestEstate_theRelaysOwnListenersAreOutOfReach() throws Exception {
    try (TurnBed bed =
        new TurnBed(c -> TurnBed.withEstate(c, List.of(new IpPrefix(TurnBed.LOOPBACK, 8))))) {
      TurnClient client = bed.client(ListenerKind.UDP);
      TurnClient other = bed.client(ListenerKind.UDP);
      client.allocated();
      InetSocketAddress relayed = other.allocated();
      InetSocketAddress listener = bed.server.socketAddress(ListenerKind.UDP);

      assertEquals(403, client.bind(CHANNEL, listener).errorCode());
      assertEquals(403, client.bind(CHANNEL, new InetSocketAddress("127.0.0.1", 53)).errorCode());
      assertEquals(StunClass.SUCCESS, client.bind(CHANNEL, relayed).messageClass());
    }
  }

  @Test
  @Covers("STUN-2")
  @Adversary("ADV-42")
  void lifetimeAfterTheIntegrity_doesNotEndTheAllocation() throws Exception {
    try (TurnBed bed = new TurnBed()) {
      TurnClient client = bed.allocated(ListenerKind.UDP);
      byte[] refresh = client.signed(StunMethod.REFRESH, TurnClient.newId(), w -> {});
      int withoutFingerprint = refresh.length - 8;
      byte[] forged = Arrays.copyOf(refresh, withoutFingerprint + 8);
      byte[] lifetimeZero = {0, (byte) AttributeType.LIFETIME, 0, 4, 0, 0, 0, 0};
      System.arraycopy(lifetimeZero, 0, forged, withoutFingerprint, lifetimeZero.length);

      client.wire.send(forged);
      StunMessage response = client.receive();

      assertEquals(600, response.u32(response.find(AttributeType.LIFETIME)));
      assertEquals(1, bed.server.liveAllocations());
    }
  }

  @Test
  @Covers("STUN-3")
  @Adversary("ADV-40")
  void padding_neverShowsEarlierPackets() throws Exception {
    try (TurnBed bed = new TurnBed()) {
      TurnClient client = bed.allocated(ListenerKind.TCP);
      TestPeer peer = bed.peer();
      client.permit(peer.address());
      byte[] secret = new byte[64];
      Arrays.fill(secret, (byte) 0x55);

      for (int length = 1; length < 9; length++) {
        peer.send(client.relayed(), secret);
        client.receive();
        peer.send(client.relayed(), new byte[length]);
        StunMessage indication = client.receive();
        int data = indication.find(AttributeType.DATA);
        for (int at = indication.valueOffset(data); at < indication.length(); at++) {
          assertEquals(0, indication.buffer()[at], "a Data indication of " + length);
        }
      }
      client.bind(CHANNEL, peer.address());
      for (int length = 1; length < 9; length++) {
        peer.send(client.relayed(), secret);
        client.wire.receive();
        peer.send(client.relayed(), new byte[length]);
        byte[] message = client.wire.receive();
        assertEquals(0, message.length % 4);
        for (int at = 4; at < message.length; at++) {
          assertEquals(0, message[at], "ChannelData of " + length);
        }
      }
    }
  }

  @Test
  @Covers("TURN-15")
  void bandwidth_isBoundedPerAllocation() throws Exception {
    TurnLimits slow = new TurnLimits(1, 10, 16, 16, 64_000, 10); // 2000 bytes in a burst
    try (TurnBed bed = new TurnBed(c -> TurnBed.withLimits(c, slow))) {
      TurnClient client = bed.allocated(ListenerKind.UDP);
      TestPeer peer = bed.peer();
      client.bind(CHANNEL, peer.address());

      for (int i = 0; i < 5; i++) {
        client.sendChannelData(CHANNEL, new byte[500]);
      }
      bed.awaitCount(Counter.DROPPED_BANDWIDTH, 1);
      assertEquals(4, bed.count(Counter.FORWARDED_TO_PEER));
      bed.pass(Duration.ofMillis(63)); // 504 bytes more
      client.sendChannelData(CHANNEL, new byte[500]);

      bed.awaitCount(Counter.FORWARDED_TO_PEER, 5);
    }
  }

  @Test
  void refreshOfAFamilyItHasNot_isAMismatch() throws Exception {
    try (TurnBed bed = new TurnBed()) {
      TurnClient client = bed.allocated(ListenerKind.UDP);

      assertEquals(
          443,
          client
              .request(StunMethod.REFRESH, w -> w.u8(AttributeType.REQUESTED_ADDRESS_FAMILY, 2))
              .errorCode());
      assertEquals(
          400,
          client
              .request(StunMethod.REFRESH, w -> w.bytes(AttributeType.LIFETIME, new byte[2]))
              .errorCode());
      assertEquals(
          StunClass.SUCCESS,
          client
              .request(StunMethod.REFRESH, w -> w.u8(AttributeType.REQUESTED_ADDRESS_FAMILY, 1))
              .messageClass());
    }
  }

  @Test
  void endedAllocation_leavesThePathToANewOne() throws Exception {
    try (TurnBed bed = new TurnBed()) {
      for (ListenerKind kind : ListenerKind.values()) {
        TurnClient client = bed.allocated(kind);
        client.refresh(0);

        assertEquals(StunClass.SUCCESS, client.allocate().messageClass());
      }
    }
  }

  @Test
  void anotherLoop_ownsItsOwnClients() throws Exception {
    try (TurnBed bed = new TurnBed(RelayDataTest::twoLoops)) {
      TestPeer peer = bed.peer();
      for (int i = 0; i < 16; i++) {
        TurnClient client = bed.client(i % 2 == 0 ? ListenerKind.UDP : ListenerKind.TCP);
        InetSocketAddress relayed = client.allocated();
        client.bind(CHANNEL, peer.address());

        client.sendChannelData(CHANNEL, HELLO);
        assertEquals(relayed, peer.receive().getSocketAddress());
      }
      assertEquals(16, bed.server.liveAllocations());
      assertEquals(16, bed.server.counters().liveAllocations());
    }
  }

  @Test
  void unknownAttributeInASendIndication_dropsIt() throws Exception {
    try (TurnBed bed = new TurnBed()) {
      TurnClient client = bed.allocated(ListenerKind.UDP);
      TestPeer peer = bed.peer();
      client.permit(peer.address());
      byte[] out = new byte[200];
      StunWriter writer =
          new StunWriter()
              .begin(out, 0, StunMethod.SEND, StunClass.INDICATION, TurnClient.newId(), 0);
      TurnClient.xorPeer(writer, peer.address());
      writer.flag(0x7777).bytes(AttributeType.DATA, HELLO);

      client.wire.send(Arrays.copyOf(out, writer.length()));

      bed.awaitCount(Counter.DROPPED_MALFORMED, 1);
      assertFalse(bed.count(Counter.FORWARDED_TO_PEER) > 0);
    }
  }

  private static TurnConfig twoLoops(TurnConfig c) {
    return ConfigDraft.changed(c, draft -> draft.loops = 2);
  }
}
