package org.phantomnet.engine.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.phantomnet.engine.port.SecureChannel.Received;
import org.phantomnet.engine.state.CallRef;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.handshake.Role;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.id.DeviceAddress;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;

class HeldMessagesTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  private final HeldMessages held = new HeldMessages();

  private static LegId leg(int which) {
    byte[] id = new byte[CallId.LENGTH];
    id[0] = (byte) which;
    return new LegId(new CallRef(new CallId(Bytes.copyOf(id)), Role.CALLEE), 1);
  }

  private static Received message(int which) {
    DeviceAddress from = new DeviceAddress(UserAddress.parse("alice@mailbox.example"), 1, 1);
    return new Received(from, Bytes.EMPTY, Bytes.copyOf(new byte[] {(byte) which}), Duration.ZERO);
  }

  @Test
  @Covers("CALL-23")
  void heldMessage_isGivenOnce_toItsOwnLeg() {
    held.hold(leg(1), message(1), NOW);
    held.hold(leg(2), message(2), NOW);

    assertEquals(List.of(message(1)), held.take(leg(1), NOW));
    assertEquals(List.of(), held.take(leg(1), NOW));
  }

  @Test
  @Covers("CALL-23")
  void heldMessage_isGoneAfterAMinute() {
    held.hold(leg(1), message(1), NOW);

    assertEquals(List.of(), held.take(leg(1), NOW.plusSeconds(61)));
  }

  @Test
  @Covers("CALL-23")
  @Adversary("ADV-56")
  void floodOfMessages_keepsFourALegAndThirtyTwoInAll() {
    for (int i = 0; i < 10; i++) {
      held.hold(leg(100), message(i), NOW);
    }
    int ofOneLeg = held.take(leg(100), NOW).size();
    for (int i = 0; i < 100; i++) {
      held.hold(leg(i), message(i), NOW);
    }
    int inAll = 0;
    for (int i = 0; i < 100; i++) {
      inAll += held.take(leg(i), NOW).size();
    }

    assertEquals(HeldMessages.MAX_PER_LEG, ofOneLeg);
    assertEquals(HeldMessages.MAX, inAll);
  }
}
