package org.phantomnet.segmenter;

import org.phantomnet.engine.blackout.Segmenter;
import org.phantomnet.engine.blackout.SegmenterException;

/** Both selfie models, one for each shape of picture. On the caller's thread only. */
final class SelfieSegmenter implements Segmenter {
  private final TfliteModel square;
  private final TfliteModel wide;

  /** Owns both from now on. */
  SelfieSegmenter(TfliteModel square, TfliteModel wide) {
    this.square = square;
    this.wide = wide;
  }

  private TfliteModel of(Shape shape) {
    return switch (shape) {
      case SQUARE -> square;
      case WIDE -> wide;
    };
  }

  @Override
  public int columns(Shape shape) {
    return of(shape).columns;
  }

  @Override
  public int rows(Shape shape) {
    return of(shape).rows;
  }

  @Override
  public int segment(Shape shape, float[] rgb, float[] person) throws SegmenterException {
    return of(shape).segment(rgb, person);
  }

  @Override
  public void close() {
    square.close();
    wide.close();
  }
}
