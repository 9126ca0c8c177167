package org.phantomnet.conformance.vectors;

/** Foreign text, made fit for a terminal. */
final class Shown {
  private static final int MOST = 400;

  private Shown() {}

  /** One line of printable ASCII, cut where it is long. */
  static String text(String foreign) {
    String cut = foreign.length() > MOST ? foreign.substring(0, MOST) + "..." : foreign;
    return cut.replaceAll("[^\\x20-\\x7e]", "?");
  }
}
