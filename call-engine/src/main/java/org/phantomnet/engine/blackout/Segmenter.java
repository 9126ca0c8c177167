package org.phantomnet.engine.blackout;

/**
 * Port: says of each sample of a square picture how likely it is part of a person. One thread uses
 * it; it keeps nothing of one call for the next.
 */
public interface Segmenter extends AutoCloseable {
  /** Samples on each side of the square that it reads. */
  int side();

  /**
   * @param rgb {@code side * side * 3} values from 0 to 1, row by row
   * @param person gets {@code side * side} values from 0 (surely not) to 1 (surely a person)
   * @return how many values were written; anything but {@code side * side} is a fault
   * @throws SegmenterException if it cannot be said
   */
  int segment(float[] rgb, float[] person) throws SegmenterException;

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
