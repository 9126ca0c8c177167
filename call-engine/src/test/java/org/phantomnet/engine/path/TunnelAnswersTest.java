package org.phantomnet.engine.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.phantomnet.engine.path.TunnelFixture.CHANNEL;
import static org.phantomnet.engine.path.TunnelFixture.STRANGER;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.phantomnet.engine.privacy.TestRelays;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.stun.AttributeType;
import org.phantomnet.protocol.stun.StunClass;
import org.phantomnet.protocol.stun.StunErrorCode;
import org.phantomnet.protocol.stun.StunMethod;

/** What a relay may say to the engine through the tunnel, and what loses the relay. */
final class TunnelAnswersTest {
  @RegisterExtension private final TunnelFixture fixture = new TunnelFixture();

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

  /** A relay chooses its nonce; one that fills a packet must not break the tunnel's thread. */
  @Test
  @Covers("TUN-13")
  void staleNonce_tooLongToRepeat_reachesTheEngine() {
    fixture.fromEngine(TurnPackets.allocate());
    fixture.forget();

    fixture.fromRelay(TurnPackets.stale(1_990));

    assertEquals(0, fixture.toRelay.size());
    assertEquals(1, fixture.toEngine.size());
  }
}
