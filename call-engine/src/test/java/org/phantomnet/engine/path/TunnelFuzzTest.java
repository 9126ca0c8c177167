package org.phantomnet.engine.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.phantomnet.engine.path.TunnelFixture.CHANNEL;
import static org.phantomnet.engine.path.TunnelFixture.ENGINE_PORT;
import static org.phantomnet.engine.path.TunnelFixture.PEER;
import static org.phantomnet.engine.path.TunnelFixture.PEER_PORT;
import static org.phantomnet.engine.path.TunnelFixture.STRANGER;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.phantomnet.engine.privacy.AdmittedPeers;
import org.phantomnet.engine.privacy.RelayedRange;
import org.phantomnet.engine.privacy.TestRelays;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.CandidateType;
import org.phantomnet.protocol.stun.StunErrorCode;
import org.phantomnet.protocol.stun.StunMethod;

final class TunnelFuzzTest {
  private static final int ROUNDS = 60_000;

  private static final List<byte[]> ENGINE_SEEDS =
      List.of(
          TurnPackets.bareAllocate(),
          TurnPackets.allocate(),
          TurnPackets.refresh(),
          TurnPackets.createPermission(PEER),
          TurnPackets.createPermission(STRANGER),
          TurnPackets.channelBind(CHANNEL, PEER, PEER_PORT),
          TurnPackets.channelBind(0x4001, STRANGER, PEER_PORT),
          TurnPackets.send(PEER, PEER_PORT, TurnPackets.RTP),
          TurnPackets.send(PEER, PEER_PORT, TurnPackets.DTLS),
          TurnPackets.send(STRANGER, PEER_PORT, TurnPackets.CHECK),
          TurnPackets.channelData(CHANNEL, TurnPackets.RTP),
          TurnPackets.channelData(CHANNEL, TurnPackets.CHECK));

  private static final List<byte[]> RELAY_SEEDS =
      List.of(
          TurnPackets.allocated(TestRelays.addressOf(TestRelays.NORTH), 49_200),
          TurnPackets.error(StunMethod.ALLOCATE, StunErrorCode.TRY_ALTERNATE),
          TurnPackets.error(StunMethod.REFRESH, StunErrorCode.STALE_NONCE),
          TurnPackets.data(PEER, PEER_PORT, TurnPackets.RTP),
          TurnPackets.data(PEER, PEER_PORT, TurnPackets.DTLS),
          TurnPackets.channelData(CHANNEL, TurnPackets.RTCP),
          TurnPackets.channelData(CHANNEL, TurnPackets.CHECK));

  /** Two independent readers agree on every packet that one of them lets out. */
  @Test
  @Covers("TUN-11")
  @Adversary({"ADV-34", "ADV-58"})
  void mutatedPackets_neverLeaveOutsidePolicy_norThrow() {
    TunnelFixture fixture = new TunnelFixture().bound();
    Random random = new Random(23);

    for (int i = 0; i < ROUNDS; i++) {
      if (i == ROUNDS / 2) {
        assertFalse(anyMedia(fixture));
        fixture.openGate();
      }
      int port = random.nextInt(8) == 0 ? 6_666 : ENGINE_PORT;
      fixture.fromEngine(port, mutated(pick(ENGINE_SEEDS, random), random));
      fixture.fromRelay(mutated(pick(RELAY_SEEDS, random), random));
      if (fixture.toRelay.size() > 1_000 && i < ROUNDS / 2) {
        assertFalse(anyMedia(fixture));
        fixture.forget();
      }
    }

    assertEquals(0, fixture.tunnel.packetsOutsidePolicy());
    assertEquals(0, fixture.lost);
    assertTrue(fixture.tunnel.refused().size() > 8);
  }

  private static boolean anyMedia(TunnelFixture fixture) {
    return fixture.toRelay.stream().anyMatch(TunnelFuzzTest::isMedia)
        || fixture.toEngine.stream().anyMatch(TunnelFuzzTest::isMedia);
  }

  private static boolean isMedia(byte[] packet) {
    return (packet[0] & 0xf0) == 0x40 && packet.length > 4 && (packet[4] & 0xc0) == 0x80;
  }

  private static byte[] pick(List<byte[]> seeds, Random random) {
    return seeds.get(random.nextInt(seeds.size()));
  }

  private static byte[] mutated(byte[] seed, Random random) {
    byte[] packet = seed.clone();
    for (int flips = random.nextInt(4); flips > 0; flips--) {
      int at = random.nextInt(random.nextBoolean() ? Math.min(48, packet.length) : packet.length);
      packet[at] =
          random.nextBoolean()
              ? (byte) random.nextInt()
              : (byte) (packet[at] ^ 1 << random.nextInt(8));
    }
    return random.nextInt(8) == 0
        ? Arrays.copyOf(packet, random.nextInt(packet.length + 8))
        : packet;
  }

