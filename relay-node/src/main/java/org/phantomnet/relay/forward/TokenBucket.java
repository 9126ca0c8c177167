package org.phantomnet.relay.forward;

/** A byte budget that refills with time. One thread; allocates nothing. */
public final class TokenBucket {
  private static final long MILLIBITS_PER_BYTE = 8_000;

  private final long bitsPerSecond;
  private final long capacity; // in millibits, so that short intervals do not round to nothing
  private long level;
  private long filledAt;

  /**
   * @param burstBytes how much may pass at once after a pause
   * @param nowMillis monotonic milliseconds, the same clock as {@link #take}
   */
  public TokenBucket(long bitsPerSecond, long burstBytes, long nowMillis) {
    this.bitsPerSecond = bitsPerSecond;
    capacity = burstBytes * MILLIBITS_PER_BYTE;
    level = capacity;
    filledAt = nowMillis;
  }

  /** Takes {@code bytes} if they are there; takes nothing otherwise. */
  public boolean take(int bytes, long nowMillis) {
    if (nowMillis > filledAt) {
      // the pause is capped so that the product cannot overflow
      long pause = Math.min(nowMillis - filledAt, 60_000);
      level = Math.min(capacity, level + pause * bitsPerSecond);
      filledAt = nowMillis;
    }
    long cost = bytes * MILLIBITS_PER_BYTE;
    if (cost > level) {
      return false;
    }
    level -= cost;
    return true;
  }
}
