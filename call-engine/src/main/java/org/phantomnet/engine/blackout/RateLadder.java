package org.phantomnet.engine.blackout;

import java.time.Duration;
import org.phantomnet.protocol.rule.Rule;

/**
 * How many frames a second a camera is asked for, by how long they take here. Goes down as soon as
 * most frames of a second were too slow, and up again only after ten seconds that would all have
 * allowed it. For the camera's thread.
 */
public final class RateLadder {
  /** What a camera is asked for. */
  public enum Step {
    FULL(30, Duration.ofMillis(16)),
    REDUCED(24, Duration.ofMillis(21)),
    /** 360p; only for a device that declares itself weak. */
    WEAK(15, Duration.ofMillis(30)),
    /** Too slow for pictures: black, then sound only. */
    NONE(0, Duration.ZERO);

    private final int framesPerSecond;
    private final Duration allowed;

    Step(int framesPerSecond, Duration allowed) {
      this.framesPerSecond = framesPerSecond;
      this.allowed = allowed;
    }

    public int framesPerSecond() {
      return framesPerSecond;
    }
  }

  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final int GOOD_SECONDS = 10;

  private final boolean weak;
  private Step step = Step.FULL;
  private long began = Long.MIN_VALUE;
  private int frames;
  private int slow;
  private int slowAbove;
  private int goodSeconds;

  /**
   * @param weak whether the device declares itself weak
   */
  public RateLadder(boolean weak) {
    this.weak = weak;
  }

  /**
   * @param at the frame's time
   * @param took how long {@link Blackout#apply} took for it
   * @return what the camera is asked for from now on
   */
  @Rule("BLK-18")
  public Step after(long at, Duration took) {
    if (step == Step.NONE) {
      return step;
    }
    began = began == Long.MIN_VALUE ? at : began;
    frames++;
    slow += took.compareTo(step.allowed) > 0 ? 1 : 0;
    slowAbove += took.compareTo(above().allowed) > 0 ? 1 : 0;
    if (at - began >= SECOND) {
      endSecond();
      began = at;
    }
    return step;
  }

  private void endSecond() {
    goodSeconds = 4 * slowAbove > frames ? 0 : goodSeconds + 1;
    if (2 * slow > frames) {
      step = below();
      goodSeconds = 0;
    } else if (goodSeconds >= GOOD_SECONDS) {
      step = above();
      goodSeconds = 0;
    }
    frames = 0;
    slow = 0;
    slowAbove = 0;
  }

  private Step below() {
    return switch (step) {
      case FULL -> Step.REDUCED;
      case REDUCED -> weak ? Step.WEAK : Step.NONE;
      case WEAK, NONE -> Step.NONE;
    };
  }

  private Step above() {
    return switch (step) {
      case FULL, REDUCED -> Step.FULL;
      case WEAK -> Step.REDUCED;
      case NONE -> Step.NONE;
    };
  }
}
