package org.phantomnet.desktop.media.pipe;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.phantomnet.protocol.rule.Covers;

class CadenceTest {
  @Test
  @Covers("ENG-130")
  void laterStart_putsTheFirstRoundOff_andTheOthersFollowInTheirPeriod() throws Exception {
    List<Long> rounds = new ArrayList<>();
    CountDownLatch over = new CountDownLatch(1);
    long delay = 2 * Cadence.PERIOD_NANOS;

    long began = System.nanoTime();
    Cadence.startLater(
        "test",
        delay,
        () -> {
          rounds.add(System.nanoTime() - began);
          return rounds.size() < 3;
        },
        over::countDown);

    assertTrue(over.await(10, TimeUnit.SECONDS));
    assertTrue(rounds.get(0) >= delay, "first");
    assertTrue(rounds.get(2) >= delay + 2 * Cadence.PERIOD_NANOS, "third");
  }
}
