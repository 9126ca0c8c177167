package org.phantomnet.relay.turn;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.phantomnet.protocol.crypto.RandomSource;

/**
 * Time and chance of one server (STYLE 5). Thread-safe parts.
 *
 * @param wall for the expiry of credentials
 * @param monotonicMillis for every lifetime and rate, so that a clock jump ends no call
 * @param random for ports, nonces and salts
 */
public record TurnEnvironment(Clock wall, LongSupplier monotonicMillis, RandomSource random) {
  /** The system's. */
  public static TurnEnvironment system() {
    SecureRandom random = new SecureRandom();
    return new TurnEnvironment(
        Clock.systemUTC(),
        () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()),
        random::nextBytes);
  }
}
