package org.phantomnet.desktop.blackout;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.phantomnet.engine.blackout.BlackoutState;

/** How long frames took and how many show something, told while they come. For one thread. */
public final class Figures {
  private static final int TOLD_EVERY = 10;
  private static final int TOLD_OF = 30;

  private final PrintWriter live;
  private final List<Double> millis = new ArrayList<>();
  private int shown;

  /**
   * @param live where the figure of the last second stands, in one line
   */
  public Figures(PrintWriter live) {
    this.live = live;
  }

  /**
   * One more frame.
   *
   * @param of how many there will be, for people
   */
  void add(double took, BlackoutState state, String of) {
    millis.add(took);
    shown += state.allBlack() ? 0 : 1;
    if (millis.size() % TOLD_EVERY == 0) {
      double lately = median(millis.subList(Math.max(0, millis.size() - TOLD_OF), millis.size()));
      live.printf(
          Locale.ROOT, "\rframe %d%s, %5.1f ms, %-60s", millis.size(), of, lately, state.words());
      live.flush();
    }
  }

  /** Frames that show something. */
  public int shown() {
    return shown;
  }

  /** All in a sentence. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%d of %d frames show something, %.1f ms a frame (median), %.1f ms the slowest",
        shown,
        millis.size(),
        median(millis),
        millis.stream().mapToDouble(d -> d).max().orElse(0));
  }

  private static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(d -> d).toArray();
    Arrays.sort(sorted);
    return sorted.length == 0 ? 0 : sorted[sorted.length / 2];
  }
}
