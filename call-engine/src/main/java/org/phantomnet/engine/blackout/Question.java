package org.phantomnet.engine.blackout;

import java.util.Arrays;
import org.phantomnet.engine.blackout.Segmenter.Shape;

/** What a segmenter is asked in one shape, and room for its answer. For one thread. */
final class Question {
  private final Segmenter segmenter;
  private final Shape shape;
  private final int columns;
  private final int rows;
  private final float[] rgb;
  private final float[] person;

  Question(Segmenter segmenter, Shape shape) {
    this.segmenter = segmenter;
    this.shape = shape;
    columns = segmenter.columns(shape);
    rows = segmenter.rows(shape);
    rgb = new float[columns * rows * 3];
    person = new float[columns * rows];
  }

  /** Of the whole picture, until it is aimed, in this shape. */
  View view(Grid grid) {
    return new View(grid, columns, rows);
  }

  /**
   * Asks about a part of the picture and marks cells by the answer, as {@link View#mark} says.
   *
   * @return false if it was no answer
   */
  boolean ask(View view, byte[] i420, float threshold, boolean above, CellSet marked)
      throws SegmenterException {
    view.sample(i420, rgb);
    Arrays.fill(person, Float.NaN);
    boolean complete = segmenter.segment(shape, rgb, person) == person.length;
    return mark(view, threshold, above, marked) && complete;
  }

  /** Marks cells by the last answer, which was about that part. */
  boolean mark(View view, float threshold, boolean above, CellSet marked) {
    return view.mark(person, threshold, above, marked);
  }
}
