package org.phantomnet.engine.path;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.phantomnet.engine.path.TunnelFixture.CHANNEL;
import static org.phantomnet.engine.path.TunnelFixture.PEER;
import static org.phantomnet.engine.path.TunnelFixture.PEER_PORT;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.phantomnet.engine.privacy.AdmittedPeers;
import org.phantomnet.engine.privacy.ModePolicy;
import org.phantomnet.engine.privacy.TestRelays;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.SecretKey;
import org.phantomnet.protocol.handshake.Role;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.shield.ShieldSender;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.CandidateType;
import org.phantomnet.protocol.stun.AttributeType;
import org.phantomnet.protocol.stun.ChannelData;
import org.phantomnet.protocol.stun.StunClass;
import org.phantomnet.protocol.stun.StunMessage;
import org.phantomnet.protocol.stun.StunMethod;

final class ShieldedTunnelTest {
  private static final int HEADER = ChannelData.HEADER_LENGTH;

  private final CallShield callers = new CallShield(Role.CALLER);
  private final CallShield callees = new CallShield(Role.CALLEE);
  private final TunnelFixture caller = new TunnelFixture(callers).bound();
  private final TunnelFixture callee = new TunnelFixture(callees).bound();

  @BeforeEach
  void gatesAreOpen() {
    caller.openGate();
    callee.openGate();
  }

  @Test
  @Covers("SHIELD-1")
  void onlyInFast_mediaGoesWithoutAShield() {
    assertFalse(ModePolicy.of(CallMode.FAST).shielded());
    assertTrue(ModePolicy.of(CallMode.PRIVATE).shielded());
    assertTrue(ModePolicy.of(CallMode.PARANOID).shielded());
  }

  @Test
  @Covers("SHIELD-1")
  void withoutKeys_noMediaPassesEitherWay() {
    caller.fromEngine(TurnPackets.channelData(CHANNEL, TurnPackets.RTP));
    caller.fromEngine(TurnPackets.send(PEER, PEER_PORT, TurnPackets.RTCP));
    caller.fromRelay(TurnPackets.channelData(CHANNEL, TurnPackets.RTP));
    caller.fromRelay(TurnPackets.data(PEER, PEER_PORT, TurnPackets.RTCP));

    assertTrue(caller.toRelay.isEmpty());
    assertTrue(caller.toEngine.isEmpty());
    assertEquals(Map.of("TUNNEL_OUT_SHIELD", 2, "TUNNEL_IN_SHIELD", 2), caller.refused());
  }

  @Test
  @Covers("SHIELD-1")
  void whatIsNoMedia_passesAsItIs() {
    epoch(0);
    byte[] dtls = TurnPackets.channelData(CHANNEL, TurnPackets.DTLS);
    byte[] check = TurnPackets.send(PEER, PEER_PORT, TurnPackets.CHECK);

    caller.fromEngine(dtls);
    caller.fromEngine(check);

    assertArrayEquals(dtls, caller.toRelay.get(0));
    assertArrayEquals(check, caller.toRelay.get(1));
  }

  @Test
  @Covers("SHIELD-1")
  @Adversary("ADV-27")
  void mediaLeavesSealed_andComesOutAsItWas_inChannelData() {
    epoch(0);
    for (byte[] media : List.of(TurnPackets.RTP, TurnPackets.RTCP)) {
      caller.forget();
      byte[] packet = TurnPackets.channelData(CHANNEL, media);
      caller.fromEngine(packet);

      byte[] sealed = caller.toRelay.get(0);
      assertEquals(HEADER + media.length + ShieldSender.OVERHEAD, sealed.length);
      assertEquals(media.length + ShieldSender.OVERHEAD, ChannelData.dataLength(sealed, 0));
      assertFalse(
          Arrays.equals(media, 30, 50, sealed, HEADER + 30, HEADER + 50), "in clear: the media");
      callee.forget();
      callee.fromRelay(sealed);
      assertArrayEquals(packet, callee.toEngine.get(0));
      callee.fromRelay(sealed);
      assertEquals(1, callee.toEngine.size(), "a relay repeated it");
    }
    assertEquals(Map.of("TUNNEL_IN_SHIELD", 2), callee.refused());
  }

  @Test
  @Covers("SHIELD-1")
  void mediaLeavesSealed_andComesOutAsItWas_inIndications() {
    epoch(0);
    caller.fromEngine(TurnPackets.send(PEER, PEER_PORT, TurnPackets.RTP));

    StunMessage sent = message(caller.toRelay.get(0));
    assertEquals(StunMethod.SEND, sent.method());
    assertEquals(StunClass.INDICATION, sent.messageClass());
    StunMessage given = message(TurnPackets.send(PEER, PEER_PORT, TurnPackets.RTP));
    assertArrayEquals(
        given.copyValue(given.find(AttributeType.XOR_PEER_ADDRESS)),
        sent.copyValue(sent.find(AttributeType.XOR_PEER_ADDRESS)));
    byte[] sealed = sent.copyValue(sent.find(AttributeType.DATA));
    assertEquals(TurnPackets.RTP.length + ShieldSender.OVERHEAD, sealed.length);

    callee.fromRelay(TurnPackets.data(PEER, PEER_PORT, sealed));
    StunMessage came = message(callee.toEngine.get(0));
    assertEquals(StunMethod.DATA, came.method());
    assertArrayEquals(TurnPackets.RTP, came.copyValue(came.find(AttributeType.DATA)));
  }

