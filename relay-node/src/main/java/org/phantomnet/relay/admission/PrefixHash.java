package org.phantomnet.relay.admission;

import java.util.Arrays;
import org.phantomnet.protocol.crypto.RandomSource;

/**
 * Turns a source address into the slot of its prefix (/24 of IPv4, /48 of IPv6) under a salt of
 * chance that changes every ten minutes. The salt is never told and never stored, so a slot names
 * nobody, and nobody can choose an address that shares another's slot. Fixed memory; not
 * thread-safe.
 */
final class PrefixHash {
  static final long SALT_LIFETIME_MILLIS = 600_000;

  private static final int IPV4_PREFIX_BYTES = 3;
  private static final int IPV6_PREFIX_BYTES = 6;

  private final RandomSource random;
  private final int slotBits;
  private final byte[] saltBytes = new byte[Long.BYTES];
  private long salt;
  private long saltEnds = Long.MIN_VALUE;

  PrefixHash(RandomSource random, int slotBits) {
    this.random = random;
    this.slotBits = slotBits;
  }

  int slots() {
    return 1 << slotBits;
  }

  /** Changes the salt if it is time; true if slots mean something else from now on. */
  boolean turn(long nowMillis) {
    if (nowMillis < saltEnds) {
      return false;
    }
    random.fill(saltBytes);
    salt = 0;
    for (byte b : saltBytes) {
      salt = salt << 8 | (b & 0xFF);
    }
    Arrays.fill(saltBytes, (byte) 0);
    saltEnds = nowMillis + SALT_LIFETIME_MILLIS;
    return true;
  }

  /** From 0 up to {@link #slots()}; {@code address} has 4 or 16 bytes. Allocates nothing. */
  int slot(byte[] address) {
    long hash = salt;
    int prefix = address.length == 4 ? IPV4_PREFIX_BYTES : IPV6_PREFIX_BYTES;
    for (int i = 0; i < prefix; i++) {
      hash = (hash ^ (address[i] & 0xFF)) * 0x9E3779B97F4A7C15L;
      hash ^= hash >>> 29;
    }
    return (int) (hash >>> Long.SIZE - slotBits);
  }
}
