package org.phantomnet.engine.path;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.phantomnet.engine.path.TunnelFixture.CHANNEL;
import static org.phantomnet.engine.path.TunnelFixture.PEER;
import static org.phantomnet.engine.path.TunnelFixture.PEER_PORT;
import static org.phantomnet.engine.path.TunnelFixture.STRANGER;

import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.phantomnet.engine.privacy.TestRelays;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.CandidateType;
import org.phantomnet.protocol.stun.AttributeType;
import org.phantomnet.protocol.stun.StunClass;
import org.phantomnet.protocol.stun.StunMethod;

/** Who may be reached through the tunnel, and by what channel (TUN-5 to TUN-7). */
final class TunnelPeersTest {
  @RegisterExtension private final TunnelFixture fixture = new TunnelFixture();

  @Test
  @Covers({"TUN-10"})
  @Adversary("ADV-42")
  void peerBehindTheIntegrity_neverLeaves() {
    fixture.bound();

    fixture.fromEngine(
        TurnPackets.message(
            StunMethod.CREATE_PERMISSION,
            StunClass.REQUEST,
            w ->
                w.xorAddress(AttributeType.XOR_PEER_ADDRESS, PEER, PEER_PORT)
                    .text(AttributeType.USERNAME, TurnPackets.USER)
                    .integrity(TurnPackets.key())
                    .xorAddress(AttributeType.XOR_PEER_ADDRESS, STRANGER, 9)));

    assertTrue(fixture.toRelay.isEmpty());
    assertEquals(Map.of("TUNNEL_OUT_MALFORMED", 1), fixture.refused());
  }

  @Test
  @Covers("TUN-5")
  @Adversary({"ADV-34", "ADV-36"})
  void strangers_getNoPermissionChannelOrData() {
    fixture.bound().openGate();

    fixture.fromEngine(TurnPackets.createPermission(STRANGER));
    fixture.fromEngine(TurnPackets.createPermission(PEER, STRANGER));
    fixture.fromEngine(TurnPackets.channelBind(0x4001, STRANGER, PEER_PORT));
    fixture.fromEngine(TurnPackets.channelBind(0x4001, PEER, PEER_PORT + 1));
    fixture.fromEngine(TurnPackets.send(STRANGER, PEER_PORT, TurnPackets.CHECK));
    fixture.fromEngine(TurnPackets.send(PEER, PEER_PORT + 1, TurnPackets.RTP));
    fixture.fromEngine(TurnPackets.send(TestRelays.ip(127, 0, 0, 1), 22, TurnPackets.CHECK));

    assertTrue(fixture.toRelay.isEmpty());
    assertEquals(Map.of("TUNNEL_OUT_PEER", 7), fixture.refused());
  }

  @Test
  @Covers("TUN-5")
  void admittedPeer_getsPermissionChannelAndData() {
    fixture.allocated();
    fixture.fromEngine(TurnPackets.createPermission(PEER));
    assertTrue(fixture.toRelay.isEmpty());

    fixture.tunnel.admitRemote(TestRelays.candidate(CandidateType.RELAY, PEER, PEER_PORT));
    fixture.fromEngine(TurnPackets.createPermission(PEER));
    fixture.fromEngine(TurnPackets.channelBind(CHANNEL, PEER, PEER_PORT));
    fixture.fromEngine(TurnPackets.send(PEER, PEER_PORT, TurnPackets.CHECK));

    assertEquals(3, fixture.toRelay.size());
  }

  @Test
  @Covers("TUN-6")
  void channelThatWasNotBound_carriesNothingEitherWay() {
    fixture.bound().openGate();

    for (int channel : new int[] {0x4001, 0x4fff}) {
      fixture.fromEngine(TurnPackets.channelData(channel, TurnPackets.CHECK));
      fixture.fromRelay(TurnPackets.channelData(channel, TurnPackets.CHECK));
    }

    assertTrue(fixture.toRelay.isEmpty());
    assertTrue(fixture.toEngine.isEmpty());
    assertEquals(Map.of("TUNNEL_OUT_CHANNEL", 2, "TUNNEL_IN_CHANNEL", 2), fixture.refused());
  }

  @Test
  @Covers("TUN-6")
  void channelNumberOutsideTheRange_isMalformed() {
    fixture.bound();

    fixture.fromEngine(TurnPackets.channelBind(0x5000, PEER, PEER_PORT));
    fixture.fromEngine(TurnPackets.channelBind(0x3fff, PEER, PEER_PORT));

    assertEquals(Map.of("TUNNEL_OUT_MALFORMED", 2), fixture.refused());
  }