  @Test
  @Covers("SHIELD-4")
  @Adversary({"ADV-26", "ADV-27"})
  void twoConnectionsOfOneCall_shareCountersAndWindow() {
    epoch(0);
    TunnelFixture second = new TunnelFixture(callers).bound();
    second.openGate();
    TunnelFixture theirs = new TunnelFixture(callees).bound();
    theirs.openGate();
    byte[] packet = TurnPackets.channelData(CHANNEL, TurnPackets.RTP);

    caller.fromEngine(packet);
    second.fromEngine(packet);

    byte[] first = caller.toRelay.get(0);
    byte[] other = second.toRelay.get(0);
    assertEquals(0, first[first.length - 1]);
    assertEquals(1, other[other.length - 1]);
    theirs.fromRelay(other);
    theirs.fromRelay(first);
    callee.fromRelay(first);
    assertEquals(2, theirs.toEngine.size());
    assertEquals(0, callee.toEngine.size(), "came over another connection before");
  }

  @Test
  @Covers("SHIELD-7")
  void newEpoch_isSealedWithOnceTheOtherSideHoldsIt_andLosesNothing() {
    epoch(0);
    byte[] packet = TurnPackets.channelData(CHANNEL, TurnPackets.RTP);
    caller.fromEngine(packet);
    List<Integer> proven = new ArrayList<>();
    callees.whenProven(proven::add);
    callees.receiver().hold(1, key(Role.CALLER, 1));
    callee.fromRelay(caller.toRelay.get(0));
    assertEquals(List.of(), proven);
    callers.sender().use(1, key(Role.CALLER, 1));
    caller.fromEngine(packet);
    caller.fromEngine(packet);
    callee.fromRelay(caller.toRelay.get(1));
    callee.fromRelay(caller.toRelay.get(2));
    assertEquals(3, callee.toEngine.size());
    assertEquals(List.of(1), proven, "told once");
    callees.retirePrevious();
    callee.fromRelay(caller.toRelay.get(0));
    assertEquals(3, callee.toEngine.size(), "the old key is gone");
  }

  @Test
  @Covers("SHIELD-1")
  void afterTheCallsEnd_nothingPasses() {
    epoch(0);
    callers.close();
    assertTrue(callers.isDestroyed());
    caller.fromEngine(TurnPackets.channelData(CHANNEL, TurnPackets.RTP));
    assertTrue(caller.toRelay.isEmpty());
  }

  @Test
  @Covers("TUN-11")
  void lastEdge_seesMediaThatIsNotUnderTheShield() {
    AdmittedPeers admitted = new AdmittedPeers(CallMode.PRIVATE);
    admitted.admit(TestRelays.candidate(CandidateType.RELAY, PEER, PEER_PORT));
    LastEdge edge = new LastEdge(admitted, true);
    assertTrue(allows(edge, TurnPackets.channelBind(CHANNEL, PEER, PEER_PORT)));
    epoch(0);
    caller.fromEngine(TurnPackets.channelData(CHANNEL, TurnPackets.RTP));
    caller.fromEngine(TurnPackets.channelData(CHANNEL, TurnPackets.RTCP));

    assertTrue(allows(edge, caller.toRelay.get(0)));
    assertTrue(allows(edge, caller.toRelay.get(1)));
    assertFalse(allows(edge, caller.toRelay.get(0)), "not after the second");
    Random random = new Random(1);
    int passed = 0;
    for (int i = 0; i < 1000; i++) {
      byte[] bare = new byte[170];
      random.nextBytes(bare);
      bare[0] = (byte) 0x80;
      passed += allows(edge, TurnPackets.channelData(CHANNEL, bare)) ? 1 : 0;
    }
    assertEquals(0, passed);
  }

  private static boolean allows(LastEdge edge, byte[] packet) {
    return edge.allows(packet, 0, packet.length, true);
  }

  private void epoch(int epoch) {
    callers.sender().use(epoch, key(Role.CALLER, epoch));
    callees.receiver().hold(epoch, key(Role.CALLER, epoch));
    callees.sender().use(epoch, key(Role.CALLEE, epoch));
    callers.receiver().hold(epoch, key(Role.CALLEE, epoch));
  }

  private static SecretKey key(Role sender, int epoch) {
    byte[] key = new byte[32];
    Arrays.fill(key, (byte) (sender.ordinal() << 4 | epoch));
    return SecretKey.of(Bytes.copyOf(key));
  }

  private static StunMessage message(byte[] packet) {
    StunMessage message = new StunMessage();
    assertEquals(StunMessage.Verdict.MESSAGE, message.wrap(packet, 0, packet.length));
    return message;
  }
}
