package org.phantomnet.engine.quality;

import java.time.Duration;
import java.util.List;
import org.phantomnet.protocol.rule.Rule;

/**
 * How much video a connection sends: one of a few fixed steps, moved by loss and round trip alone,
 * never by what is shown. For one thread; as long as the connection. Pure: time is the number of
 * calls, one a second.
 */
public final class VideoLadder {
  /** What a step sends. Step 0 sends nothing. */
  @Rule("ENG-107")
  private static final List<Step> TABLE =
      List.of(
          new Step(0, 0, 0),
          new Step(180, 15, 150_000),
          new Step(270, 24, 350_000),
          new Step(360, 30, 700_000),
          new Step(540, 30, 1_300_000),
          new Step(720, 30, 2_000_000));

  /** Rows of a picture that keeps its size: more than any has. */
  private static final int ALL_ROWS = 1_280;

  /** For the pictures of a screen: the same rates; fewer pictures, not smaller ones. */
  @Rule("ENG-125")
  private static final List<Step> TEXT =
      List.of(
          TABLE.get(0),
          new Step(ALL_ROWS, 1, 150_000),
          new Step(ALL_ROWS, 3, 350_000),
          new Step(ALL_ROWS, 5, 700_000),
          new Step(ALL_ROWS, 10, 1_300_000),
          new Step(ALL_ROWS, 15, 2_000_000));

  /** Steps there are, with step 0. */
  public static final int STEPS = 6;

  /** Where a connection begins. */
  public static final int FIRST = 3;

  private static final double BAD_LOSS = 0.10;
  private static final double WORSE_LOSS = 0.25;
  private static final double GOOD_LOSS = 0.02;
  private static final Duration BAD_ROUND_TRIP = Duration.ofMillis(800);
  private static final Duration GOOD_ROUND_TRIP = Duration.ofMillis(400);

  /** Good seconds in a row before one step up. */
  private static final int PATIENCE = 10;

  /** The lowest step with a picture. */
  private static final int LOWEST = 1;

  private int step = FIRST;
  private int most = STEPS - 1;
  private int good;

  /**
   * One step.
   *
   * @param height rows of a picture that lies, at most; columns of one that stands
   * @param framesPerSecond at most
   * @param bitrate bits per second, least and most at once
   */
  public record Step(int height, int framesPerSecond, int bitrate) {}

  /** The step of that number, below {@link #STEPS}. */
  public static Step of(int step) {
    return TABLE.get(step);
  }

  /**
   * The step of that number.
   *
   * @param text for the pictures of a screen or window
   */
  public static Step of(int step, boolean text) {
    return (text ? TEXT : TABLE).get(step);
  }

  /** The step now. */
  public int step() {
    return step;
  }

  /**
   * From now on pictures are sent by the lowest step at most, or by any again; then it goes up as
   * always.
   */
  @Rule("ENG-113")
  public void keepLow(boolean low) {
    most = low ? LOWEST : STEPS - 1;
    step = Math.min(step, most);
    good = 0;
  }

  /**
   * A second has passed.
   *
   * @param loss share of the packets that the other side missed, 0 to 1
   * @return the step from now on
   */
  @Rule({"ENG-108", "ENG-109"})
  public int second(double loss, Duration roundTrip) {
    if (loss >= WORSE_LOSS) {
      down(2);
    } else if (loss >= BAD_LOSS || roundTrip.compareTo(BAD_ROUND_TRIP) >= 0) {
      down(1);
    } else if (loss < GOOD_LOSS && roundTrip.compareTo(GOOD_ROUND_TRIP) < 0) {
      up();
    } else {
      good = 0;
    }
    return step;
  }

  private void down(int steps) {
    step = Math.max(0, step - steps);
    good = 0;
  }

  private void up() {
    good++;
    if (good >= PATIENCE && step < most) {
      step++;
      good = 0;
    }
  }
}
