package org.phantomnet.desktop.sound;

/** Moves sound between one open device and the call, a bit at each step. For one thread. */
interface Flow extends AutoCloseable {
  /**
   * Moves what can be moved without waiting; true if the device runs: it gave or played something.
   */
  boolean move();

  /** Frees the device. */
  @Override
  void close();
}
