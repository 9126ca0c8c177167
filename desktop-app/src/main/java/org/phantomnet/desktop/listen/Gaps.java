package org.phantomnet.desktop.listen;

import java.util.Arrays;
import org.phantomnet.protocol.rule.Rule;

/**
 * Stretches in which something was said and nothing was heard.
 *
 * @param count how many
 * @param longestMs the longest, 0 if none
 * @param fraction the time in them as a share of the time spoken, 0 to 1
 */
record Gaps(int count, double longestMs, double fraction) {
  static final int SHORTEST_MS = 40;

  /** Levels are taken over windows of 20 ms, every 5 ms. */
  private static final int WINDOW = SpeechBand.RATE * 20 / 1000;

  private static final int HOP_MS = 5;
  private static final int HOP = SpeechBand.RATE * HOP_MS / 1000;

  /** Heard further below what it should be is absent. */
  private static final double ABSENT_DB = -25;

  /** Pauses in said up to this do not part a gap: the closure of a t or k. */
  private static final int BRIDGED_MS = 100;

  private static final double WINDOW_MS = WINDOW * 1000.0 / SpeechBand.RATE;

  /** Walks along heard time, so that silence which a jitter buffer put into a word counts too. */
  @Rule("AUD-9")
  static Gaps find(double[] said, Activity activity, double[] heard, Alignment alignment) {
    double absent = gain(activity, heard, alignment) * Activity.ratio(ABSENT_DB);
    int end = said.length + alignment.lag(alignment.blocks() - 1);
    Tally tally = new Tally();
    int block = 0;
    for (int u = alignment.lag(0); u < end; u += HOP) {
      while (block + 1 < alignment.blocks()
          && u >= (block + 1) * Activity.BLOCK + alignment.lag(block + 1)) {
        block++;
      }
      // Heard time that belongs to no said time stands where the lag grew: at the end of the block
      // before.
      int t = Math.min(u - alignment.lag(block), (block + 1) * Activity.BLOCK);
      double level = Activity.level(said, t - WINDOW / 2, WINDOW);
      if (!activity.active(level)) {
        tally.pause();
      } else if (Activity.level(heard, u - WINDOW / 2, WINDOW) < level * absent) {
        tally.absent();
      } else {
        tally.present();
      }
    }
    tally.closeGap();
    return tally.gaps();
  }

  /** Adds the steps up. */
  private static final class Tally {
    private int count;
    private double longestMs;
    private double totalMs;
    private double spokenMs;
    private double gapMs;
    private double pauseMs;

    void pause() {
      pauseMs += HOP_MS;
      if (pauseMs > BRIDGED_MS) {
        closeGap();
      }
    }

    void absent() {
      spokenMs += HOP_MS;
      // The first window lies inside the gap with its whole width, each later one adds a step.
      gapMs += gapMs > 0 ? pauseMs + HOP_MS : WINDOW_MS;
      pauseMs = 0;
    }

    void present() {
      spokenMs += HOP_MS;
      closeGap();
    }

    void closeGap() {
      if (gapMs >= SHORTEST_MS) {
        count++;
        longestMs = Math.max(longestMs, gapMs);
        totalMs += gapMs;
      }
      gapMs = 0;
      pauseMs = 0;
    }

    Gaps gaps() {
      return new Gaps(count, longestMs, spokenMs == 0 ? 0 : Math.min(1, totalMs / spokenMs));
    }
  }

  /**
   * By how much heard is louder than said where the two match; if nowhere, by their speech levels.
   */
  private static double gain(Activity activity, double[] heard, Alignment alignment) {
    double[] gains = new double[alignment.blocks()];
    int count = 0;
    for (int b = 0; b < gains.length; b++) {
      if (alignment.matched(b)) {
        int start = b * Activity.BLOCK + alignment.lag(b);
        gains[count++] = Activity.level(heard, start, Activity.BLOCK) / activity.level(b);
      }
    }
    if (count > 0) {
      Arrays.sort(gains, 0, count);
      return gains[count / 2];
    }
    Activity other = Activity.of(heard);
    return other.silent() ? 1 : other.speechLevel() / activity.speechLevel();
  }
}
