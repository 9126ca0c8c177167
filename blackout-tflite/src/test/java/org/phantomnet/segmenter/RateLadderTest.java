package org.phantomnet.segmenter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.phantomnet.engine.blackout.RateLadder;
import org.phantomnet.engine.blackout.RateLadder.Step;
import org.phantomnet.protocol.rule.Covers;

class RateLadderTest {
  private long now;

  private Step seconds(RateLadder ladder, int seconds, int millis) {
    Step step = Step.FULL;
    for (int i = 0; i < seconds * 30; i++) {
      now += Duration.ofSeconds(1).toNanos() / 30 + 1;
      step = ladder.after(now, Duration.ofMillis(millis));
    }
    return step;
  }

  @Test
  @Covers("BLK-18")
  void frames_thatAreQuick_stayAtThirty() {
    assertEquals(30, seconds(new RateLadder(false), 30, 10).framesPerSecond());
  }

  @Test
  @Covers("BLK-18")
  void slowFrames_goDownAtOnce_andUpOnlyAfterTenSeconds() {
    RateLadder ladder = new RateLadder(false);

    assertEquals(Step.REDUCED, seconds(ladder, 2, 18));
    assertEquals(Step.REDUCED, seconds(ladder, 9, 10));
    assertEquals(Step.FULL, seconds(ladder, 4, 10));
  }

  @Test
  @Covers("BLK-18")
  void fifteenFrames_areForDevicesThatDeclareThemselvesWeak() {
    assertEquals(Step.NONE, seconds(new RateLadder(false), 5, 28));
    assertEquals(Step.WEAK, seconds(new RateLadder(true), 5, 28));
    assertEquals(Step.NONE, seconds(new RateLadder(true), 5, 40));
  }

  @Test
  @Covers("BLK-18")
  void aSpike_isNoReason() {
    RateLadder ladder = new RateLadder(false);
    seconds(ladder, 3, 10);

    ladder.after(now += 1, Duration.ofSeconds(1));

    assertEquals(Step.FULL, seconds(ladder, 2, 10));
  }
}
