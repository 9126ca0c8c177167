package org.phantomnet.engine.path;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.phantomnet.engine.path.TunnelFixture.CHANNEL;
import static org.phantomnet.engine.path.TunnelFixture.PEER;
import static org.phantomnet.engine.path.TunnelFixture.PEER_PORT;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.SecretKey;
import org.phantomnet.protocol.handshake.Role;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.shield.ShieldSender;
import org.phantomnet.protocol.shield.ShieldedMessage;

/** Call messages that travel under the shield, beside media. */
final class InBandTest {
  private static final Bytes MESSAGE = Bytes.copyOf(new byte[] {1, 2, 3, 4, 5});

  private final CallShield callers = new CallShield(Role.CALLER);
  private final CallShield callees = new CallShield(Role.CALLEE);
  private final TunnelFixture caller = new TunnelFixture(callers).bound();
  private final TunnelFixture callee = new TunnelFixture(callees).bound();

  @BeforeEach
  void theCalleeHasAccepted_andItsEngineSendsOverAChannel() {
    callees.sender().use(0, key());
    callers.receiver().hold(0, key());
    callee.fromEngine(TurnPackets.channelData(CHANNEL, TurnPackets.DTLS));
    callee.openGate();
    callee.forget();
  }

  private static SecretKey key() {
    byte[] key = new byte[32];
    Arrays.fill(key, (byte) 7);
    return SecretKey.of(Bytes.copyOf(key));
  }

  @Test
  @Covers({"SHIELD-9", "SHIELD-10"})
  @Adversary("ADV-58")
  void message_reachesTheCall_beforeItsGateIsOpen_andNoEngine() {
    assertTrue(callee.tunnel.say(MESSAGE));
    assertTrue(callee.tunnel.say(MESSAGE));
    callee.toRelay.forEach(caller::fromRelay);
    byte[] inIndication = payload(callee.toRelay.get(1));
    caller.fromRelay(TurnPackets.data(PEER, PEER_PORT, inIndication));

    assertEquals(List.of(MESSAGE, MESSAGE), caller.said);
    assertTrue(caller.toEngine.isEmpty());
    assertEquals(Map.of("TUNNEL_IN_SHIELD", 1), caller.refused(), "the last came before");
  }

  private static byte[] payload(byte[] channelData) {
    return Arrays.copyOfRange(channelData, 4, channelData.length);
  }

  @Test
  @Covers("SHIELD-9")
  void message_comesInAnIndicationToo() {
    callee.tunnel.say(MESSAGE);

    caller.fromRelay(TurnPackets.data(PEER, PEER_PORT, payload(callee.toRelay.get(0))));

    assertEquals(List.of(MESSAGE), caller.said);
  }

  @Test
  @Covers({"SHIELD-9", "TUN-8"})
  @Adversary("ADV-58")
  void beforeTheOwnGateIsOpen_withoutAChannel_orAfterTheEnd_nothingIsSaid() {
    assertFalse(caller.tunnel.say(MESSAGE), "the gate is closed");
    TunnelFixture early = new TunnelFixture(callees).bound();
    early.openGate();
    assertFalse(early.tunnel.say(MESSAGE), "no channel in use");
    TunnelFixture fast = new TunnelFixture().bound();
    fast.openGate();
    fast.fromEngine(TurnPackets.channelData(CHANNEL, TurnPackets.DTLS));
    assertFalse(fast.tunnel.say(MESSAGE), "no shield");
    callee.tunnel.close();
    assertFalse(callee.tunnel.say(MESSAGE), "closed");
    assertTrue(caller.toRelay.isEmpty() && callee.toRelay.isEmpty() && early.toRelay.isEmpty());
  }

  /** An engine that was taken over speaks for nobody. */
  @Test
  @Covers("SHIELD-9")
  @Adversary("ADV-27")
  void engineThatSaysOne_isNotHeard() {
    callee.fromEngine(TurnPackets.channelData(CHANNEL, ShieldedMessage.of(MESSAGE)));

    assertTrue(callee.toRelay.isEmpty());
    assertEquals(Map.of("TUNNEL_OUT_SHIELD", 1), callee.refused());
  }

  @Test
  @Covers({"SHIELD-9", "SHIELD-10"})
  @Adversary({"ADV-27", "ADV-58"})
  void forgedOnes_areDropped_andSixteenGoodOnesAreTaken() {
    for (int i = 0; i < 50; i++) {
      callee.tunnel.say(MESSAGE);
    }
    byte[] forged = callee.toRelay.get(0).clone();
    forged[20] ^= 1;
    for (int i = 0; i < 30; i++) {
      caller.fromRelay(forged);
    }
    assertEquals(List.of(), caller.said);
    callee.toRelay.forEach(caller::fromRelay);

    assertEquals(16, caller.said.size());
    assertEquals(Map.of("TUNNEL_IN_SHIELD", 64), caller.refused());
    assertTrue(caller.toEngine.isEmpty());
  }

  @Test
  @Covers("SHIELD-9")
  void longestMessage_comesThrough_andALongerOneDoesNot() {
    Bytes longest = Bytes.copyOf(new byte[ShieldedMessage.MAX_LENGTH]);
    callee.tunnel.say(longest);
    caller.fromRelay(callee.toRelay.get(0));
    assertEquals(List.of(longest), caller.said);

    byte[] longer = Arrays.copyOf(ShieldedMessage.of(longest), 8 + 513);
    byte[] sealed = new byte[longer.length + ShieldSender.OVERHEAD];
    callees.sender().seal(longer, 0, longer.length, sealed, 0);
    caller.fromRelay(TurnPackets.channelData(CHANNEL, sealed));
    assertEquals(1, caller.said.size());
    assertArrayEquals(
        MESSAGE.toByteArray(),
        ShieldedMessage.message(ShieldedMessage.of(MESSAGE), 13).map(Bytes::toByteArray).get());
    assertEquals(Optional.empty(), ShieldedMessage.message(longer, longer.length));
  }
}
