package org.phantomnet.relay.issuer;

import java.time.Clock;
import java.util.Arrays;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.RandomSource;

/**
 * What the clients of one source prefix (/24 or /48) may ask for in a minute. Fixed memory;
 * prefixes are salted hashes, with a new salt for each minute. One thread.
 */
final class SourceLimit {
  private static final int SLOTS = 4_096;
  private static final int IPV4_PREFIX_BYTES = 3;
  private static final int IPV6_PREFIX_BYTES = 6;
  private static final long SECONDS = 60;

  private final int most;
  private final Clock clock;
  private final RandomSource random;
  private final int[] taken = new int[SLOTS];
  private long minute = -1;
  private Bytes salt = Bytes.EMPTY;

  SourceLimit(int most, Clock clock, RandomSource random) {
    this.most = most;
    this.clock = clock;
    this.random = random;
  }

  /**
   * @param address 4 or 16 bytes
   */
  boolean take(Bytes address, int count) {
    long now = Math.floorDiv(clock.instant().getEpochSecond(), SECONDS);
    if (now != minute) {
      minute = now;
      salt = random.bytes(Long.BYTES);
      Arrays.fill(taken, 0);
    }
    int slot = slot(address);
    if (taken[slot] + count > most) {
      return false;
    }
    taken[slot] += count;
    return true;
  }

  private int slot(Bytes address) {
    long hash = 0;
    for (int i = 0; i < salt.length(); i++) {
      hash = hash << 8 | salt.at(i) & 0xff;
    }
    int prefix = address.length() == 4 ? IPV4_PREFIX_BYTES : IPV6_PREFIX_BYTES;
    for (int i = 0; i < Math.min(prefix, address.length()); i++) {
      hash = (hash ^ address.at(i) & 0xff) * 0x9E3779B97F4A7C15L;
      hash ^= hash >>> 29;
    }
    return (int) (hash >>> 52);
  }
}
