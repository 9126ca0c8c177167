package org.phantomnet.messenger.session;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;

class ComingCallsTest {
  private static final UserAddress BOB = UserAddress.parse("bob@mail.example");
  private static final Instant NOW = Instant.ofEpochMilli(1_793_491_200_000L);

  private final ComingCalls coming = new ComingCalls();

  private static CallId call(int number) {
    byte[] id = new byte[CallId.LENGTH];
    Arrays.fill(id, (byte) number);
    return new CallId(Bytes.copyOf(id));
  }

  @Test
  @Covers("DEV-24")
  @Adversary("ADV-56")
  void callSaidAMinuteAgo_orByAClockAMinuteAhead_countsForNothing() {
    coming.add(BOB, call(1), NOW);
    coming.add(BOB, call(2), NOW.plus(ComingCalls.FOR));

    assertFalse(coming.take(BOB, call(1), NOW.plus(ComingCalls.FOR)));
    assertFalse(coming.take(BOB, call(1), NOW), "it was taken out");
    assertFalse(coming.take(BOB, call(2), NOW));
  }

  @Test
  @Covers("DEV-24")
  void ninthCall_takesThePlaceOfTheFirst() {
    for (int i = 1; i <= 9; i++) {
      coming.add(BOB, call(i), NOW);
    }

    assertFalse(coming.take(BOB, call(1), NOW));
    assertTrue(coming.take(BOB, call(2), NOW));
    assertTrue(coming.take(BOB, call(9), NOW));
  }
}
