package org.phantomnet.engine.blackout;

import java.time.Duration;
import org.phantomnet.protocol.rule.Rule;

/**
 * How many of a camera's frames are looked at in a second, by how long they take here. Goes down as
 * soon as most frames of a second were too slow, and up again after two seconds that would all have
 * allowed it, since a busy moment, as a call begins, is no slow device; after twice as many each
 * time that it comes to that again. For the camera's thread.
 */
public final class RateLadder {
  /** What is made of a camera's frames. */
  public enum Step {
    FULL(30, Duration.ofMillis(16)),
    REDUCED(24, Duration.ofMillis(21)),
    /** 360p; only for a device that declares itself weak. */
    WEAK(15, Duration.ofMillis(30)),
    /** Too slow for pictures: black, then sound only; a few are tried, and none of them leaves. */
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

  /** To come back for the first time; then twice as many each time. */
  private static final int FIRST_GOOD_SECONDS = 2;

  private static final int MOST_GOOD_SECONDS = 10;

  /** At the highest step, after which what was before is forgotten. */
  private static final int CALM_SECONDS = 30;

  /** Frames a second by which {@link Step#NONE} learns that it is over. */
  private static final int TRIED = 3;

  private final boolean weak;
  private Step step = Step.FULL;
  private long began = Long.MIN_VALUE;
  private int frames;
  private int slow;
  private int slowAbove;
  private int goodSeconds;
  private int goodSecondsNeeded = FIRST_GOOD_SECONDS;
  private long due = Long.MIN_VALUE;

  /**
   * @param weak whether the device declares itself weak
   */
  public RateLadder(boolean weak) {
    this.weak = weak;
  }

  public Step step() {
    return step;
  }

  /**
   * Whether the camera's frame of that time is one of those that this step looks at: the next one
   * that is due, or half a period before.
   */
  public boolean takes(long at) {
    long period = SECOND / (step == Step.NONE ? TRIED : step.framesPerSecond);
    if (due != Long.MIN_VALUE && at < due - period / 2) {
      return false;
    }
    due = due == Long.MIN_VALUE ? at + period : Math.max(due, at - period) + period;
    return true;
  }

  /**
   * @param at the frame's time
   * @param took how long {@link Blackout#apply} took for it
   * @return the step from now on
   */
  @Rule("BLK-18")
  public Step after(long at, Duration took) {
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
    if (step != Step.NONE && 2 * slow > frames) {
      step = below();
      goodSeconds = 0;
    } else if (step == Step.FULL) {
      goodSecondsNeeded = goodSeconds < CALM_SECONDS ? goodSecondsNeeded : FIRST_GOOD_SECONDS;
    } else if (goodSeconds >= goodSecondsNeeded) {
      goodSecondsNeeded = Math.min(MOST_GOOD_SECONDS, 2 * goodSecondsNeeded);
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
      case NONE -> weak ? Step.WEAK : Step.REDUCED;
    };
  }
}
