package org.phantomnet.testkit;

import java.util.Arrays;
import org.phantomnet.engine.blackout.Segmenter;
import org.phantomnet.engine.blackout.SegmenterException;
import org.phantomnet.engine.blackout.SegmenterException.Reason;

/**
 * Finds the people that {@link PaintedRoom} paints, by their colour, and fails as it is told. For
 * one thread.
 */
public final class ScriptedSegmenter implements Segmenter {
  /** How it answers. */
  public enum Answer {
    RIGHT,
    /** Sees nobody. */
    BLIND,
    /** Sees a person everywhere. */
    EVERYWHERE,
    EXCEPTION,
    RUNTIME_EXCEPTION,
    LINKAGE_ERROR,
    /** One value that is not a number. */
    NOT_A_NUMBER,
    NEGATIVE,
    ABOVE_ONE,
    /** Says it wrote fewer values. */
    TOO_FEW,
    /** Says so rightly, and leaves the rest as it was. */
    HALF_WRITTEN;

    /** Whether it can be seen from the answer that something is wrong. */
    public boolean isFault() {
      return compareTo(EXCEPTION) >= 0;
    }
  }

  private final int side;
  private Answer answer = Answer.RIGHT;
  private int calls;
  private boolean closed;

  public ScriptedSegmenter(int side) {
    this.side = side;
  }

  public void answer(Answer now) {
    answer = now;
  }

  public int calls() {
    return calls;
  }

  public boolean closed() {
    return closed;
  }

  @Override
  public int columns(Shape shape) {
    return side;
  }

  @Override
  public int rows(Shape shape) {
    return shape == Shape.WIDE ? side * 9 / 16 : side;
  }

  @Override
  public int segment(Shape shape, float[] rgb, float[] person) throws SegmenterException {
    calls++;
    int samples = columns(shape) * rows(shape);
    for (int i = 0; i < samples; i++) {
      boolean is = rgb[3 * i] > 0.6f && rgb[3 * i + 1] < 0.5f && rgb[3 * i + 2] > 0.6f;
      boolean maybe = rgb[3 * i] < 0.4f && rgb[3 * i + 1] > 0.6f && rgb[3 * i + 2] < 0.4f;
      person[i] = is ? 0.97f : maybe ? 0.1f : 0.001f;
    }
    switch (answer) {
      case RIGHT -> {}
      case BLIND -> Arrays.fill(person, 0);
      case EVERYWHERE -> Arrays.fill(person, 0.9f);
      case EXCEPTION -> throw new SegmenterException(Reason.RUN_FAILED);
      case RUNTIME_EXCEPTION -> throw new IllegalStateException("as told");
      case LINKAGE_ERROR -> throw new UnsatisfiedLinkError("as told");
      case NOT_A_NUMBER -> person[samples / 3] = Float.NaN;
      case NEGATIVE -> person[samples / 3] = -0.1f;
      case ABOVE_ONE -> person[samples / 3] = 1.5f;
      case TOO_FEW -> {
        return samples - 1;
      }
      case HALF_WRITTEN -> Arrays.fill(person, samples / 2, samples, Float.NaN);
    }
    return samples;
  }

  @Override
  public void close() {
    closed = true;
  }
}
