package org.phantomnet.desktop.listen;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.phantomnet.protocol.rule.Rule;

/**
 * How well what was said was heard: every figure comes from the two files, except where {@code
 * transportKnown}.
 *
 * @param correlation 1 if everything said was heard, about 0 for anything else
 * @param delayMs heard behind said, from the starts of the two files; negative if heard begins
 *     later than said did
 * @param gaps stretches of at least 40 ms in which something was said and nothing heard
 * @param longestGapMs the longest of them
 * @param gapFraction their share of the time spoken, 0 to 1
 * @param stoi short-time objective intelligibility (Taal 2011), about 0 to 1
 * @param mos mean opinion score by the E-model, 1 to 4.5
 * @param lossFraction the loss that the score was computed with, 0 to 1
 * @param mouthToEarMs the delay that the score was computed with
 * @param transportKnown whether loss and delay came with the files, else they were estimated from
 *     them
 * @param saidSeconds length of the one file
 * @param heardSeconds length of the other
 * @param intelligible whether a person would have understood it
 */
public record ListenReport(
    double correlation,
    double delayMs,
    int gaps,
    double longestGapMs,
    double gapFraction,
    double stoi,
    double mos,
    double lossFraction,
    double mouthToEarMs,
    boolean transportKnown,
    double saidSeconds,
    double heardSeconds,
    boolean intelligible) {
  /** Least correlation of something intelligible. */
  public static final double LEAST_CORRELATION = 0.65;

  /** Least correlation of something clean. */
  private static final double CLEAN = 0.8;

  /** Least STOI of something intelligible. */
  public static final double LEAST_STOI = 0.75;

  /** Two sounds that correlate less have nothing to do with each other. */
  private static final double UNRELATED = 0.3;

  @Rule("AUD-13")
  static boolean intelligible(double correlation, double stoi) {
    return correlation >= LEAST_CORRELATION && stoi >= LEAST_STOI;
  }

  /**
   * The figures by name, rounded to what is meaningful, in a fixed order: numbers and booleans
   * only.
   */
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("intelligible", intelligible);
    map.put("correlation", rounded(correlation, 3));
    map.put("stoi", rounded(stoi, 3));
    map.put("delayMs", rounded(delayMs, 1));
    map.put("gaps", gaps);
    map.put("longestGapMs", rounded(longestGapMs, 0));
    map.put("gapFraction", rounded(gapFraction, 4));
    map.put("mos", rounded(mos, 2));
    map.put("mouthToEarMs", rounded(mouthToEarMs, 1));
    map.put("lossFraction", rounded(lossFraction, 4));
    map.put("transportKnown", transportKnown);
    map.put("saidSeconds", rounded(saidSeconds, 2));
    map.put("heardSeconds", rounded(heardSeconds, 2));
    return map;
  }

  /** The figures as lines for a person, each ending with a line break. */
  public String table() {
    String source = transportKnown ? "as the call measured them" : "estimated from the files";
    return row("correlation", "%.2f", correlation, "1 all of it, 0 none of it; at least 0.65")
        + row("STOI", "%.2f", stoi, "how much can be understood; at least 0.75")
        + row("delay", "%.0f ms", delayMs, delayInWords())
        + row("gaps", "%.0f", gaps, gapsInWords())
        + row("MOS (E-model)", "%.1f", mos, transportInWords() + ", " + source)
        + "  => "
        + (intelligible ? "intelligible" : "NOT intelligible")
        + (intelligible && correlation < CLEAN ? ", but not clean" : "")
        + "\n";
  }

  private String delayInWords() {
    return correlation < UNRELATED
        ? "means nothing: this is not what was said"
        : "heard behind said, from the start of both files";
  }

  private String gapsInWords() {
    return gaps == 0
        ? "none of 40 ms or more"
        : String.format(
            Locale.ROOT, "longest %.0f ms, %.1f %% of the speech", longestGapMs, 100 * gapFraction);
  }

  private String transportInWords() {
    return String.format(
        Locale.ROOT, "of %.0f ms one way and %.1f %% loss", mouthToEarMs, 100 * lossFraction);
  }

  private static String row(String name, String format, double value, String meaning) {
    String figure = String.format(Locale.ROOT, format, value);
    return String.format(Locale.ROOT, "  %-14s %8s   %s%n", name, figure, meaning);
  }

  private static double rounded(double value, int places) {
    double unit = Math.pow(10, places);
    return Math.round(value * unit) / unit;
  }
}
