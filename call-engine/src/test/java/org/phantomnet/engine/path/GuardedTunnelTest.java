package org.phantomnet.engine.path;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.phantomnet.engine.path.TunnelFixture.CHANNEL;
import static org.phantomnet.engine.path.TunnelFixture.ENGINE_PORT;
import static org.phantomnet.engine.path.TunnelFixture.PEER;
import static org.phantomnet.engine.path.TunnelFixture.PEER_PORT;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.phantomnet.engine.privacy.TestRelays;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.CandidateType;
import org.phantomnet.protocol.stun.AttributeType;
import org.phantomnet.protocol.stun.MessageIntegrity;
import org.phantomnet.protocol.stun.StunClass;
import org.phantomnet.protocol.stun.StunErrorCode;
import org.phantomnet.protocol.stun.StunMessage;
import org.phantomnet.protocol.stun.StunMethod;

/** Who may speak to the relay through the tunnel (TUN-1 to TUN-3). */
final class GuardedTunnelTest {
  @RegisterExtension private final TunnelFixture fixture = new TunnelFixture();

  @Test
  @Covers("TUN-1")
  void firstAllocate_isAnsweredHere_andNothingLeaves() {
    fixture.fromEngine(TurnPackets.bareAllocate());

    StunMessage answer = new StunMessage();
    byte[] bytes = fixture.toEngine.get(0);
    assertEquals(StunMessage.Verdict.MESSAGE, answer.wrap(bytes, 0, bytes.length));
    assertEquals(StunMethod.ALLOCATE, answer.method());
    assertEquals(StunClass.ERROR, answer.messageClass());
    assertEquals(401, answer.errorCode());
    assertArrayEquals(
        Arrays.copyOfRange(TurnPackets.bareAllocate(), 8, 20), Arrays.copyOfRange(bytes, 8, 20));
    assertEquals(TestRelays.REALM, text(answer, AttributeType.REALM));
    assertEquals("5a".repeat(16), text(answer, AttributeType.NONCE));
    assertEquals(List.of(ENGINE_PORT), fixture.enginePorts);
    assertTrue(fixture.toRelay.isEmpty());
  }

  private static String text(StunMessage message, int type) {
    return new String(message.copyValue(message.find(type)), StandardCharsets.UTF_8);
  }

  @Test
  @Covers("TUN-1")
  void beforeTheEngineProvedItself_nothingElsePassesEitherWay() {
    fixture.tunnel.admitRemote(TestRelays.candidate(CandidateType.RELAY, PEER, PEER_PORT));
    fixture.openGate();

    fixture.fromEngine(message(StunMethod.BINDING));
    fixture.fromEngine(message(StunMethod.REFRESH));
    fixture.fromEngine(TurnPackets.send(PEER, PEER_PORT, TurnPackets.CHECK));
    fixture.fromEngine(TurnPackets.channelData(CHANNEL, TurnPackets.RTP));
    fixture.fromRelay(TurnPackets.data(PEER, PEER_PORT, TurnPackets.RTP));
    fixture.fromRelay(TurnPackets.error(StunMethod.ALLOCATE, StunErrorCode.UNAUTHENTICATED));

    assertTrue(fixture.toRelay.isEmpty());
    assertTrue(fixture.toEngine.isEmpty());
    assertEquals(
        Map.of("TUNNEL_OUT_UNAUTHENTICATED", 4, "TUNNEL_IN_UNAUTHENTICATED", 2), fixture.refused());
  }

  private static byte[] message(StunMethod method) {
    return TurnPackets.message(method, StunClass.REQUEST, w -> {});
  }

  @Test
  @Covers("TUN-2")
  void requestsWithTheGrantsIntegrity_pass() {
    fixture.tunnel.admitRemote(TestRelays.candidate(CandidateType.RELAY, PEER, PEER_PORT));
    List<byte[]> requests =
        List.of(
            TurnPackets.allocate(),
            TurnPackets.createPermission(PEER),
            TurnPackets.channelBind(CHANNEL, PEER, PEER_PORT),
            TurnPackets.refresh());

    requests.forEach(fixture::fromEngine);

    assertEquals(requests.size(), fixture.toRelay.size());
    for (int i = 0; i < requests.size(); i++) {
      assertArrayEquals(requests.get(i), fixture.toRelay.get(i));
    }
    assertEquals(Map.of(), fixture.refused());
  }

