package org.phantomnet.segmenter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
  void slowFrames_goDownAtOnce_andUpAfterTwoGoodSeconds() {
    RateLadder ladder = new RateLadder(false);

    assertEquals(Step.REDUCED, seconds(ladder, 2, 18));
    assertEquals(Step.REDUCED, seconds(ladder, 1, 10));
    assertEquals(Step.FULL, seconds(ladder, 3, 10));
  }

  @Test
  @Covers("BLK-18")
  void fifteenFrames_areForDevicesThatDeclareThemselvesWeak() {
    assertEquals(Step.NONE, seconds(new RateLadder(false), 5, 28));
    assertEquals(Step.WEAK, seconds(new RateLadder(true), 5, 28));
    assertEquals(Step.NONE, seconds(new RateLadder(true), 5, 40));
  }

  /** Frames of a camera of that rate that are looked at in ten seconds. */
  private int taken(RateLadder ladder, int camera) {
    int taken = 0;
    for (int i = 0; i < 10 * camera; i++) {
      now += Duration.ofSeconds(1).toNanos() / camera;
      taken += ladder.takes(now) ? 1 : 0;
    }
    return taken;
  }

  @Test
  @Covers("BLK-18")
  void camera_isLookedAt_asOftenAsTheStepAllows() {
    RateLadder full = new RateLadder(false);
    RateLadder reduced = new RateLadder(false);
    RateLadder weak = new RateLadder(true);
    seconds(reduced, 2, 18);
    seconds(weak, 5, 28);

    assertEquals(300, taken(full, 30), 1);
    assertEquals(300, taken(new RateLadder(false), 60), 1);
    assertEquals(200, taken(new RateLadder(false), 20), 1);
    assertEquals(240, taken(reduced, 30), 1);
    assertEquals(150, taken(weak, 30), 1);
  }

  @Test
  @Covers("BLK-18")
  void deviceThatWasTooSlow_isTried_andHasPicturesAgainAfterTwoGoodSeconds() {
    RateLadder ladder = new RateLadder(false);
    seconds(ladder, 5, 28);
    assertEquals(30, taken(ladder, 30), 1);

    assertEquals(Step.NONE, seconds(ladder, 1, 18));
    assertEquals(Step.REDUCED, seconds(ladder, 3, 18));
    assertEquals(Step.FULL, seconds(ladder, 12, 10));
  }

  @Test
  @Covers("BLK-18")
  void deviceThatIsTooSlowAgainAndAgain_waitsTwiceAsLongEachTime_butTenSecondsAtMost() {
    RateLadder ladder = new RateLadder(false);
    List<Integer> waited = new ArrayList<>();

    for (int i = 0; i < 5; i++) {
      waited.add(secondsBelow(ladder, Step.FULL, 18, 30, 10));
    }

    assertEquals(List.of(2, 4, 8, 10, 10), waited);
    seconds(ladder, 25, 10);
    assertEquals(10, secondsBelow(ladder, Step.FULL, 18, 30, 10));
    seconds(ladder, 35, 10);
    assertEquals(
        2, secondsBelow(ladder, Step.FULL, 18, 30, 10), "a busy moment after a good while");
  }

  @Test
  @Covers("BLK-18")
  void deviceWithoutPictures_waitsTwiceAsLongEachTime_too() {
    RateLadder ladder = new RateLadder(false);
    List<Integer> waited = new ArrayList<>();

    for (int i = 0; i < 5; i++) {
      waited.add(secondsBelow(ladder, Step.REDUCED, 28, 3, 18));
    }

    assertEquals(List.of(2, 4, 8, 10, 10), waited);
  }

  /** Good seconds until that step has come back, after slow frames that have taken it away. */
  private int secondsBelow(RateLadder ladder, Step wanted, int slow, int good, int quick) {
    Step below = wanted == Step.FULL ? Step.REDUCED : Step.NONE;
    while (ladder.step() != below) {
      now += Duration.ofSeconds(1).toNanos() / 30 + 1;
      ladder.after(now, Duration.ofMillis(slow));
    }
    long from = now;
    while (ladder.step() == below) {
      now += Duration.ofSeconds(1).toNanos() / good + 1;
      ladder.after(now, Duration.ofMillis(quick));
    }
    return (int) Math.round((now - from) / 1e9);
  }

  @Test
  @Covers("BLK-18")
  void aPauseOfTheCamera_isNotMadeUpFor() {
    RateLadder ladder = new RateLadder(false);
    taken(ladder, 30);
    now += Duration.ofMinutes(1).toNanos();

    assertEquals(300, taken(ladder, 60), 2);
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
