package org.phantomnet.desktop.media;

import org.phantomnet.desktop.media.pipe.AudioBlock;
import org.phantomnet.protocol.rule.Rule;

/**
 * What was heard and waits for the loudspeaker. The child gives its blocks late at times, and never
 * makes up for it; the loudspeaker takes one every 10 ms. So when samples run out the last pitch
 * period is played once more, which speech bears without a click, instead of a hole; when they pile
 * up, quiet blocks are dropped. Thread-safe.
 */
final class PlayoutBuffer {
  /** Samples that must wait before the first, and after a longer hole the next, is given. */
  static final int TARGET = 2 * AudioBlock.SAMPLES;

  /** Above it quiet blocks are dropped. */
  static final int COMFORTABLE = 6 * AudioBlock.SAMPLES;

  /** Above it any are. */
  static final int MAX = 30 * AudioBlock.SAMPLES;

  private static final double QUIET = 60;
  private static final int MIN_PERIOD = 120; // 400 Hz
  private static final int MAX_PERIOD = 720; // 67 Hz
  private static final int COMPARED = 360;
  private static final int HISTORY = MAX_PERIOD + COMPARED;
  private static final int JOINT = 96; // 2 ms of cross-fade
  private static final int MAX_REPEATS = 6;
  private static final double FADE = 0.8;

  private final short[] samples = new short[HISTORY + MAX + 4 * MAX_PERIOD];
  private int next = HISTORY;
  private int end = HISTORY;
  private int repeats;
  private boolean filled;

  synchronized void put(short[] block) {
    int waiting = end - next;
    if (waiting > MAX - block.length
        || (waiting > COMFORTABLE && AudioBlock.level(block) < QUIET)) {
      return;
    }
    System.arraycopy(block, 0, samples, end, block.length);
    end += block.length;
    repeats = 0;
    filled |= end - next >= TARGET;
  }

  /** The next 10 ms. */
  @Rule("ENG-26")
  synchronized short[] take() {
    while (filled && end - next < AudioBlock.SAMPLES) {
      if (repeats < MAX_REPEATS) {
        repeatPeriod();
      } else {
        filled = false;
        end = next;
      }
    }
    short[] block = new short[AudioBlock.SAMPLES];
    if (filled) {
      System.arraycopy(samples, next, block, 0, block.length);
      next += block.length;
      compact();
    }
    return block;
  }

  /** Plays the last period again before what waits. */
  private void repeatPeriod() {
    int period = period();
    int waiting = end - next;
    int joint = Math.min(JOINT, waiting);
    System.arraycopy(samples, next, samples, next + period, waiting);
    double fade = Math.pow(FADE, repeats++);
    for (int i = 0; i < period; i++) {
      double again = samples[next - period + i] * fade;
      if (i < joint) {
        double part = (i + 1.0) / (joint + 1);
        again = again * part + samples[next + period + i] * (1 - part);
      }
      samples[next + i] = (short) Math.round(again);
    }
    end += period;
  }

  /** The lag at which the last samples resemble those before them most. */
  private int period() {
    int best = MIN_PERIOD;
    double bestLikeness = -1;
    for (int lag = MIN_PERIOD; lag <= MAX_PERIOD; lag += 4) {
      double product = 0;
      double energy = 1;
      for (int i = next - COMPARED; i < next; i += 2) {
        product += (double) samples[i] * samples[i - lag];
        energy += (double) samples[i - lag] * samples[i - lag];
      }
      double likeness = product / Math.sqrt(energy);
      if (likeness > bestLikeness) {
        bestLikeness = likeness;
        best = lag;
      }
    }
    return best;
  }

  private void compact() {
    int from = next - HISTORY;
    System.arraycopy(samples, from, samples, 0, end - from);
    next -= from;
    end -= from;
  }
}
