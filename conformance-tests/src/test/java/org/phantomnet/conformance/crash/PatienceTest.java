package org.phantomnet.conformance.crash;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PatienceTest {
  private static final Duration LIMIT = Duration.ofSeconds(90);

  private final AtomicLong now = new AtomicLong(-5);
  private final Patience patience = new Patience(LIMIT, now::get);

  @Test
  void linesThatComeSlowly_areWaitedFor_howeverManyThereAre() {
    for (int left = 86; left > 0; left--) {
      assertFalse(patience.isOver(left), "with " + left + " left");
      pass(Duration.ofSeconds(60));
      assertFalse(patience.isOver(left), "with " + left + " left");
    }
  }

  @Test
  void linesThatStopToCome_areGivenUp_afterTheLimit() {
    assertFalse(patience.isOver(3));
    pass(Duration.ofSeconds(80));
    assertFalse(patience.isOver(2));
    pass(LIMIT);
    assertFalse(patience.isOver(2));
    pass(Duration.ofMillis(1));
    assertTrue(patience.isOver(2));
  }

  @Test
  void moreThatIsLeft_isNoProgress() {
    assertFalse(patience.isOver(1));
    pass(LIMIT);
    assertFalse(patience.isOver(5));
    pass(Duration.ofMillis(1));
    assertTrue(patience.isOver(4));
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }
}
