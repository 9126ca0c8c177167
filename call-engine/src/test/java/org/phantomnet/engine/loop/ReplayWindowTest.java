package org.phantomnet.engine.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.phantomnet.protocol.rule.Covers;

class ReplayWindowTest {
  private final ReplayWindow window = new ReplayWindow();

  @Test
  @Covers("CALL-18")
  void counter_isTakenOnce_inAnyOrder() {
    assertTrue(window.take(3));
    assertTrue(window.take(1));
    assertFalse(window.take(3));
    assertFalse(window.take(1));
    assertTrue(window.take(2));
  }

  @Test
  @Covers("CALL-18")
  void counter_atTheWindowsEdge_isTaken_andBehindItRefused() {
    assertTrue(window.take(65));

    assertTrue(window.take(2));
    assertFalse(window.take(1));
  }

  @Test
  @Covers("CALL-18")
  void counter_farAhead_forgetsTheOldOnesAsTaken() {
    assertTrue(window.take(1));
    assertTrue(window.take(Long.MAX_VALUE));

    assertFalse(window.take(1));
    assertFalse(window.take(Long.MAX_VALUE));
    assertTrue(window.take(Long.MAX_VALUE - 63));
    assertFalse(window.take(Long.MAX_VALUE - 64));
  }

  @Test
  void random_countersAreNeverTakenTwice() {
    Random random = new Random(7);
    Set<Long> taken = new HashSet<>();

    for (int i = 0; i < 100_000; i++) {
      long counter = 1 + i / 10 + random.nextInt(70);
      if (window.take(counter)) {
        assertTrue(taken.add(counter));
      }
    }
    assertEquals(true, taken.size() > 5_000);
  }
}
