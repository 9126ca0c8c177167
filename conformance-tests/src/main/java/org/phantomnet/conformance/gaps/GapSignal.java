package org.phantomnet.conformance.gaps;

/**
 * What is said while gaps are measured: a tone that never pauses and never repeats, whose frequency
 * goes from one drawn value to the next every 20 ms within the band of speech. Any 80 ms of it are
 * unlike any other, and unlike what a concealment makes of the sound before. Deterministic by its
 * seed; for one thread.
 */
public final class GapSignal {
  private static final int RATE = 48_000;
  private static final int STEP = RATE * 20 / 1000;
  private static final double LOWEST = 400; // Hz
  private static final double HIGHEST = 3_000; // Hz
  private static final double AMPLITUDE = 0.25 * Short.MAX_VALUE; // -12 dBFS

  private long state;
  private int at;
  private double from;
  private double to;
  private double phase;

  /** The same sound for the same seed. */
  public GapSignal(long seed) {
    state = seed;
    from = draw();
    to = draw();
  }

  /** The next samples, 48 kHz, 16 bit: the whole array is filled. */
  public void next(short[] block) {
    for (int i = 0; i < block.length; i++) {
      if (at == STEP) {
        at = 0;
        from = to;
        to = draw();
      }
      double frequency = from + (to - from) * at / STEP;
      phase = (phase + 2 * Math.PI * frequency / RATE) % (2 * Math.PI);
      block[i] = (short) Math.round(AMPLITUDE * Math.sin(phase));
      at++;
    }
  }

  /**
   * SplitMix64: the two programs that need the same sound must not depend on a library's chance.
   */
  private double draw() {
    state += 0x9e3779b97f4a7c15L;
    long mixed = (state ^ (state >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    double unit = ((mixed ^ (mixed >>> 31)) >>> 11) * 0x1p-53;
    return LOWEST + unit * (HIGHEST - LOWEST);
  }
}
