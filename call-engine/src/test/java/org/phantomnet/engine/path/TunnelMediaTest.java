package org.phantomnet.engine.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.phantomnet.engine.path.TunnelFixture.CHANNEL;
import static org.phantomnet.engine.path.TunnelFixture.PEER;
import static org.phantomnet.engine.path.TunnelFixture.PEER_PORT;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.phantomnet.engine.privacy.ConstantRate;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;

/** When media passes the tunnel, and how its sending is watched. */
final class TunnelMediaTest {
  @RegisterExtension private final TunnelFixture fixture = new TunnelFixture();

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
