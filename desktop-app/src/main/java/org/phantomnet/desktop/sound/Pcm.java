package org.phantomnet.desktop.sound;

/** Samples of 16 bits. */
final class Pcm {
  private Pcm() {}

  /** Rounded, and clipped where out of range. */
  static short sample(double value) {
    return (short) Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, Math.round(value)));
  }
}