  @Test
  @Covers("TUN-2")
  void requestWithAnotherCredential_leavesNothing() {
    MessageIntegrity other = MessageIntegrity.longTerm(TurnPackets.USER, TestRelays.REALM, "other");
    MessageIntegrity otherRealm =
        MessageIntegrity.longTerm(TurnPackets.USER, "evil.example", TurnPackets.PASSWORD);

    fixture.fromEngine(allocateBy(TurnPackets.USER, other));
    fixture.fromEngine(allocateBy(TurnPackets.USER, otherRealm));
    fixture.fromEngine(allocateBy("alice@mail.example", TurnPackets.key()));
    fixture.fromEngine(
        TurnPackets.message(
            StunMethod.ALLOCATE,
            StunClass.REQUEST,
            w -> w.u8(AttributeType.REQUESTED_TRANSPORT, 17).integrity(TurnPackets.key())));

    assertTrue(fixture.toRelay.isEmpty());
    assertEquals(Map.of("TUNNEL_OUT_WRONG_INTEGRITY", 4), fixture.refused());
  }

  private static byte[] allocateBy(String user, MessageIntegrity key) {
    return TurnPackets.message(
        StunMethod.ALLOCATE,
        StunClass.REQUEST,
        w ->
            w.u8(AttributeType.REQUESTED_TRANSPORT, 17)
                .text(AttributeType.USERNAME, user)
                .integrity(key));
  }

  @Test
  @Covers("TUN-2")
  void otherMethodsAndTcpAllocations_areDropped() {
    fixture.allocated();

    fixture.fromEngine(TurnPackets.request(StunMethod.BINDING, w -> {}));
    fixture.fromEngine(
        TurnPackets.request(StunMethod.ALLOCATE, w -> w.u8(AttributeType.REQUESTED_TRANSPORT, 6)));
    fixture.fromEngine(TurnPackets.request(StunMethod.ALLOCATE, w -> {}));
    fixture.fromEngine(TurnPackets.message(StunMethod.BINDING, StunClass.INDICATION, w -> {}));
    fixture.fromEngine(TurnPackets.message(StunMethod.BINDING, StunClass.SUCCESS, w -> {}));
    fixture.fromEngine(TurnPackets.message(StunMethod.DATA, StunClass.INDICATION, w -> {}));

    assertTrue(fixture.toRelay.isEmpty());
    assertEquals(Map.of("TUNNEL_OUT_METHOD", 6), fixture.refused());
  }

  @Test
  @Covers({"TUN-1", "TUN-3"})
  @Adversary("ADV-53")
  void localProcessThatComesFirst_getsNoWayAndDoesNotStopTheEngine() {
    fixture.fromEngine(6_666, TurnPackets.bareAllocate());
    fixture.fromEngine(
        6_666, allocateBy("x", MessageIntegrity.longTerm("x", TestRelays.REALM, "x")));
    assertTrue(fixture.toRelay.isEmpty());

    fixture.fromEngine(TurnPackets.allocate());

    assertEquals(1, fixture.toRelay.size());
  }

  @Test
  @Covers("TUN-3")
  @Adversary("ADV-53")
  void localProcessThatComesLater_getsNothingAndChangesNothing() {
    fixture.bound().openGate();

    fixture.fromEngine(6_666, TurnPackets.bareAllocate());
    fixture.fromEngine(6_666, TurnPackets.allocate());
    fixture.fromEngine(6_666, TurnPackets.send(PEER, PEER_PORT, TurnPackets.RTP));
    fixture.fromEngine(6_666, TurnPackets.channelData(CHANNEL, TurnPackets.RTP));
    assertTrue(fixture.toRelay.isEmpty());
    assertTrue(fixture.toEngine.isEmpty());
    assertEquals(Map.of("TUNNEL_OUT_FOREIGN_PORT", 4), fixture.refused());
    fixture.fromRelay(TurnPackets.channelData(CHANNEL, TurnPackets.RTP));

    assertEquals(List.of(ENGINE_PORT), fixture.enginePorts);
  }
}
