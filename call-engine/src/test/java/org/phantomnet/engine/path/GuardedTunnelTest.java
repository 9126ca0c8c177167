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
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.phantomnet.engine.privacy.ConstantRate;
import org.phantomnet.engine.privacy.TestRelays;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.CandidateType;
import org.phantomnet.protocol.stun.AttributeType;
import org.phantomnet.protocol.stun.MessageIntegrity;
import org.phantomnet.protocol.stun.StunClass;
import org.phantomnet.protocol.stun.StunErrorCode;
import org.phantomnet.protocol.stun.StunMessage;
import org.phantomnet.protocol.stun.StunMethod;

final class GuardedTunnelTest {
  private static final Bytes STRANGER = TestRelays.ip(203, 0, 113, 66);

  private final TunnelFixture fixture = new TunnelFixture();

  @AfterEach
  void nothingLeftOutsidePolicy() {
    assertEquals(0, fixture.tunnel.packetsOutsidePolicy());
  }

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

  @Test
  @Covers("TUN-4")
  @Adversary("ADV-50")
  void redirection_inAnyForm_neverReachesTheEngine() {
    fixture.allocated();
    Bytes elsewhere = TestRelays.ip(203, 0, 113, 9);
    byte[] address = elsewhere.toByteArray();

    fixture.fromRelay(TurnPackets.error(StunMethod.ALLOCATE, StunErrorCode.TRY_ALTERNATE));
    for (StunMethod method :
        List.of(StunMethod.ALLOCATE, StunMethod.REFRESH, StunMethod.CHANNEL_BIND)) {
      fixture.fromRelay(
          TurnPackets.message(
              method,
              StunClass.ERROR,
              w ->
                  w.error(StunErrorCode.TRY_ALTERNATE)
                      .plainAddress(AttributeType.ALTERNATE_SERVER, address, 4, 3478)));
      fixture.fromRelay(
          TurnPackets.message(
              method,
              StunClass.ERROR,
              w ->
                  w.error(StunErrorCode.UNAUTHENTICATED)
                      .plainAddress(AttributeType.ALTERNATE_SERVER, address, 4, 3478)));
      fixture.fromRelay(
          TurnPackets.message(
              method,
              StunClass.ERROR,
              w -> w.bytes(AttributeType.ERROR_CODE, new byte[] {0, 0, 3, 99, 0})));
      fixture.fromRelay(
          TurnPackets.message(
              method,
              StunClass.SUCCESS,
              w ->
                  w.text(AttributeType.ALTERNATE_DOMAIN, "evil.example")
                      .integrity(TurnPackets.key())));
    }

    assertTrue(fixture.toEngine.isEmpty());
    assertEquals(Map.of("TUNNEL_IN_ALTERNATE_SERVER", 13), fixture.refused());
  }

  @Test
  @Covers({"TUN-4", "TUN-10"})
  @Adversary({"ADV-42", "ADV-50"})
  void redirectionBehindTheIntegrity_isDropped() {
    fixture.allocated();
    byte[] address = TestRelays.ip(203, 0, 113, 9).toByteArray();

    fixture.fromRelay(
        TurnPackets.message(
            StunMethod.REFRESH,
            StunClass.ERROR,
            w ->
                w.error(StunErrorCode.STALE_NONCE)
                    .integrity(TurnPackets.key())
                    .plainAddress(AttributeType.ALTERNATE_SERVER, address, 4, 3478)));

    assertTrue(fixture.toEngine.isEmpty());
    assertEquals(Map.of("TUNNEL_IN_MALFORMED", 1), fixture.refused());
  }

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
  @Covers("TUN-8")
  @Adversary({"ADV-02", "ADV-03", "ADV-58"})
  void mediaBeforeTheGateOpens_goesNowhere() {
    fixture.bound();

    for (byte[] media : List.of(TurnPackets.RTP, TurnPackets.RTCP, TurnPackets.payload(0xbf, 12))) {
      fixture.fromEngine(TurnPackets.channelData(CHANNEL, media));
      fixture.fromEngine(TurnPackets.send(PEER, PEER_PORT, media));
      fixture.fromRelay(TurnPackets.channelData(CHANNEL, media));
      fixture.fromRelay(TurnPackets.data(PEER, PEER_PORT, media));
    }

    assertTrue(fixture.toRelay.isEmpty());
    assertTrue(fixture.toEngine.isEmpty());
    assertEquals(
        Map.of("TUNNEL_OUT_GATE_CLOSED", 6, "TUNNEL_IN_GATE_CLOSED", 6), fixture.refused());
  }

