package org.phantomnet.benchmarks;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One measured figure: what the table of docs/performance.md and the JSON of a run say of it.
 *
 * @param name by which the JSON knows it
 * @param what for people
 * @param target empty where none was set; the figure should not be worse
 * @param higherIsBetter how it compares with its target
 * @param detail how it spread, and over how many
 */
public record Row(
    String name,
    String what,
    double value,
    String unit,
    Optional<Double> target,
    boolean higherIsBetter,
    String detail) {
  /** Whether the target is met; true where there is none. */
  public boolean isMet() {
    return target.map(bound -> higherIsBetter ? value >= bound : value <= bound).orElse(true);
  }

  /** As in the table: what, target, measured, command. */
  public String markdown(String command) {
    String bound =
        target.map(at -> (higherIsBetter ? "≥ " : "≤ ") + number(at) + space(unit)).orElse("");
    String missed = isMet() ? "" : " (missed)";
    return String.format(
        Locale.ROOT,
        "| %s | %s | %s%s%s%s | `%s` |",
        what,
        bound,
        number(value),
        space(unit),
        missed,
        detail.isEmpty() ? "" : "; " + detail,
        command);
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", name);
    json.put("value", value);
    json.put("unit", unit);
    target.ifPresent(bound -> json.put("target", bound));
    json.put("met", isMet());
    json.put("detail", detail);
    return json;
  }

  /** Three digits that mean something. */
  public static String number(double value) {
    double size = Math.abs(value);
    String format =
        size >= 100 || value == Math.rint(value)
            ? "%.0f"
            : size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f";
    return String.format(Locale.ROOT, format, value);
  }

  private static String space(String unit) {
    return unit.isEmpty() ? "" : " " + unit;
  }
}
