package org.phantomnet.benchmarks.blackout;

import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** What became of the frames of one kind of sequence. For one thread. */
final class Scores {
  /** A frame below this leaks. */
  static final double GOOD = 0.995;

  private static final int BLACK = 16;
  private static final int WORST = 5;

  private final List<Double> recalls = new ArrayList<>();
  private final List<Double> falseBlack = new ArrayList<>();
  private final List<Double> flicker = new ArrayList<>();
  private final List<Double> millis = new ArrayList<>();
  private final List<Shot> worst = new ArrayList<>();
  private boolean[] shownBefore = new boolean[0];
  private int allBlack;

  /** A frame to look at: what the camera saw beside what left. */
  record Shot(double recall, String what, BufferedImage picture) {}

  /** A new sequence: nothing flickers from the one before. */
  void cut() {
    shownBefore = new boolean[0];
  }

  void add(String what, Stage stage, ByteBuffer left, boolean black, double tookMillis) {
    int people = 0;
    int hidden = 0;
    int rest = 0;
    int restHidden = 0;
    int changed = 0;
    boolean[] shown = new boolean[stage.person.length];
    for (int i = 0; i < shown.length; i++) {
      shown[i] = left.get(i) != BLACK;
      if (stage.person[i]) {
        people++;
        hidden += shown[i] ? 0 : 1;
      } else if (!stage.held[i]) {
        rest++;
        restHidden += shown[i] ? 0 : 1;
        changed += shownBefore.length > 0 && shownBefore[i] != shown[i] ? 1 : 0;
      }
    }
    millis.add(tookMillis);
    allBlack += black ? 1 : 0;
    if (rest > 0) {
      falseBlack.add((double) restHidden / rest);
      flicker.add((double) changed / rest);
    }
    shownBefore = shown;
    if (people > 0) {
      double recall = (double) hidden / people;
      recalls.add(recall);
      keep(recall, what, stage, left);
    }
  }

  private void keep(double recall, String what, Stage stage, ByteBuffer left) {
    if (worst.size() < WORST || recall < worst.get(worst.size() - 1).recall()) {
      worst.add(new Shot(recall, what, Sheet.pair(stage, left)));
      worst.sort(Comparator.comparingDouble(Shot::recall));
      if (worst.size() > WORST) {
        worst.remove(WORST);
      }
    }
  }

  List<Shot> worst() {
    return worst;
  }

  long leaking() {
    return recalls.stream().filter(recall -> recall < GOOD).count();
  }

  double allBlackShare() {
    return (double) allBlack / Math.max(1, millis.size());
  }

  double falseBlackMean() {
    return mean(falseBlack);
  }

  /** A row of the table. */
  String row(String name) {
    return String.format(
        "%-22s %6d %8.3f %8.3f %6d %8.1f %8.1f %8.2f %8.1f",
        name,
        millis.size(),
        100 * mean(recalls),
        100 * recalls.stream().mapToDouble(d -> d).min().orElse(1),
        leaking(),
        100 * allBlackShare(),
        100 * falseBlackMean(),
        100 * mean(flicker),
        median(millis));
  }

  static String head() {
    return String.format(
        "%-22s %6s %8s %8s %6s %8s %8s %8s %8s",
        "", "frames", "recall %", "worst %", "leaks", "black %", "false %", "flick %", "cpu ms");
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(d -> d).average().orElse(0);
  }

  private static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(d -> d).toArray();
    Arrays.sort(sorted);
    return sorted.length == 0 ? 0 : sorted[sorted.length / 2];
  }
}
