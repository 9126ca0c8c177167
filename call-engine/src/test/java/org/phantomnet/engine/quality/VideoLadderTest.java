package org.phantomnet.engine.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;

class VideoLadderTest {
  private static final Duration SHORT = Duration.ofMillis(80);
  private final VideoLadder ladder = new VideoLadder();

  private void seconds(int count, double loss, Duration roundTrip) {
    for (int i = 0; i < count; i++) {
      ladder.second(loss, roundTrip);
    }
  }

  @Test
  @Covers("ENG-107")
  void steps_rise_fromNothing() {
    assertEquals(new VideoLadder.Step(0, 0, 0), VideoLadder.of(0));
    for (int i = 1; i < VideoLadder.STEPS; i++) {
      assertTrue(VideoLadder.of(i).bitrate() > VideoLadder.of(i - 1).bitrate());
      assertTrue(VideoLadder.of(i).height() > VideoLadder.of(i - 1).height());
    }
  }

  @Test
  @Covers("ENG-108")
  void tenGoodSeconds_raiseByOne_andNineDoNot() {
    seconds(9, 0.01, SHORT);
    assertEquals(VideoLadder.FIRST, ladder.step());

    seconds(1, 0.01, SHORT);
    assertEquals(VideoLadder.FIRST + 1, ladder.step());

    seconds(100, 0, SHORT);
    assertEquals(VideoLadder.STEPS - 1, ladder.step());
  }

  @Test
  @Covers("ENG-108")
  void secondThatIsNeitherGoodNorBad_keepsTheStep_andCountsAnew() {
    seconds(9, 0, SHORT);
    seconds(1, 0.05, SHORT);
    seconds(9, 0, SHORT);

    assertEquals(VideoLadder.FIRST, ladder.step());
  }

  @Test
  @Covers("ENG-108")
  void lossAndALongRoundTrip_lowerAtOnce() {
    assertEquals(VideoLadder.FIRST - 1, ladder.second(0.10, SHORT));
    assertEquals(VideoLadder.FIRST - 2, ladder.second(0, Duration.ofMillis(800)));
    assertEquals(0, ladder.second(0.25, SHORT));
  }

  @Test
  @Covers("ENG-109")
  void lossThatStays_stopsVideo_whichComesBackByTheLeastStep() {
    seconds(5, 0.3, SHORT);
    assertEquals(0, ladder.step());

    seconds(10, 0, SHORT);
    assertEquals(1, ladder.step());
  }

  /** What could tell of the content has no way in: there is nothing else to give it. */
  @Test
  @Covers("ENG-108")
  @Adversary("ADV-45")
  void ladder_isToldOfLossAndRoundTripOnly() {
    List<List<Class<?>>> told =
        Arrays.stream(VideoLadder.class.getDeclaredMethods())
            .filter(method -> method.getName().equals("second"))
            .map(Method::getParameterTypes)
            .map(List::of)
            .toList();

    assertEquals(List.of(List.of(double.class, Duration.class)), told);
  }
}
