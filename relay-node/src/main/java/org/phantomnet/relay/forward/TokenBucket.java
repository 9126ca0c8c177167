package org.phantomnet.relay.forward;

import org.phantomnet.protocol.rule.Rule;

/** A byte budget that refills with time. One thread; allocates nothing. */
public final class TokenBucket {
  /**
   * Bytes of a payload up to which it counts as audio. Opus at constant rate with SRTP, or G.711,
   * is under 300 bytes in 20 ms; a picture's packets are filled to over 1000.
   */
  public static final int AUDIO_SIZED = 400;

  /** What the rest of a burst must hold: a small bucket would never pass such a packet. */
  private static final int LARGEST = 2_048;

  private static final long MILLIBITS_PER_BYTE = 8_000;

  private final long bitsPerSecond;
  private final long forAudio;
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
    forAudio = Math.max(0, Math.min(capacity / 2, capacity - LARGEST * MILLIBITS_PER_BYTE));
    level = capacity;
    filledAt = nowMillis;
  }

  /** Takes {@code bytes} if they are there; takes nothing otherwise. */
  public boolean take(int bytes, long nowMillis) {
    return take(bytes, 0, nowMillis);
  }

  /**
   * As {@link #take}, but half of the burst is for packets of audio's size alone, so larger ones
   * are dropped first and smaller ones find room until the rate is spent on them.
   */
  @Rule("TURN-40")
  public boolean takeAudioFirst(int bytes, long nowMillis) {
    return take(bytes, bytes > AUDIO_SIZED ? forAudio : 0, nowMillis);
  }

  /** Undoes a {@link #take} of a packet that was not sent after all. */
  public void giveBack(int bytes) {
    level = Math.min(capacity, level + bytes * MILLIBITS_PER_BYTE);
  }

  private boolean take(int bytes, long reserved, long nowMillis) {
    if (nowMillis > filledAt) {
      // the pause is capped so that the product cannot overflow
      long pause = Math.min(nowMillis - filledAt, 60_000);
      level = Math.min(capacity, level + pause * bitsPerSecond);
      filledAt = nowMillis;
    }
    long cost = bytes * MILLIBITS_PER_BYTE;
    if (cost > level - reserved) {
      return false;
    }
    level -= cost;
    return true;
  }
}
