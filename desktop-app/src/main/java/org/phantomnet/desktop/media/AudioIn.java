package org.phantomnet.desktop.media;

/**
 * A microphone, or a file played as one: 48 kHz, mono, 16 bit, in blocks of 10 ms. Used by one
 * thread. Opened when the media gate opens, never before.
 */
public interface AudioIn extends AutoCloseable {
  /** Samples per second, both ways. */
  int SAMPLE_RATE = 48_000;

  /** Samples in a block of 10 ms. */
  int BLOCK = 480;

  /**
   * Fills the whole block without waiting for longer than a block lasts; with silence once it has
   * ended.
   */
  void read(short[] block);

  /** Idempotent; the device is free when it returns. */
  @Override
  void close();
}
