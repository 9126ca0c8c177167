package org.phantomnet.testkit;

import java.util.Random;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.RandomSource;

/** Chance that a test can repeat. Never for anything but tests. */
public final class SeededRandom implements RandomSource {
  private final Random random;
  private Bytes next = Bytes.EMPTY;

  public SeededRandom(long seed) {
    random = new Random(seed);
  }

  /** The next draw of that length gives these bytes. */
  public synchronized void giveNext(Bytes bytes) {
    next = bytes;
  }

  @Override
  public synchronized void fill(byte[] target) {
    random.nextBytes(target);
    if (!next.isEmpty() && next.length() == target.length) {
      System.arraycopy(next.toByteArray(), 0, target, 0, target.length);
      next = Bytes.EMPTY;
    }
  }
}
