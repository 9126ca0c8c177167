package org.phantomnet.engine.blackout;

/**
 * Port: says of each sample of a picture how likely it is part of a person. One thread uses it; it
 * keeps nothing of one call for the next.
 */
public interface Segmenter extends AutoCloseable {
  /** The shapes of pictures that it reads; each has a size of its own. */
  enum Shape {
    SQUARE,
    WIDE
  }

  /** Samples in each row. */
  int columns(Shape shape);

  int rows(Shape shape);

  /**
   * @param rgb {@code columns * rows * 3} values from 0 to 1, row by row
   * @param person gets {@code columns * rows} values from 0 (surely not) to 1 (surely a person)
   * @return how many values were written; anything but {@code columns * rows} is a fault
   * @throws SegmenterException if it cannot be said
   */
  int segment(Shape shape, float[] rgb, float[] person) throws SegmenterException;

  @Override
  void close();

  /** Where a segmenter comes from, once for a camera. */
  interface Source {
    /**
     * @throws SegmenterException if there is none that can be trusted
     */
    Segmenter open() throws SegmenterException;
  }
}
