package org.phantomnet.relay.admission;

import java.util.concurrent.atomic.AtomicIntegerArray;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.RandomSource;

/**
 * How much of a queue each source prefix (/24 or /48) holds, so that none can fill it. Fixed
 * memory; prefixes are kept as salted hashes, and only while a request of them waits. Thread-safe.
 */
final class WaitingShare {
  /** No slot: the source has its share already. */
  static final int NONE = -1;

  private static final int SLOTS = 4_096;
  private static final int IPV4_PREFIX_BYTES = 3;
  private static final int IPV6_PREFIX_BYTES = 6;

  private final int most;
  private final long salt;
  private final AtomicIntegerArray held = new AtomicIntegerArray(SLOTS);

  /**
   * @param most what one prefix may hold
   */
  WaitingShare(int most, RandomSource random) {
    this.most = most;
    long fresh = 0;
    Bytes bytes = random.bytes(Long.BYTES);
    for (int i = 0; i < Long.BYTES; i++) {
      fresh = fresh << 8 | bytes.at(i) & 0xff;
    }
    salt = fresh;
  }

  /**
   * Takes one place.
   *
   * @param address 4 or 16 bytes
   * @return what to give back with {@link #leave}, or {@link #NONE}
   */
  int enter(Bytes address) {
    int slot = slot(address);
    if (held.incrementAndGet(slot) > most) {
      held.decrementAndGet(slot);
      return NONE;
    }
    return slot;
  }

  void leave(int slot) {
    held.decrementAndGet(slot);
  }

  private int slot(Bytes address) {
    long hash = salt;
    int prefix = address.length() == 4 ? IPV4_PREFIX_BYTES : IPV6_PREFIX_BYTES;
    for (int i = 0; i < Math.min(prefix, address.length()); i++) {
      hash = (hash ^ address.at(i) & 0xff) * 0x9E3779B97F4A7C15L;
      hash ^= hash >>> 29;
    }
    return (int) (hash >>> 52);
  }
}