  @Test
  @Covers("TUN-11")
  void lastEdge_refusesWhatTheFilterShouldHaveRefused() {
    AdmittedPeers peers = new AdmittedPeers(CallMode.PRIVATE);
    LastEdge edge = new LastEdge(peers, false);

    assertFalse(allows(edge, TurnPackets.bareAllocate(), true));
    assertFalse(allows(edge, TurnPackets.channelData(CHANNEL, TurnPackets.CHECK), true));
    assertTrue(allows(edge, TurnPackets.allocate(), false));
    assertFalse(allows(edge, TurnPackets.bareAllocate(), true));
    assertFalse(allows(edge, TurnPackets.createPermission(PEER), true));
    peers.admit(TestRelays.candidate(CandidateType.RELAY, PEER, PEER_PORT));
    assertTrue(allows(edge, TurnPackets.createPermission(PEER), true));
    assertFalse(allows(edge, TurnPackets.createPermission(PEER, STRANGER), true));
    assertFalse(allows(edge, TurnPackets.channelBind(CHANNEL, PEER, PEER_PORT + 1), true));
    assertFalse(allows(edge, TurnPackets.channelData(CHANNEL, TurnPackets.CHECK), true));
    assertTrue(allows(edge, TurnPackets.channelBind(CHANNEL, PEER, PEER_PORT), true));
    assertTrue(allows(edge, TurnPackets.channelData(CHANNEL, TurnPackets.CHECK), false));
    assertFalse(allows(edge, TurnPackets.channelData(CHANNEL, TurnPackets.RTP), false));
    assertTrue(allows(edge, TurnPackets.channelData(CHANNEL, TurnPackets.RTP), true));
    assertFalse(allows(edge, TurnPackets.send(PEER, PEER_PORT, TurnPackets.RTP), false));
    assertTrue(allows(edge, TurnPackets.send(PEER, PEER_PORT, TurnPackets.RTP), true));
    assertFalse(allows(edge, TurnPackets.send(STRANGER, PEER_PORT, TurnPackets.CHECK), true));
    assertFalse(allows(edge, new byte[] {0x40, 0, 0}, true));
    assertFalse(allows(edge, TurnPackets.allocated(PEER, 1), true));
  }

  private static boolean allows(LastEdge edge, byte[] packet, boolean gateOpen) {
    return edge.allows(packet, 0, packet.length, gateOpen);
  }

  @Test
  void mediaPackets_allocateNothing() {
    byte[] channelData = TurnPackets.channelData(CHANNEL, TurnPackets.RTP);
    byte[] send = TurnPackets.send(PEER, PEER_PORT, TurnPackets.RTP);
    byte[] data = TurnPackets.data(PEER, PEER_PORT, TurnPackets.RTP);
    AdmittedPeers peers = new AdmittedPeers(CallMode.PRIVATE);
    peers.admit(TestRelays.candidate(CandidateType.RELAY, PEER, PEER_PORT));
    TunnelState state = new TunnelState(peers);
    state.isEngine(ENGINE_PORT, true);
    state.bind(CHANNEL);
    OutgoingFilter outgoing = new OutgoingFilter(state, TunnelFixture.GRANT, TestRelays.REALM, "n");
    IncomingFilter incoming =
        new IncomingFilter(
            state,
            TunnelFixture.GRANT,
            TestRelays.REALM,
            RelayedRange.of(TestRelays.NORTH.descriptor()),
            true);
    LastEdge edge = new LastEdge(peers, false);
    allows(edge, TurnPackets.allocate(), true);
    allows(edge, TurnPackets.channelBind(CHANNEL, PEER, PEER_PORT), true);
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long forwarded = 0;
    long allocated = 0;

    for (int warmUp = 0; warmUp < 2; warmUp++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 20_000; i++) {
        forwarded += ofMedia(outgoing.judge(ENGINE_PORT, channelData, 0, channelData.length, true));
        forwarded += ofMedia(outgoing.judge(ENGINE_PORT, send, 0, send.length, true));
        forwarded += ofMedia(incoming.judge(channelData, 0, channelData.length, true));
        forwarded += ofMedia(incoming.judge(data, 0, data.length, true));
        forwarded += allows(edge, channelData, true) ? 1 : 0;
      }
      allocated = threads.getCurrentThreadAllocatedBytes() - before;
    }

    assertEquals(200_000, forwarded);
    assertTrue(allocated < 10_000, () -> "bytes allocated");
  }

  private static int ofMedia(TunnelVerdict verdict) {
    return verdict == TunnelVerdict.FORWARD_MEDIA ? 1 : 0;
  }
}
