package org.phantomnet.engine.path;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.stun.AttributeType;
import org.phantomnet.protocol.stun.MessageIntegrity;
import org.phantomnet.protocol.stun.StunClass;
import org.phantomnet.protocol.stun.StunErrorCode;
import org.phantomnet.protocol.stun.StunMessage;
import org.phantomnet.protocol.stun.StunMethod;

class AllocateRetryTest {
  private final TunnelFixture fixture = new TunnelFixture();

  private static byte[] stale(StunMethod method) {
    return TurnPackets.message(
        method,
        StunClass.ERROR,
        w -> w.error(StunErrorCode.STALE_NONCE).text(AttributeType.NONCE, "of the relay"));
  }

  @Test
  @Covers("TUN-13")
  void staleNonceToAllocate_isAnsweredByTheTunnel() {
    fixture.fromEngine(TurnPackets.allocate());

    fixture.fromRelay(stale(StunMethod.ALLOCATE));

    assertTrue(fixture.toEngine.isEmpty());
    assertEquals(2, fixture.toRelay.size());
    StunMessage first = parse(fixture.toRelay.get(0));
    StunMessage again = parse(fixture.toRelay.get(1));
    assertEquals(MessageIntegrity.Verdict.VALID, TurnPackets.key().verify(again));
    assertTrue(
        again.valueEquals(
            again.find(AttributeType.NONCE), "of the relay".getBytes(StandardCharsets.UTF_8)));
    for (int type : new int[] {AttributeType.USERNAME, AttributeType.REQUESTED_TRANSPORT}) {
      assertArrayEquals(first.copyValue(first.find(type)), again.copyValue(again.find(type)));
    }
    assertEquals(Map.of(), fixture.refused());
    assertEquals(0, fixture.tunnel.packetsOutsidePolicy());
  }

  @Test
  @Covers("TUN-13")
  void secondStaleNonce_andOneToAnotherRequest_reachTheEngine() {
    fixture.fromEngine(TurnPackets.allocate());
    fixture.fromRelay(stale(StunMethod.ALLOCATE));
    fixture.forget();

    fixture.fromRelay(stale(StunMethod.ALLOCATE));
    fixture.fromRelay(stale(StunMethod.REFRESH));

    assertEquals(2, fixture.toEngine.size());
    assertTrue(fixture.toRelay.isEmpty());
  }

  @Test
  @Covers("TUN-13")
  void staleNonce_ofAnotherTransaction_isNotAnswered() {
    fixture.fromEngine(TurnPackets.allocate());
    byte[] foreign = stale(StunMethod.ALLOCATE);
    foreign[StunMessage.TRANSACTION_ID_OFFSET] ^= 1;

    fixture.fromRelay(foreign);

    assertEquals(1, fixture.toRelay.size());
    assertEquals(1, fixture.toEngine.size());
  }

  private static StunMessage parse(byte[] packet) {
    StunMessage message = new StunMessage();
    assertEquals(StunMessage.Verdict.MESSAGE, message.wrap(packet, 0, packet.length));
    return message;
  }
}
