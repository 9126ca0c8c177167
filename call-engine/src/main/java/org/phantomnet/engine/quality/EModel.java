package org.phantomnet.engine.quality;

import java.time.Duration;
import org.phantomnet.protocol.rule.Rule;

/**
 * Speech quality from loss and delay by ITU-T G.107 with fixed codec figures Ie = 0 and Bpl = 16
 * (CALL-32). A figure to compare calls by; whether speech is intelligible is measured on the signal
 * instead. Pure.
 */
public final class EModel {
  /** Rating of a call without impairment by G.107's default values. */
  static final double BEST_RATING = 93.2;

  private static final double IE = 0;
  private static final double BPL = 16;

  /** Delay of capture, coding and playout that packets do not show, in milliseconds. */
  private static final double DEVICE_DELAY_MS = 60;

  private static final double OPUS_SAMPLES_A_SECOND = 48_000; // RFC 7587 section 4.1

  private EModel() {}

  /** Packets counted since the connection began. */
  public record Counts(long received, long lost) {
    public static final Counts NONE = new Counts(0, 0);

    public Counts since(Counts earlier) {
      return new Counts(received - earlier.received, lost - earlier.lost);
    }

    /** Share of packets lost, 0 to 1. */
    public double loss() {
      long lostAtLeastNone = Math.max(0, lost);
      long sent = Math.max(0, received) + lostAtLeastNone;
      return sent == 0 ? 0 : (double) lostAtLeastNone / sent;
    }
  }

  /**
   * Share of a second's sound that was made up for what did not come in time, 0 to 1.
   *
   * @param samples made up in that second
   */
  public static double concealment(long samples) {
    return Math.min(1, Math.max(0, samples) / OPUS_SAMPLES_A_SECOND);
  }

  /** Mean opinion score, 1 to 4.5, of the packets in {@code counts}. */
  public static double mos(Counts counts, Duration roundTrip, Duration jitter) {
    double oneWayMs = roundTrip.toNanos() / 2e6 + 2 * jitter.toNanos() / 1e6 + DEVICE_DELAY_MS;
    return mos(counts.loss(), oneWayMs);
  }

  /**
   * @param loss share of packets lost, 0 to 1
   * @param mouthToEarMs one-way delay in milliseconds
   */
  @Rule("CALL-32")
  public static double mos(double loss, double mouthToEarMs) {
    double lossPercent = 100 * loss;
    double equipment =
        IE + (95 - IE) * lossPercent / (lossPercent + BPL); // G.107 (7-29), BurstR = 1
    return ofRating(BEST_RATING - delayImpairment(mouthToEarMs) - equipment);
  }

  /** The delay impairment of G.107 in the linear form of Cole and Rosenbluth (2001). */
  private static double delayImpairment(double ms) {
    return 0.024 * ms + (ms > 177.3 ? 0.11 * (ms - 177.3) : 0);
  }

  /** G.107 Annex B. */
  private static double ofRating(double rating) {
    if (rating <= 0) {
      return 1;
    } else if (rating >= 100) {
      return 4.5;
    }
    return Math.max(1, 1 + 0.035 * rating + rating * (rating - 60) * (100 - rating) * 7e-6);
  }
}
