package org.phantomnet.messenger;

import java.util.Random;
import org.phantomnet.protocol.crypto.RandomSource;

/** Seeded chance. Thread-safe. */
public final class TestRandom implements RandomSource {
  private final Random random;

  public TestRandom(long seed) {
    this.random = new Random(seed);
  }

  @Override
  public void fill(byte[] target) {
    random.nextBytes(target);
  }
}
