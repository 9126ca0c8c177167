package org.phantomnet.messenger.mailbox;

import java.time.Duration;
import org.phantomnet.protocol.crypto.RandomSource;

/**
 * Pauses between attempts to connect: doubling from {@code first} to {@code longest}, each
 * shortened at random by up to a quarter so that clients of a restarted mailbox do not come back
 * together.
 */
public record Backoff(Duration first, Duration longest) {
  public static final Backoff STANDARD =
      new Backoff(Duration.ofMillis(250), Duration.ofSeconds(30));

  private static final int MAX_DOUBLINGS = 20;
  private static final int BYTE_VALUES = 256;

  /**
   * @param failures attempts that failed in a row, at least 1
   */
  Duration pause(int failures, RandomSource random) {
    long doubled = first.toMillis() << Math.min(failures - 1, MAX_DOUBLINGS);
    long pause = Math.min(doubled, longest.toMillis());
    long shortening = pause / 4 * (random.bytes(1).at(0) & 0xff) / BYTE_VALUES;
    return Duration.ofMillis(pause - shortening);
  }
}
