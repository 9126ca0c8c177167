package org.phantomnet.desktop.media;

/**
 * A loudspeaker, or a file in its place: blocks of {@link AudioIn#BLOCK} samples at {@link
 * AudioIn#SAMPLE_RATE}. Used by one thread.
 */
public interface AudioOut extends AutoCloseable {
  /** Takes one block every 10 ms; copies what it keeps, since the array is reused. */
  void write(short[] block);

  /** Idempotent; everything written is safe and the device is free when it returns. */
  @Override
  void close();
}