  @Test
  @Covers("TUN-8")
  void mediaWhileTheGateIsOpen_passesBothWays_andNotAfterIt() {
    fixture.bound().openGate();

    fixture.fromEngine(TurnPackets.channelData(CHANNEL, TurnPackets.RTP));
    fixture.fromRelay(TurnPackets.channelData(CHANNEL, TurnPackets.RTCP));
    assertEquals(1, fixture.toRelay.size());
    assertEquals(1, fixture.toEngine.size());
    fixture.gate.closed();
    fixture.fromEngine(TurnPackets.channelData(CHANNEL, TurnPackets.RTP));
    fixture.fromRelay(TurnPackets.channelData(CHANNEL, TurnPackets.RTCP));

    assertEquals(1, fixture.toRelay.size());
    assertEquals(1, fixture.toEngine.size());
  }

  @Test
  @Covers("TUN-8")
  void everyFirstByte_isJudgedByTheTable() {
    fixture.bound();
    int passed = 0;

    for (int first = 0; first < 256; first++) {
      fixture.forget();
      fixture.fromEngine(TurnPackets.channelData(CHANNEL, TurnPackets.payload(first, 30)));
      fixture.fromRelay(TurnPackets.channelData(CHANNEL, TurnPackets.payload(first, 30)));
      boolean allowed = first <= 3 || (first >= 20 && first <= 63);
      assertEquals(allowed ? 1 : 0, fixture.toRelay.size());
      assertEquals(allowed ? 1 : 0, fixture.toEngine.size());
      passed += allowed ? 1 : 0;
    }
    fixture.forget();
    fixture.fromEngine(TurnPackets.channelData(CHANNEL, new byte[0]));

    assertEquals(48, passed);
    assertTrue(fixture.toRelay.isEmpty());
  }

  @Test
  @Covers("TUN-9")
  void relayedAddressOutsideTheDescriptor_losesTheRelay() {
    Bytes north = TestRelays.addressOf(TestRelays.NORTH);
    for (byte[] response :
        List.of(
            TurnPackets.allocated(STRANGER, 49_200),
            TurnPackets.allocated(TestRelays.ip(127, 0, 0, 1), 49_200),
            TurnPackets.allocated(north, 3_478))) {
      TunnelFixture other = new TunnelFixture();
      other.fromEngine(TurnPackets.allocate());

      other.fromRelay(response);

      assertEquals(1, other.lost);
      assertTrue(other.toEngine.isEmpty());
      assertEquals(1, other.relayCloses);
      assertEquals(Map.of("TUNNEL_IN_RELAYED_ADDRESS", 1), other.refused());
    }
  }

  @Test
  @Covers("TUN-9")
  void allocateSuccessWithoutValidIntegrity_isDropped_andLosesNothing() {
    fixture.fromEngine(TurnPackets.allocate());

    fixture.fromRelay(
        TurnPackets.message(
            StunMethod.ALLOCATE,
            StunClass.SUCCESS,
            w -> w.xorAddress(AttributeType.XOR_RELAYED_ADDRESS, STRANGER, 49_200)));

    assertEquals(0, fixture.lost);
    assertTrue(fixture.toEngine.isEmpty());
    assertEquals(Map.of("TUNNEL_IN_WRONG_INTEGRITY", 1), fixture.refused());
  }

  @Test
  @Covers("TUN-9")
  void allocateSuccessOfTheListedRelay_passes() {
    fixture.fromEngine(TurnPackets.allocate());

    fixture.fromRelay(TurnPackets.allocated(TestRelays.addressOf(TestRelays.NORTH), 49_200));

    assertEquals(1, fixture.toEngine.size());
    assertEquals(0, fixture.lost);
  }

  @ParameterizedTest
  @EnumSource(
      value = StunErrorCode.class,
      names = {"TRY_ALTERNATE"},
      mode = EnumSource.Mode.EXCLUDE)
  @Covers("TUN-12")
  void ordinaryErrors_passToTheEngine(StunErrorCode code) {
    fixture.allocated();

    fixture.fromRelay(TurnPackets.error(StunMethod.REFRESH, code));

    assertEquals(1, fixture.toEngine.size());
  }

