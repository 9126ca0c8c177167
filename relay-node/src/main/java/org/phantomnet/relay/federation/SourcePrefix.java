package org.phantomnet.relay.federation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.LengthPrefixed;
import org.phantomnet.protocol.crypto.RandomSource;

/**
 * Where a request came from, as limits need it and no more: a salted hash of the /24 or /48, in
 * memory only, under a salt that lives ten minutes. One thread.
 */
final class SourcePrefix {
  private static final Duration SALT_LIFETIME = Duration.ofMinutes(10);
  private static final int SALT_LENGTH = 16;
  private static final int IPV4_PREFIX = 3;
  private static final int IPV6_PREFIX = 6;

  private final Clock clock;
  private final RandomSource random;
  private Bytes salt = Bytes.EMPTY;
  private Instant saltEnds = Instant.MIN;

  SourcePrefix(Clock clock, RandomSource random) {
    this.clock = clock;
    this.random = random;
  }

  /**
   * @param address 4 or 16 bytes
   */
  Bytes of(Bytes address) {
    Instant now = clock.instant();
    if (!now.isBefore(saltEnds)) {
      salt = random.bytes(SALT_LENGTH);
      saltEnds = now.plus(SALT_LIFETIME);
    }
    int length = address.length() == 4 ? IPV4_PREFIX : IPV6_PREFIX;
    Bytes prefix = Bytes.copyOf(address.toByteArray(), 0, Math.min(length, address.length()));
    return LengthPrefixed.start().lp(salt).lp(prefix).sha256();
  }
}
