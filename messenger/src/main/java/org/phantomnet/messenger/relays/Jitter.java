package org.phantomnet.messenger.relays;

import java.time.Duration;
import org.phantomnet.protocol.crypto.RandomSource;

/** Random pauses, so that what a client fetches when says nothing of what its person does. */
final class Jitter {
  private static final int VALUES = 1 << 16;

  private Jitter() {}

  /** Uniform between the two, in steps of about 1/65536 of the span. */
  static Duration between(Duration least, Duration most, RandomSource random) {
    byte[] bytes = random.bytes(2).toByteArray();
    long part = (bytes[0] & 0xff) << 8 | bytes[1] & 0xff;
    return least.plusMillis(most.minus(least).toMillis() * part / VALUES);
  }
}
