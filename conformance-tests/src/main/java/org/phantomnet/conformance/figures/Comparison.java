package org.phantomnet.conformance.figures;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One run's figures beside the baseline's. Immutable.
 *
 * @param worse those beyond their band, in words
 * @param broken those beyond their limit, in words
 */
public record Comparison(List<String> worse, List<String> broken) {
  public Comparison {
    worse = List.copyOf(worse);
    broken = List.copyOf(broken);
  }

  /**
   * A figure that the baseline has and the run lacks is worse: it was not measured.
   *
   * @param busy running threads for each processor; above 1 it widens the bands, but no limit
   */
  public static Comparison of(Figures figures, Baseline baseline, double busy) {
    double wider = Math.max(1, busy);
    List<String> worse = new ArrayList<>();
    List<String> broken = new ArrayList<>();
    for (Baseline.Usual usual : baseline.figures()) {
      Optional<Double> measured = Optional.ofNullable(figures.values().get(usual.name()));
      if (measured.isEmpty() || measured.get().isNaN()) {
        worse.add(usual.name() + " was not measured");
      } else if (usual.higherIsBetter()
          ? measured.get() < usual.edge(wider)
          : measured.get() > usual.edge(wider)) {
        String words = words(usual, measured.get(), wider);
        worse.add(words);
      }
      if (measured.filter(usual::isBroken).isPresent()) {
        broken.add(words(usual, measured.get(), wider));
      }
    }
    return new Comparison(worse, broken);
  }

  /** For people, one line. */
  public String text() {
    return "figures: "
        + (worse.isEmpty() ? "as the baseline" : "clearly worse: " + String.join("; ", worse));
  }

  private static String words(Baseline.Usual usual, double measured, double busy) {
    return String.format(
        Locale.ROOT,
        "%s %s, usually %s and %s %s",
        usual.name(),
        number(measured),
        number(usual.median()),
        usual.higherIsBetter() ? "at least" : "at most",
        number(usual.edge(busy)));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, Math.abs(value) >= 10 ? "%.0f" : "%.2f", value);
  }
}
