package org.phantomnet.engine.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.phantomnet.protocol.rule.Covers;

@Covers("CALL-59")
class PoorNetworkTest {
  private static final double BAD = PoorNetwork.POOR_BELOW - 0.01;
  private static final double GOOD = PoorNetwork.GOOD_FROM;
  private static final int RUNS = 500;
  private static final int SECONDS = 300;

  private final PoorNetwork network = new PoorNetwork();

  private boolean after(int seconds, double mos) {
    return Collections.nCopies(seconds, mos).stream()
        .map(network::second)
        .reduce(false, (before, last) -> last);
  }

  @Test
  void badSeconds_onlyOnEnd_makeItPoor() {
    assertFalse(after(2, BAD));
    assertFalse(after(1, PoorNetwork.POOR_BELOW));
    assertFalse(after(2, BAD));
    assertTrue(after(1, BAD));
  }

  @Test
  void poorNetwork_isCalledSo_untilSixGoodSecondsOnEnd() {
    after(3, BAD);

    assertTrue(after(5, GOOD));
    assertTrue(after(1, GOOD - 0.01));
    assertTrue(after(5, GOOD));
    assertFalse(after(1, GOOD));
  }

  /**
   * Whatever comes: no word lasts shorter than it takes to change it, and each change has cause.
   */
  @Test
  void anyFigures_neverMakeItFlap() {
    for (long seed = 0; seed < RUNS; seed++) {
      Random random = new Random(seed);
      PoorNetwork any = new PoorNetwork();
      List<Double> figures = new ArrayList<>();
      boolean before = false;
      int since = 0;
      for (int second = 0; second < SECONDS; second++) {
        figures.add(1 + random.nextInt(random.nextBoolean() ? 36 : 20) / 10.0);
        boolean now = any.second(figures.get(second));
        since++;
        if (now != before) {
          int cause = now ? PoorNetwork.POOR_SECONDS : PoorNetwork.GOOD_SECONDS;
          assertTrue(since >= cause, "it changed after " + since + " seconds");
          assertEquals(
              cause,
              figures.subList(second + 1 - cause, second + 1).stream()
                  .filter(mos -> now ? mos < PoorNetwork.POOR_BELOW : mos >= PoorNetwork.GOOD_FROM)
                  .count());
          since = 0;
          before = now;
        }
      }
    }
  }
}