  @Test
  @Covers("TUN-12")
  void whateverElseARelaySays_isDropped() {
    fixture.allocated();

    for (StunMethod method : List.of(StunMethod.ALLOCATE, StunMethod.BINDING, StunMethod.REFRESH)) {
      fixture.fromRelay(TurnPackets.message(method, StunClass.REQUEST, w -> {}));
    }
    fixture.fromRelay(TurnPackets.message(StunMethod.BINDING, StunClass.SUCCESS, w -> {}));
    fixture.fromRelay(TurnPackets.message(StunMethod.SEND, StunClass.INDICATION, w -> {}));
    fixture.fromRelay(TurnPackets.message(StunMethod.REFRESH, StunClass.ERROR, w -> {}));

    assertTrue(fixture.toEngine.isEmpty());
    assertEquals(Map.of("TUNNEL_IN_METHOD", 5, "TUNNEL_IN_MALFORMED", 1), fixture.refused());
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
  void lostRelay_isReportedOnce_andClosesTheTunnel() {
    fixture.bound().openGate();

    fixture.relay().lost();
    fixture.relay().lost();
    fixture.fromEngine(TurnPackets.channelData(CHANNEL, TurnPackets.RTP));
    fixture.fromRelay(TurnPackets.channelData(CHANNEL, TurnPackets.RTP));

    assertEquals(1, fixture.lost);
    assertEquals(1, fixture.relayCloses);
    assertTrue(fixture.toRelay.isEmpty());
    assertTrue(fixture.toEngine.isEmpty());
  }

  @Test
  void closedTunnel_reportsNoLoss() {
    fixture.bound();

    fixture.tunnel.close();
    fixture.tunnel.close();
    fixture.relay().lost();

    assertEquals(0, fixture.lost);
  }

  @Test
  @Covers({"TUN-1", "TUN-11"})
  void permissionAsFirstProvedRequest_passesBothReaders() {
    TunnelFixture fixture = new TunnelFixture();
    fixture.tunnel.admitRemote(TestRelays.candidate(CandidateType.RELAY, PEER, PEER_PORT));

    fixture.fromEngine(TurnPackets.createPermission(PEER));

    assertEquals(1, fixture.toRelay.size());
    assertEquals(0, fixture.tunnel.packetsOutsidePolicy());
  }

  @Test
  @Covers("TUN-10")
  void peerOrDataWhereItHasNoMeaning_isMalformed() {
    TunnelFixture fixture = new TunnelFixture();
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
    assertEquals(0, fixture.tunnel.packetsOutsidePolicy());
  }

  /** A relay chooses its nonce; one that fills a packet must not break the tunnel's thread. */
  @Test
  @Covers("TUN-13")
  void staleNonce_tooLongToRepeat_reachesTheEngine() {
    TunnelFixture fixture = new TunnelFixture();
    fixture.fromEngine(TurnPackets.allocate());
    fixture.forget();

    fixture.fromRelay(TurnPackets.stale(1_990));

    assertEquals(0, fixture.toRelay.size());
    assertEquals(1, fixture.toEngine.size());
  }

  @Test
  @Covers({"WIRE-10", "WIRE-13"})
  void soundThatLeaves_isWatched_inWhateverFormItIsCarried() {
    fixture.bound();
    assertEquals(Optional.empty(), fixture.tunnel.finalRate());
    fixture.fromEngine(TurnPackets.channelData(CHANNEL, TurnPackets.RTP));
    assertEquals(Optional.empty(), fixture.tunnel.finalRate());
    fixture.openGate();
    fixture.fromEngine(TurnPackets.channelData(CHANNEL, TurnPackets.DTLS));
    fixture.fromRelay(TurnPackets.data(PEER, PEER_PORT, TurnPackets.RTP));
    assertEquals(Optional.empty(), fixture.tunnel.finalRate());

    fixture.fromEngine(TurnPackets.channelData(CHANNEL, TurnPackets.RTP));
    assertEquals(Optional.of(ConstantRate.UNVERIFIED), fixture.tunnel.finalRate());
    fixture.fromEngine(TurnPackets.send(PEER, PEER_PORT, TurnPackets.DTLS));
    assertEquals(ConstantRate.UNVERIFIED, fixture.tunnel.rate());

    fixture.fromEngine(TurnPackets.send(PEER, PEER_PORT, TurnPackets.RTP)); // the same once more
    assertEquals(ConstantRate.VIOLATED, fixture.tunnel.rate());
  }

  @Test
  @Covers("WIRE-13")
  void silenceOfAClosedOrInterruptedTunnel_isNoViolation() {
    fixture.bound();
    fixture.openGate();
    fixture.fromEngine(TurnPackets.channelData(CHANNEL, TurnPackets.RTP));
    fixture.tunnel.interrupted();
    fixture.nanos += 10_000_000_000L;
    assertEquals(ConstantRate.UNVERIFIED, fixture.tunnel.rate());

    TunnelFixture other = new TunnelFixture().bound();
    other.openGate();
    other.fromEngine(TurnPackets.channelData(CHANNEL, TurnPackets.RTP));
    other.nanos += 10_000_000_000L;
    other.tunnel.close();
    assertEquals(ConstantRate.UNVERIFIED, other.tunnel.rate());
    assertEquals(Optional.of(ConstantRate.UNVERIFIED), other.tunnel.finalRate());
  }

  @Test
  @Covers("WIRE-12")
  void silenceOfAnOpenTunnel_isAViolation() {
    fixture.bound();
    fixture.openGate();
    fixture.fromEngine(TurnPackets.channelData(CHANNEL, TurnPackets.RTP));

    fixture.nanos += 10_000_000_000L;

    assertEquals(ConstantRate.VIOLATED, fixture.tunnel.rate());
  }
}
