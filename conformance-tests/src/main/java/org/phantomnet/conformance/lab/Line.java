package org.phantomnet.conformance.lab;

import java.time.Duration;

/**
 * How good a line is, the same in both directions. What a frame meets between two machines is both
 * lines, one after the other.
 *
 * @param delay one way
 * @param jitter at most so much more or less delay, evenly; the order is kept
 * @param loss of frames, from 0 to 1; which ones is drawn from the topology's seed
 * @param kilobits per second; 0 is as fast as this machine
 */
public record Line(Duration delay, Duration jitter, double loss, int kilobits) {
  /** Adds nothing. */
  public static final Line PERFECT = new Line(Duration.ZERO, Duration.ZERO, 0, 0);

  public Line {
    if (delay.isNegative() || jitter.isNegative() || jitter.compareTo(delay) > 0) {
      throw new IllegalArgumentException("jitter is at most the delay, and neither is negative");
    }
    if (!(loss >= 0 && loss <= 1) || kilobits < 0) {
      throw new IllegalArgumentException("loss is from 0 to 1, and a rate is not negative");
    }
  }

  public static Line delayed(Duration delay) {
    return PERFECT.withDelay(delay);
  }

  public Line withDelay(Duration changed) {
    return new Line(changed, jitter, loss, kilobits);
  }

  public Line withJitter(Duration changed) {
    return new Line(delay, changed, loss, kilobits);
  }

  public Line withLoss(double changed) {
    return new Line(delay, jitter, changed, kilobits);
  }

  public Line withKilobits(int changed) {
    return new Line(delay, jitter, loss, changed);
  }
}
