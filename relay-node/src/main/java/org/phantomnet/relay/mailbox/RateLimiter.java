package org.phantomnet.relay.mailbox;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Token buckets by key, in memory only; the least recently used are forgotten. One thread.
 *
 * @param <K> what is limited
 */
public final class RateLimiter<K> {
  private static final int MAX_BUCKETS = 50_000;
  private static final double MILLIS = 1_000;

  private final MailboxLimits.Rate rate;
  private final Clock clock;
  private final Map<K, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true);

  public RateLimiter(MailboxLimits.Rate rate, Clock clock) {
    this.rate = rate;
    this.clock = clock;
  }

  public boolean take(K key) {
    long now = clock.millis();
    Bucket bucket = buckets.computeIfAbsent(key, unused -> new Bucket(rate.burst(), now));
    double refill = Math.max(0, now - bucket.at) / MILLIS * rate.perSecond();
    bucket.tokens = Math.min(rate.burst(), bucket.tokens + refill);
    bucket.at = now;
    if (buckets.size() > MAX_BUCKETS) {
      buckets.remove(buckets.keySet().iterator().next());
    }
    if (bucket.tokens < 1) {
      return false;
    }
    bucket.tokens -= 1;
    return true;
  }

  private static final class Bucket {
    private double tokens;
    private long at;

    private Bucket(double tokens, long at) {
      this.tokens = tokens;
      this.at = at;
    }
  }
}
