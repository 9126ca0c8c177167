package org.phantomnet.relay.federation;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.phantomnet.protocol.crypto.RandomSource;

/** Each draw is another one, and anyone can repeat it. */
final class CountingRandom implements RandomSource {
  private final AtomicInteger draws = new AtomicInteger();

  @Override
  public void fill(byte[] target) {
    Arrays.fill(target, (byte) draws.incrementAndGet());
    if (target.length > 3) {
      target[1] = (byte) (draws.get() >> 8);
    }
  }
}
