package org.phantomnet.mixnet.tunnel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.phantomnet.mixnet.tunnel.RelayLiveness.Change;
import org.phantomnet.protocol.rule.Covers;

class RelayLivenessTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final RelayLiveness liveness = RelayLiveness.standard(new Random(7)::nextBytes);

  @Test
  @Covers("ENG-30")
  void keepalive_isDueEverySecondAndSoonerWhileUnanswered() {
    assertFalse(liveness.keepaliveDue(100 * SECOND));

    liveness.sent(100 * SECOND);
    liveness.received(new byte[4], 4, 100 * SECOND);

    assertFalse(liveness.keepaliveDue(101 * SECOND - 1));
    assertTrue(liveness.keepaliveDue(101 * SECOND));
    liveness.keepalive(101 * SECOND);
    assertFalse(liveness.keepaliveDue(101 * SECOND + SECOND / 2 - 1));
    assertTrue(liveness.keepaliveDue(101 * SECOND + SECOND / 2));
    liveness.received(new byte[4], 4, 101 * SECOND);
    assertFalse(liveness.keepaliveDue(102 * SECOND - 1));
    assertTrue(liveness.keepaliveDue(102 * SECOND));
  }

  @Test
  @Covers("ENG-30")
  void keepalive_isABindingRequestWithAFreshTransaction() {
    liveness.sent(0);

    byte[] one = liveness.keepalive(2 * SECOND);
    byte[] two = liveness.keepalive(4 * SECOND);

    assertEquals(20, one.length);
    assertEquals(1, one[1]);
    assertFalse(Arrays.equals(one, two));
  }

  @Test
  void answer_toAKeepalive_isKeptFromTheEngine() {
    liveness.sent(0);
    byte[] answer = liveness.keepalive(2 * SECOND);
    answer[0] = 1;

    boolean ours = liveness.received(answer, answer.length, 3 * SECOND);

    assertTrue(ours);
    answer[12] ^= 1;
    assertFalse(liveness.received(answer, answer.length, 3 * SECOND));
  }

  @Test
  @Covers("ENG-31")
  void relay_silentDespiteTwoKeepalives_isSilentOnceAndHeardWithTheNextPacket() {
    liveness.sent(0);
    liveness.received(new byte[4], 4, SECOND);
    liveness.keepalive(2 * SECOND);
    liveness.keepalive(3 * SECOND);

    assertEquals(Change.NONE, liveness.change(7 * SECOND / 2 - 1));
    assertEquals(Change.SILENT, liveness.change(7 * SECOND / 2));
    assertEquals(Change.NONE, liveness.change(60 * SECOND));
    liveness.received(new byte[4], 4, 60 * SECOND);
    assertEquals(Change.HEARD, liveness.change(60 * SECOND));
    assertEquals(Change.NONE, liveness.change(60 * SECOND));
    assertFalse(liveness.isLost());
  }

  @Test
  @Covers({"ENG-30", "ENG-31"})
  void relay_thatNeverSaidAnything_isAskedTwiceASecondAndSilentSooner() {
    liveness.sent(0);

    assertFalse(liveness.keepaliveDue(SECOND / 2 - 1));
    assertTrue(liveness.keepaliveDue(SECOND / 2));
    liveness.keepalive(SECOND / 2);
    liveness.keepalive(SECOND);

    assertEquals(Change.NONE, liveness.change(3 * SECOND / 2 - 1));
    assertEquals(Change.SILENT, liveness.change(3 * SECOND / 2));
  }

  @Test
  @Covers("ENG-31")
  void relay_farAwayWhoseFirstAnswerTakesALongTime_isNotSilent() {
    liveness.sent(0);
    liveness.keepalive(SECOND / 2);

    liveness.received(new byte[4], 4, 14 * SECOND / 10);
    liveness.keepalive(2 * SECOND);
    liveness.keepalive(3 * SECOND);

    assertEquals(Change.NONE, liveness.change(38 * SECOND / 10));
  }

  @Test
  @Covers("ENG-31")
  void relay_silentButAskedOnceOnly_isNotSilent() {
    liveness.sent(0);
    liveness.received(new byte[4], 4, SECOND);
    liveness.keepalive(2 * SECOND);

    assertEquals(Change.NONE, liveness.change(60 * SECOND));
  }

  @Test
  @Covers("ENG-32")
  void relay_thatRefusesThreeTimesInARow_isLost() {
    liveness.refused();
    liveness.refused();
    liveness.received(new byte[4], 4, SECOND);
    liveness.refused();
    liveness.refused();
    assertFalse(liveness.isLost());

    liveness.refused();

    assertTrue(liveness.isLost());
  }
}
