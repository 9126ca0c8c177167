package org.phantomnet.conformance.audit;

/**
 * One attack of spec/16-adversary.md.
 *
 * @param id as {@code ADV-07}
 * @param title what is attacked, in a few words
 * @param answeredBy the rules that answer it, as written there
 * @param applies now, in part, or later
 * @param because what of it waits for which feature; empty if it applies now
 */
public record Attack(String id, String title, String answeredBy, Applies applies, String because) {
  /** How much of the attack this version can meet. */
  public enum Applies {
    NOW,
    PARTLY,
    LATER
  }

  /** Every attack that this version must withstand has a test and a break. */
  public boolean mustHold() {
    return applies == Applies.NOW;
  }
}