  @Test
  @Covers("TUN-7")
  @Adversary("ADV-34")
  void dataFromAStranger_neverReachesTheEngine() {
    fixture.bound().openGate();

    fixture.fromRelay(TurnPackets.data(STRANGER, PEER_PORT, TurnPackets.CHECK));
    fixture.fromRelay(TurnPackets.data(PEER, PEER_PORT + 1, TurnPackets.CHECK));
    assertTrue(fixture.toEngine.isEmpty());
    assertEquals(Map.of("TUNNEL_IN_PEER", 2), fixture.refused());
    fixture.fromRelay(TurnPackets.data(PEER, PEER_PORT, TurnPackets.CHECK));

    assertEquals(1, fixture.toEngine.size());
  }

  @Test
  @Covers("TUN-7")
  void icmpErrorThatTheRelayTellsOf_goesNoFurther_andIsNoRefusal() {
    fixture.bound().openGate();

    fixture.fromRelay(icmp(PEER, PEER_PORT));
    assertTrue(fixture.toEngine.isEmpty());
    assertEquals(Map.of(), fixture.refused());

    fixture.fromRelay(icmp(STRANGER, PEER_PORT));
    assertTrue(fixture.toEngine.isEmpty());
    assertEquals(Map.of("TUNNEL_IN_PEER", 1), fixture.refused());
  }

  private static byte[] icmp(Bytes peer, int port) {
    return TurnPackets.message(
        StunMethod.DATA,
        StunClass.INDICATION,
        w ->
            w.xorAddress(AttributeType.XOR_PEER_ADDRESS, peer, port)
                .bytes(AttributeType.ICMP, new byte[] {0, 0, 3, 3, 0, 0, 0, 0}));
  }

  @Test
  @Covers("TUN-10")
  void paddingBehindChannelData_isNotCarried() {
    fixture.bound();
    byte[] packet = TurnPackets.channelData(CHANNEL, TurnPackets.CHECK);

    fixture.fromEngine(Arrays.copyOf(packet, packet.length + 40));
    fixture.fromRelay(Arrays.copyOf(packet, packet.length + 40));

    assertArrayEquals(packet, fixture.toRelay.get(0));
    assertArrayEquals(packet, fixture.toEngine.get(0));
  }

  @Test
  @Covers("TUN-10")
  void oversizeEmptyAndRepeated_areMalformed() {
    fixture.bound();

    fixture.fromEngine(new byte[0]);
    fixture.fromEngine(TurnPackets.channelData(CHANNEL, TurnPackets.payload(22, 2_045)));
    fixture.fromRelay(TurnPackets.channelData(CHANNEL, TurnPackets.payload(22, 2_045)));
    fixture.fromEngine(
        TurnPackets.message(
            StunMethod.SEND,
            StunClass.INDICATION,
            w ->
                w.xorAddress(AttributeType.XOR_PEER_ADDRESS, PEER, PEER_PORT)
                    .xorAddress(AttributeType.XOR_PEER_ADDRESS, STRANGER, 9)
                    .bytes(AttributeType.DATA, TurnPackets.CHECK)));
    fixture.fromEngine(
        TurnPackets.message(
            StunMethod.SEND,
            StunClass.INDICATION,
            w ->
                w.xorAddress(AttributeType.XOR_PEER_ADDRESS, PEER, PEER_PORT)
                    .bytes(AttributeType.DATA, TurnPackets.CHECK)
                    .bytes(AttributeType.DATA, TurnPackets.RTP)));
    fixture.fromRelay(
        TurnPackets.message(
            StunMethod.DATA,
            StunClass.INDICATION,
            w -> w.xorAddress(AttributeType.XOR_PEER_ADDRESS, PEER, PEER_PORT)));

    assertTrue(fixture.toRelay.isEmpty());
    assertTrue(fixture.toEngine.isEmpty());
    assertEquals(Map.of("TUNNEL_OUT_MALFORMED", 4, "TUNNEL_IN_MALFORMED", 2), fixture.refused());
  }

  @Test
  @Covers({"TUN-1", "TUN-11"})
  void permissionAsFirstProvedRequest_passesBothReaders() {
    fixture.tunnel.admitRemote(TestRelays.candidate(CandidateType.RELAY, PEER, PEER_PORT));

    fixture.fromEngine(TurnPackets.createPermission(PEER));

    assertEquals(1, fixture.toRelay.size());
  }

  @Test
  @Covers("TUN-10")
  void peerOrDataWhereItHasNoMeaning_isMalformed() {
    byte[] peer =
        TurnPackets.request(
            StunMethod.ALLOCATE,
            w ->
                w.u8(AttributeType.REQUESTED_TRANSPORT, 17)
                    .xorAddress(AttributeType.XOR_PEER_ADDRESS, PEER, PEER_PORT));
    byte[] data =
        TurnPackets.request(StunMethod.REFRESH, w -> w.bytes(AttributeType.DATA, TurnPackets.RTP));

    fixture.fromEngine(peer);
    fixture.fromEngine(data);

    assertEquals(0, fixture.toRelay.size());
    assertEquals(2, fixture.refused().get("TUNNEL_OUT_MALFORMED"));
  }
}
