package org.phantomnet.testkit;

import java.util.Random;
import org.phantomnet.protocol.crypto.RandomSource;

/** Chance that a test can repeat. Never for anything but tests. */
public final class SeededRandom implements RandomSource {
  private final Random random;

  public SeededRandom(long seed) {
    random = new Random(seed);
  }

  @Override
  public synchronized void fill(byte[] target) {
    random.nextBytes(target);
  }
}
